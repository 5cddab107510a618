// The sagittal series beside the axial one: the lines in which the two cut each other, the names of the vertebrae, the pins. All places come
// from the server, which works them out from geometry; here they are only drawn, so that scrolling moves a line at once.
import { Enums, getEnabledElement, RenderingEngine, type Types } from '@cornerstonejs/core';
import * as tools from '@cornerstonejs/tools';
import { frameKey, framesOf, type Frame } from './frames';
import type { Component } from '../shared/component';
import { listen, meaningOf } from '../shared/keymap';
import { conventionalTurn } from './convention';
import { Corners } from './corners';
import { ToolBox, type Tool } from './measure';
import { add, layOver, planeOf } from './overlay';
import { toImage, toWorld } from './plane';
import type { StudySetup } from './setup';
import { start } from './start';
import { applyPreset } from './windowing';

const viewportId = 'sagittal';
let opened = 0;

interface Line { x1: number; y1: number; x2: number; y2: number; from: number; to: number; }
interface FrameName { sopInstanceUid: string; frame: number; }

/** Made by the server (LinkedPlanes.cs); field names as it writes them. */
export interface LinkedPlanes {
  studyInstanceUid: string;
  sagittal: { seriesInstanceUid: string; title: string; reason: string; frames: FrameName[]; start: number; columnSpacingMm: number; rowSpacingMm: number } | null;
  note: string | null;
  slices: FrameName[];
  onSagittal: (Line | null)[][];
  onAxial: (Line | null)[][];
  levels: { name: string; sure: number; at: [number, number][] }[];
  pins: { level: string; by: string; image: number; at: [number, number][] }[];
}

export interface Elements { sagittal: HTMLDivElement; axial: HTMLDivElement; page: HTMLElement; }

export async function openSagittal(elements: Elements, planes: LinkedPlanes, page: Component, mayPin: boolean): Promise<SagittalView> {
  await start();
  const view = new SagittalView(elements, planes, page, mayPin);
  await view.load();
  return view;
}

export class SagittalView {
  private readonly listening = new AbortController();
  private readonly onSagittal: SVGSVGElement;
  private readonly onAxial: SVGSVGElement;
  private engine: RenderingEngine | undefined;
  private toolBox: ToolBox | undefined;
  private corners: Corners | undefined;
  private resize: ResizeObserver | undefined;
  private visible = true;
  private pinning = false;
  private slice: number | undefined;
  private pressed: { x: number; y: number } | undefined;

  constructor(private readonly elements: Elements, private planes: LinkedPlanes, private readonly page: Component, private readonly mayPin: boolean) {
    this.onSagittal = layOver(elements.sagittal, 'cross-overlay');
    this.onAxial = layOver(elements.axial, 'cross-overlay');
    const { index, graded } = elements.axial.dataset;
    this.slice = index !== undefined && graded !== 'false' ? Number(index) : undefined;

    const on = (target: EventTarget, name: string, does: (event: never) => void) => target.addEventListener(name, does as EventListener, { signal: this.listening.signal });
    on(elements.page, 'slice-shown', (event: CustomEvent<{ index: number; graded: boolean }>) => {
      this.slice = event.detail.graded ? event.detail.index : undefined;
      this.draw();
    });
    on(elements.page, 'overlay-shown', (event: CustomEvent<boolean>) => {
      this.visible = event.detail;
      this.draw();
    });
    on(elements.page, 'tool-chosen', (event: CustomEvent<Tool>) => this.toolBox?.use(event.detail));
    const { signal } = this.listening;
    listen(elements.page, ['pins'], { pinSlice: () => this.pinSlice() }, { signal, when: () => mayPin });
    listen(elements.page, ['pinning'], { endPinning: () => this.endPinning() }, { signal, when: () => this.pinning });
    [Enums.Events.IMAGE_RENDERED, Enums.Events.CAMERA_MODIFIED].forEach(name => on(elements.axial, name, () => this.drawAxial()));
  }

