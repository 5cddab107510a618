// A reviewer's own box on an axial slice: moved, resized and drawn with mouse, finger or keys. A square in millimetres, as the grader looks
// at one; the server is told its centre in pixels and its side.
import { Enums, getEnabledElement, metaData, type Types } from '@cornerstonejs/core';
import { isTaken, listen, ways } from '../shared/keymap';
import { add, layOver, planeOf } from './overlay';
import { toImage, toWorld, type Plane } from './plane';
import { alongScreen, cornersOf, dragged, kept, middle, moved, resized, type Box, type Grid, type Part, type Place } from './square';

export interface SliceBoxes { slice: number; model: Box | null; drawn: Box | null; }
export interface Elements { axial: HTMLDivElement; page: HTMLElement; }
export interface Panel { edits(on: boolean): void; say(words: string): void; sliceShown(slice: number | null): void; grade(slice: number, box: Box): void; }

export function openRegion(elements: Elements, panel: Panel): RegionEditor {
  return new RegionEditor(elements, panel);
}

export class RegionEditor {
  private readonly listening = new AbortController();
  private readonly root: SVGSVGElement;
  private boxes = new Map<number, SliceBoxes>();
  private slice: number | undefined;
  private editing: Box | undefined;
  private began: Box | undefined;
  private visible = true;

  constructor(private readonly elements: Elements, private readonly panel: Panel) {
    this.root = layOver(elements.axial, 'region-overlay');
    const on = (target: EventTarget, name: string, does: (event: never) => void, capture = false) =>
      target.addEventListener(name, does as EventListener, { signal: this.listening.signal, capture });
    on(elements.page, 'slice-shown', (event: CustomEvent<{ index: number; graded: boolean }>) => this.shown(event.detail.graded ? event.detail.index : undefined));
    on(elements.page, 'overlay-shown', (event: CustomEvent<boolean>) => {
      this.visible = event.detail;
      this.draw();
    });
    [Enums.Events.IMAGE_RENDERED, Enums.Events.CAMERA_MODIFIED].forEach(name => on(elements.axial, name, () => this.draw()));

    // At the window, before the review's and the viewer's own keys: while a box is drawn, arrows move it and Enter grades it.
    const { signal } = this.listening;
    listen(window, ['drawing'], {
      move: way => this.arrow(way, false), resize: way => this.arrow(way, true), finish: () => this.grade(), giveUp: () => this.giveUp(),
    }, { capture: true, signal, when: () => this.editing !== undefined });
    on(window, 'keydown', (event: KeyboardEvent) => this.keepFromOthers(event), true);
    listen(window, ['regions'], { begin: () => this.begin() }, { capture: true, signal });
    ['mousedown', 'touchstart', 'pointerdown'].forEach(name => on(this.root, name, (event: Event) => event.stopPropagation()));
    on(this.root, 'pointerdown', (event: PointerEvent) => this.press(event));
    const { index, graded } = elements.axial.dataset;
    if (index !== undefined) {
      this.shown(graded !== 'false' ? Number(index) : undefined);
    }
  }

  show(boxes: SliceBoxes[]): void {
    this.boxes = new Map(boxes.map(b => [b.slice, b]));
    this.draw();
  }

  begin(): void {
    const image = this.image;
    if (this.slice === undefined || !image) {
      this.panel.say('This series was not graded. Choose the graded series to draw on it.');
      return;
    }

    const here = this.boxes.get(this.slice);
    this.began = here?.drawn ?? here?.model ?? middle(image);
    this.change(kept(this.began, image));
    this.panel.edits(true);
    this.panel.say(`Drawing a box, ${this.began.sideMm.toFixed(0)} millimetres. Arrows move it, Shift and arrows change its size, Enter has it graded, Escape gives up.`);
  }

  grade(): void {
    if (this.editing && this.slice !== undefined) {
      this.panel.grade(this.slice, this.editing);
      this.end();
      this.panel.say('The box is being graded.');
    }
  }

  giveUp(): void {
    if (this.editing) {
      this.end();
      this.panel.say('Given up. Nothing was changed.');
    }
  }

  dispose(): void {
    this.listening.abort();
    this.root.remove();
  }

  private get viewport(): Types.IStackViewport | undefined {
    return getEnabledElement(this.elements.axial)?.viewport as Types.IStackViewport | undefined;
  }

  private get image(): Grid & { viewport: Types.IStackViewport; plane: Plane } | undefined {
    const viewport = this.viewport;
    const plane: (Plane & { rows?: number; columns?: number }) | undefined = viewport && viewport.getCurrentImageIdIndex() >= 0 ? planeOf(viewport) : undefined;
    if (!viewport || !plane) {
      return undefined;
    }

    const pixels = metaData.get('imagePixelModule', viewport.getCurrentImageId() ?? '') as { rows?: number; columns?: number } | undefined;
    return {
      viewport, plane, columns: plane.columns ?? pixels?.columns ?? 0, rows: plane.rows ?? pixels?.rows ?? 0,
      across: plane.columnPixelSpacing || 1, down: plane.rowPixelSpacing || 1,
    };
  }