  /** Loads the series' images and shows the one through the canal. */
  async load(): Promise<void> {
    const series = this.planes.sagittal;
    if (!series) {
      return;
    }

    const setup = { dicomWebRoot: '/dicomweb', studyInstanceUid: this.planes.studyInstanceUid } as StudySetup;
    const byKey = new Map((await framesOf(setup, series.seriesInstanceUid)).map(f => [frameKey(f), f]));
    const frames = series.frames.map(f => byKey.get(frameKey(f))).filter((f): f is Frame => f !== undefined);
    if (frames.length !== series.frames.length || this.listening.signal.aborted) {
      throw new Error('Some of the sagittal images are no longer in the archive.');
    }

    const { sagittal: element } = this.elements;
    const id = ++opened;
    this.engine = new RenderingEngine(`sagittal-${id}`);
    this.engine.enableElement({ viewportId, element, type: Enums.ViewportType.STACK, defaultOptions: { background: [0, 0, 0] } });
    element.tabIndex = 0; // Cornerstone takes it out of the tab order.
    this.toolBox = new ToolBox(`sagittal-tools-${id}`, viewportId, this.engine.id);
    this.corners = new Corners(element);

    const on = (name: string, does: (event: never) => void) => element.addEventListener(name, does as EventListener, { signal: this.listening.signal });
    [Enums.Events.IMAGE_RENDERED, Enums.Events.CAMERA_MODIFIED].forEach(name => on(name, () => this.draw()));
    on('keydown', (event: KeyboardEvent) => this.step(event));
    on('contextmenu', (event: Event) => event.preventDefault());
    on('pointerdown', (event: PointerEvent) => { this.pressed = event.button === 0 ? { x: event.clientX, y: event.clientY } : undefined; });
    on('pointerup', (event: PointerEvent) => this.released(event));
    this.resize = new ResizeObserver(() => this.engine?.resize(true, true));
    this.resize.observe(element);

    await this.viewport!.setStack(frames.map(f => f.imageId), series.start);
    const plane = planeOf(this.viewport!);
    if (plane) {
      this.viewport!.setViewPresentation(conventionalTurn(plane.rowCosines, plane.columnCosines));
    }

    applyPreset(this.viewport!, 'auto');
    tools.utilities.stackPrefetch.enable(element);
    this.draw();
  }

  /** True when these are the images on show already, so that only lines, names and pins are new. */
  shows(planes: LinkedPlanes): boolean {
    const frames = (of: LinkedPlanes) => of.sagittal?.frames.map(frameKey).join() ?? '';
    return frames(planes) === frames(this.planes) && planes.studyInstanceUid === this.planes.studyInstanceUid;
  }

  /** New pins and names, or the lines of a new grading. */
  show(planes: LinkedPlanes): void {
    this.planes = planes;
    this.draw();
  }

  /** The next click on the sagittal image pins a level there. */
  setPinning(pinning: boolean): void {
    this.pinning = pinning;
    this.elements.sagittal.style.cursor = pinning ? 'crosshair' : '';
  }

  /** Offers to pin the slice on show. */
  pinSlice(): void {
    const frame = this.slice === undefined ? undefined : this.planes.slices[this.slice];
    if (frame) {
      this.offer({ ...frame, x: null, y: null, slice: this.slice!, level: null });
    } else {
      this.tell('NoSliceToPin');
    }
  }

  dispose(): void {
    this.listening.abort();
    this.resize?.disconnect();
    this.onSagittal.remove();
    this.onAxial.remove();
    if (this.engine) {
      this.toolBox?.dispose();
      this.engine.destroy();
    }
  }

  private get viewport(): Types.IStackViewport | undefined {
    return this.engine?.getViewport(viewportId) as Types.IStackViewport | undefined;
  }

  private get image(): number {
    return this.viewport?.getCurrentImageIdIndex() ?? 0;
  }

  private draw(): void {
    this.drawSagittal();
    this.drawAxial();
  }