  private shown(slice: number | undefined): void {
    if (slice !== this.slice) {
      this.slice = slice;
      this.giveUp();
      this.panel.sliceShown(slice ?? null);
    }

    this.draw();
  }

  private end(): void {
    this.editing = undefined;
    this.panel.edits(false);
    this.draw();
  }

  private change(box: Box): void {
    this.editing = box;
    this.draw();
  }

  private arrow(way: string, resizes: boolean): void {
    const { editing: box, image } = this;
    const [right, down] = ways[way]!;
    if (box && image) {
      const [x, y] = this.alongScreen(right, down);
      this.change(resizes ? resized(box, 2 * (right - down), image) : moved(box, x, y, image));
      this.sayWhere();
    }
  }

  /** One key is one grade, space confirms one and Ctrl+Z takes one back, but not while a box is drawn: a slip must not change the slice. */
  private keepFromOthers(event: KeyboardEvent): void {
    const undoes = (event.ctrlKey || event.metaKey) && /^[zy]$/i.test(event.key);
    const types = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (this.editing && (undoes || types) && !isTaken(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      this.panel.say('A box is being drawn. Enter has it graded, Escape gives up.');
    }
  }

  /** The image's own direction that lies nearest to one on the screen: it may be turned or mirrored. */
  private alongScreen(right: number, down: number): [number, number] {
    const image = this.image!;
    return alongScreen(right, down, image, (x, y) => image.viewport.worldToCanvas(toWorld(image.plane, x, y)));
  }

  private sayWhere(): void {
    const { editing, began, image } = this;
    if (editing && began && image) {
      const [[rightX, rightY], [downX, downY]] = [this.alongScreen(1, 0), this.alongScreen(0, 1)];
      const [x, y] = [(editing.centreX - began.centreX) * image.across, (editing.centreY - began.centreY) * image.down];
      const right = Math.round(x * rightX + y * rightY);
      const down = Math.round(x * downX + y * downY);
      this.panel.say(`${editing.sideMm.toFixed(0)} millimetres, ${Math.abs(right)} to the ${right < 0 ? 'left' : 'right'}, ${Math.abs(down)} ${down < 0 ? 'up' : 'down'}.`);
    }
  }

  /** Inside moves the box, a corner resizes it, anywhere else begins a new one. */
  private press(event: PointerEvent): void {
    const box = this.editing;
    const image = this.image;
    if (!box || !image || event.button !== 0 || !event.isPrimary) {
      return;
    }

    event.preventDefault();
    this.root.setPointerCapture(event.pointerId);
    const part = ((event.target as Element).getAttribute('data-part') ?? 'elsewhere') as Part;
    const start = this.place(event);
    const moves = new AbortController();
    this.root.addEventListener('pointermove', event => {
      const changed = dragged(box, part, start, this.place(event), image);
      if (changed) {
        this.change(changed);
      }
    }, { signal: moves.signal });
    const done = () => {
      moves.abort();
      this.sayWhere();
    };
    this.root.addEventListener('pointerup', done, { once: true, signal: moves.signal });
    this.root.addEventListener('pointercancel', done, { once: true, signal: moves.signal });
  }

  private place(event: PointerEvent): Place {
    const box = this.elements.axial.getBoundingClientRect();
    const image = this.image!;
    return toImage(image.plane, image.viewport.canvasToWorld([event.clientX - box.left, event.clientY - box.top]));
  }

  private draw(): void {
    this.root.replaceChildren();
    this.root.toggleAttribute('data-editing', this.editing !== undefined);
    if (!this.root.isConnected) {
      this.elements.axial.append(this.root);
    }

    const image = this.image;
    const drawn = this.slice === undefined ? null : this.boxes.get(this.slice)?.drawn ?? null;
    const box = this.editing ?? drawn;
    if (!image || !box || (!this.visible && !this.editing)) {
      return;
    }

    if (this.editing) {
      add(this.root, 'rect', { x: 0, y: 0, width: '100%', height: '100%', class: 'region-ground' });
    }

    const corners = cornersOf(box, image).map(({ x, y }) => image.viewport.worldToCanvas(toWorld(image.plane, x, y)));
    const outline = add(this.root, 'polygon', { points: corners.map(c => c.join(',')).join(' '), class: this.editing ? 'region-box region-box-editing' : 'region-box', 'data-part': 'inside' });
    outline.setAttribute('data-testid', 'region-box');
    if (this.editing) {
      corners.forEach(([x, y]) => add(this.root, 'circle', { cx: x, cy: y, r: 8, class: 'region-corner', 'data-part': 'corner' }));
    }
  }
}