  private drawSagittal(): void {
    this.onSagittal.replaceChildren();
    const viewport = this.viewport;
    const plane = viewport && planeOf(viewport);
    if (!viewport || !plane) {
      return;
    }

    this.elements.sagittal.dataset['image'] = String(this.image);
    this.corners?.draw(viewport, [`Sagittal ${this.image + 1} of ${this.planes.sagittal?.frames.length ?? 0}`], this.visible);
    const lines = this.planes.onSagittal[this.image] ?? [];
    const at = (x: number, y: number) => viewport.worldToCanvas(toWorld(plane, x, y));
    if (!this.visible) {
      return;
    }

    const drawn = lines.flatMap((l, i) => l ? [i] : []);
    drawn.filter((i, n) => (n === 0 || n === drawn.length - 1) && i !== this.slice)
      .forEach(i => drawLine(this.onSagittal, lines[i]!, at, 'cross-line-end'));
    const line = this.slice === undefined ? null : lines[this.slice];
    if (line) {
      drawLine(this.onSagittal, line, at, 'cross-line').forEach(part => part.setAttribute('data-testid', 'cross-line'));
      const data = this.elements.sagittal.dataset;
      [data['lineX1'], data['lineY1'], data['lineX2'], data['lineY2']] = [line.x1, line.y1, line.x2, line.y2].map(String);
    }

    const { clientWidth: width, clientHeight: height } = this.elements.sagittal;
    for (const level of this.planes.levels) {
      const [x, y] = at(...level.at[this.image]!);
      if (y > 8 && y < height - 8) {
        const words = add(this.onSagittal, 'text', { x: Math.min(Math.max(x, 14), width - 18), y: y + 4, class: `level-name${level.sure < 0.8 ? ' level-name-unsure' : ''}`, 'text-anchor': 'middle' });
        words.textContent = level.name;
      }
    }

    this.planes.pins.forEach(pin => this.drawPin(pin, at(...pin.at[this.image]!)));
  }

  private drawPin(pin: LinkedPlanes['pins'][number], [x, y]: Types.Point2): void {
    const here = pin.image === this.image;
    const mark = add(this.onSagittal, 'g', { transform: `translate(${x} ${y})`, class: `level-pin${here ? '' : ' level-pin-elsewhere'}`, 'data-level': pin.level });
    add(mark, 'circle', { r: 14, class: 'level-pin-hit' });
    add(mark, 'path', { d: 'M0 -7 L7 0 L0 7 L-7 0 Z', class: 'level-pin-mark' });
    add(mark, 'text', { x: -11, y: 4, 'text-anchor': 'end', class: 'level-pin-name' }).textContent = pin.level;
    if (!this.mayPin) {
      return;
    }

    const stop = (event: Event) => event.stopPropagation();
    mark.addEventListener('mousedown', stop);
    mark.addEventListener('touchstart', stop);
    mark.addEventListener('pointerdown', event => {
      event.stopPropagation();
      mark.setPointerCapture(event.pointerId);
      const move = (moved: PointerEvent) => {
        const box = this.elements.sagittal.getBoundingClientRect();
        mark.setAttribute('transform', `translate(${moved.clientX - box.left} ${moved.clientY - box.top})`);
      };
      const up = (done: PointerEvent) => {
        done.stopPropagation();
        mark.removeEventListener('pointermove', move);
        if (Math.hypot(done.clientX - event.clientX, done.clientY - event.clientY) > 3) {
          this.offerAt(done, pin.level);
        }

        // Back to where it is pinned: it moves when the change is saved.
        this.drawSagittal();
      };
      mark.addEventListener('pointermove', move);
      mark.addEventListener('pointerup', up, { once: true });
    });
  }

  private drawAxial(): void {
    this.onAxial.replaceChildren();
    if (!this.onAxial.isConnected) {
      // The axial viewer was opened anew.
      this.elements.axial.append(this.onAxial);
    }

    const viewport = getEnabledElement(this.elements.axial)?.viewport as Types.IStackViewport | undefined;
    const plane = viewport && viewport.getCurrentImageIdIndex() >= 0 ? planeOf(viewport) : undefined;
    const line = this.slice === undefined || !this.planes.sagittal ? null : this.planes.onAxial[this.image]?.[this.slice];
    if (viewport && plane && line && this.visible) {
      drawLine(this.onAxial, line, (x, y) => viewport.worldToCanvas(toWorld(plane, x, y)), 'cross-line-axial');
    }
  }

  private released(event: PointerEvent): void {
    const pressed = this.pressed;
    this.pressed = undefined;
    if (!pressed || Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > 3) {
      return;
    }

    if (this.pinning) {
      this.offerAt(event, null);
      return;
    }

    const slice = this.toolBox?.tool === 'window' ? this.nearestSlice(this.place(event)) : undefined;
    if (slice !== undefined) {
      this.elements.page.dispatchEvent(new CustomEvent('go-to-slice', { detail: slice }));
    }
  }

  /** The slice whose line passes nearest to a place on the image. */
  private nearestSlice({ x, y }: { x: number; y: number }): number | undefined {
    const { columnSpacingMm: across, rowSpacingMm: down } = this.planes.sagittal!;
    let best: { slice: number; off: number } | undefined;
    (this.planes.onSagittal[this.image] ?? []).forEach((line, slice) => {
      if (line) {
        const [dx, dy] = [(line.x2 - line.x1) * across, (line.y2 - line.y1) * down];
        const off = Math.abs(dx * (y - line.y1) * down - dy * (x - line.x1) * across) / Math.hypot(dx, dy);
        best = best && best.off <= off ? best : { slice, off };
      }
    });
    return best?.slice;
  }

  private place(event: PointerEvent): { x: number; y: number } {
    const viewport = this.viewport!;
    const box = this.elements.sagittal.getBoundingClientRect();
    return toImage(planeOf(viewport)!, viewport.canvasToWorld([event.clientX - box.left, event.clientY - box.top]));
  }

  private offerAt(event: PointerEvent, level: string | null): void {
    this.setPinning(false);
    const { x, y } = this.place(event);
    this.offer({ ...this.planes.sagittal!.frames[this.image]!, x, y, slice: this.nearestSlice({ x, y }) ?? null, level });
  }

  private offer(pin: FrameName & { x: number | null; y: number | null; slice: number | null; level: string | null }): void {
    this.tell('OfferPin', pin);
  }

  private endPinning(): void {
    this.setPinning(false);
    this.tell('PinningEnded');
  }

  /** With the focus on the sagittal image the arrows step through its series; the axial viewer does not hear of them. */
  private step(event: KeyboardEvent): void {
    const last = this.planes.sagittal!.frames.length - 1;
    const act = meaningOf(event, ['viewing'])?.act ?? '';
    const to = ({ above: this.image - 1, below: this.image + 1, first: 0, last } as Record<string, number>)[act];
    if (to !== undefined) {
      event.preventDefault();
      event.stopPropagation();
      void this.viewport?.setImageIdIndex(Math.min(Math.max(to, 0), last));
    }
  }

  private tell(method: string, ...args: unknown[]): void {
    this.page.invokeMethodAsync(method, ...args).catch(() => { /* the circuit is gone; the images stay */ });
  }
}

/** Draws a line in its two parts; the canal between them stays free. */
function drawLine(root: SVGElement, line: Line, at: (x: number, y: number) => Types.Point2, look: string): SVGElement[] {
  const along = (share: number) => at(line.x1 + share * (line.x2 - line.x1), line.y1 + share * (line.y2 - line.y1));
  return ([[0, line.from], [line.to, 1]] as const).filter(([from, to]) => to - from > 0.001).map(([from, to]) => {
    const [[x1, y1], [x2, y2]] = [along(from), along(to)];
    return add(root, 'line', { x1, y1, x2, y2, class: look });
  });
}
