// The study viewer: one Cornerstone stack viewport, its mouse and keys, the overlay, and the word to the page of what is on show.
import { cache, getRenderingEngines, RenderingEngine, Enums, type Types } from '@cornerstonejs/core';
import * as tools from '@cornerstonejs/tools';
import type { Component } from '../shared/component';
import { listen } from '../shared/keymap';
import { conventionalTurn, type Turn } from './convention';
import { Corners } from './corners';
import { frameKey, framesOf, gradedFrames, type Frame } from './frames';
import { clearMarks, ToolBox, type Tool } from './measure';
import { Overlay, planeOf } from './overlay';
import type { Preset } from './ranges';
import type { GradedFrame, SliceReading, StudySetup } from './setup';
import { start } from './start';
import { applyPreset } from './windowing';

export { openRegion } from './region';
export { openSagittal } from './sagittal';

const viewportId = 'axial';
let opened = 0;

export async function open(element: HTMLDivElement, keyTarget: HTMLElement, setup: StudySetup, page: Component): Promise<StudyViewer> {
  await start();
  const viewer = new StudyViewer(element, keyTarget, setup, page);
  await viewer.showSeries(setup.slices[setup.startOrdinal]?.seriesInstanceUid ?? setup.series[0]?.seriesInstanceUid ?? '', setup.startOrdinal);
  return viewer;
}

export class StudyViewer {
  private readonly engine: RenderingEngine;
  private readonly toolBox: ToolBox;
  private readonly corners: Corners;
  private readonly overlay: Overlay;
  private readonly quiet: (() => void)[] = [];
  private frames: Frame[] = [];
  private readonly slices: Map<string, GradedFrame>;
  private readonly gradedSeries: Set<string>;
  private readings = new Map<number, SliceReading>();
  private graded = false;
  private seriesInstanceUid = '';
  private playing = false;
  private told: number | undefined;
  private gone = false;
  private turn: Turn = { rotation: 0, flipHorizontal: false };

  constructor(private readonly element: HTMLDivElement, keyTarget: HTMLElement, private readonly setup: StudySetup, private readonly page: Component) {
    this.slices = new Map(setup.slices.map(s => [frameKey(s), s]));
    this.gradedSeries = new Set(setup.slices.map(s => s.seriesInstanceUid));
    const id = ++opened;
    this.engine = new RenderingEngine(`study-${id}`);
    this.engine.enableElement({ viewportId, element, type: Enums.ViewportType.STACK, defaultOptions: { background: [0, 0, 0] } });
    element.tabIndex = 0; // Cornerstone takes it out of the tab order.
    this.overlay = new Overlay(element);

    this.corners = new Corners(element);
    this.toolBox = new ToolBox(`study-tools-${id}`, viewportId, this.engine.id);

    const onRendered = () => this.draw();
    const onNewImage = () => { this.lieConventionally(); this.shown(); };
    const noMenu = (event: Event) => event.preventDefault();
    element.addEventListener(Enums.Events.IMAGE_RENDERED, onRendered);
    element.addEventListener(Enums.Events.CAMERA_MODIFIED, onRendered);
    element.addEventListener(Enums.Events.STACK_NEW_IMAGE, onNewImage);
    element.addEventListener('contextmenu', noMenu);
    const resize = new ResizeObserver(() => this.engine.resize(true, true));
    resize.observe(element);
    this.quiet.push(() => resize.disconnect(), this.listenToSwipes(), listen(keyTarget, ['viewing'], {
      above: () => this.goTo(this.index - 1), below: () => this.goTo(this.index + 1), first: () => this.goTo(0), last: () => this.goTo(this.frames.length - 1),
      previousSeries: () => this.nextSeries(-1), nextSeries: () => this.nextSeries(1), zoomIn: () => this.zoom(1.25), zoomOut: () => this.zoom(0.8),
      rotate: () => this.rotate(), mirror: () => this.flip('horizontal'), flip: () => this.flip('vertical'), invert: () => this.invert(), cine: () => this.cine(),
      reset: () => this.reset(), overlay: () => this.toggleOverlay(), clearMarks: () => this.clearMarks(),
      distance: () => this.toggleTool('distance'), angle: () => this.toggleTool('angle'), magnify: () => this.toggleTool('magnify'), window: () => this.useTool('window'),
      layout: () => element.dispatchEvent(new CustomEvent('viewer-reading', { bubbles: true })),
      help: () => element.dispatchEvent(new CustomEvent('viewer-help', { bubbles: true })),
    }));
  }

  /** Shows a series; a graded one as part of the whole graded stack, at its own first slice. */
  async showSeries(seriesInstanceUid: string, ordinal?: number): Promise<void> {
    const graded = this.gradedSeries.has(seriesInstanceUid);
    const firstOfSeries = graded ? this.setup.slices.findIndex(s => s.seriesInstanceUid === seriesInstanceUid) : undefined;
    if (graded && this.graded && this.frames.length > 0) {
      this.goTo(ordinal ?? firstOfSeries ?? 0);
      return;
    }

    try {
      const frames = graded ? await gradedFrames(this.setup) : await framesOf(this.setup, seriesInstanceUid);
      if (frames.length === 0) {
        throw new Error('This series has no images that can be shown.');
      }

      this.stopCine();
      const before = this.frames;
      this.seriesInstanceUid = seriesInstanceUid;
      this.graded = graded;
      this.frames = frames;
      this.told = undefined;
      const at = Math.min(Math.max(ordinal ?? firstOfSeries ?? Math.floor(frames.length / 2), 0), frames.length - 1);
      await this.viewport.setStack(frames.map(f => f.imageId), at);
      this.lieConventionally(true);
      applyPreset(this.viewport, 'auto');
      tools.utilities.stackPrefetch.enable(this.element);
      forget(before);
      this.tell('SeriesShown', seriesInstanceUid, frames.length);
      this.shown();
    } catch (error) {
      this.tell('SeriesFailed', seriesInstanceUid, error instanceof Error ? error.message : 'The images could not be loaded.');
    }
  }

  goTo(index: number): void {
    const bounded = Math.min(Math.max(index, 0), this.frames.length - 1);
    if (bounded !== this.index && this.frames.length > 0) {
      void this.viewport.setImageIdIndex(bounded);
    }
  }

  /** Shows a slice of the graded stack, coming back to it from another series if need be. */
  async goToOrdinal(ordinal: number): Promise<void> {
    const slice = this.setup.slices[ordinal];
    if (slice) {
      await this.showSeries(slice.seriesInstanceUid, ordinal);
    }
  }

  /** What people said of the graded stack's slices, for the overlay. */
  setReadings(readings: SliceReading[]): void {
    this.readings = new Map(readings.map(r => [r.ordinal, r]));
    if (this.frames.length > 0) {
      this.draw();
    }
  }

  preset(preset: Preset): void {
    applyPreset(this.viewport, preset);
  }

  zoom(factor: number): void {
    this.viewport.setZoom(this.viewport.getZoom() * factor);
    this.viewport.render();
  }

  rotate(): void {
    this.viewport.setViewPresentation({ rotation: ((this.viewport.getViewPresentation().rotation ?? 0) + 90) % 360 });
    this.viewport.render();
  }

  flip(axis: 'horizontal' | 'vertical'): void {
    const { flipHorizontal, flipVertical } = this.viewport.getCamera();
    this.viewport.setCamera(axis === 'horizontal' ? { flipHorizontal: !flipHorizontal } : { flipVertical: !flipVertical });
    this.viewport.render();
  }

  invert(): void {
    this.viewport.setProperties({ invert: !this.viewport.getProperties().invert });
    this.viewport.render();
  }

  cine(): void {
    if (this.playing) {
      this.stopCine();
    } else {
      tools.utilities.cine.playClip(this.element, { framesPerSecond: 8, loop: true });
      this.playing = true;
    }

    this.tell('CineChanged', this.playing);
  }

  reset(): void {
    this.stopCine();
    this.viewport.resetProperties();
    this.viewport.resetCamera();
    this.lieConventionally(true);
    applyPreset(this.viewport, 'auto');
    this.useTool('window');
  }

  /** What the left button, or one finger, does from now on. */
  useTool(tool: Tool): void {
    this.toolBox.use(tool);
    this.element.dataset['tool'] = tool;
    this.element.dispatchEvent(new CustomEvent('tool-chosen', { bubbles: true, detail: tool }));
    this.tell('ToolChosen', tool);
  }

  /** The same key again gives the left button back to the window. */
  private toggleTool(tool: Tool): void {
    this.useTool(tool === this.toolBox.tool ? 'window' : tool);
  }

  /** Takes away what was measured on the image on show. */
  clearMarks(): void {
    clearMarks(this.frames[this.index]?.imageId ?? '');
    this.viewport.render();
  }

  toggleOverlay(): void {
    this.overlay.visible = !this.overlay.visible;
    this.draw();
    this.element.dispatchEvent(new CustomEvent('overlay-shown', { bubbles: true, detail: this.overlay.visible }));
    this.tell('OverlayChanged', this.overlay.visible);
  }

  dispose(): void {
    this.gone = true;
    this.stopCine();
    this.quiet.forEach(stop => stop());
    clearMarks();
    this.toolBox.dispose();
    this.engine.destroy();
  }

  private get viewport(): Types.IStackViewport {
    return this.engine.getViewport(viewportId) as Types.IStackViewport;
  }

  private get index(): number {
    return this.frames.length === 0 ? -1 : this.viewport.getCurrentImageIdIndex();
  }

  private draw(): void {
    const slice = this.current();
    this.overlay.draw(this.viewport, slice, slice && this.readings.get(slice.ordinal));
    this.corners.draw(this.viewport, this.words(slice), this.overlay.visible);
  }

  private words(slice: GradedFrame | undefined): string[] {
    const where = slice && [slice.level, `${slice.positionMm.toFixed(1).replace('-', '−')} mm`].filter(Boolean).join(' · ');
    return [`Slice ${this.index + 1} of ${this.frames.length}`, ...(where ? [where] : [])];
  }

  /** Turns an image that is stored mirrored, upside down or on its side as its geometry says, so that every image reads the same way. */
  private lieConventionally(always = false): void {
    const plane = this.frames.length > 0 ? planeOf(this.viewport) : undefined;
    const turn = plane ? conventionalTurn(plane.rowCosines, plane.columnCosines) : { rotation: 0, flipHorizontal: false } as const;
    if (always || turn.rotation !== this.turn.rotation || turn.flipHorizontal !== this.turn.flipHorizontal) {
      this.turn = turn;
      this.viewport.setViewPresentation({ ...turn, flipVertical: false });
      this.viewport.render();
    }
  }

  /** A short stroke to the side is one slice; up and down goes through them all. */
  private listenToSwipes(): () => void {
    let from: Touch | undefined;
    const begin = (event: TouchEvent) => { from = event.touches.length === 1 && this.toolBox.tool === 'window' ? event.touches[0] : undefined; };
    const end = (event: TouchEvent) => {
      const to = event.changedTouches[0];
      if (from && to && Math.abs(to.clientX - from.clientX) > 40 && Math.abs(to.clientX - from.clientX) > 2 * Math.abs(to.clientY - from.clientY)) {
        this.goTo(this.index + (to.clientX < from.clientX ? 1 : -1));
      }

      from = undefined;
    };
    this.element.addEventListener('touchstart', begin, { passive: true });
    this.element.addEventListener('touchend', end, { passive: true });
    return () => {
      this.element.removeEventListener('touchstart', begin);
      this.element.removeEventListener('touchend', end);
    };
  }

  private current(): GradedFrame | undefined {
    const frame = this.frames[this.index];
    return frame && this.graded ? this.slices.get(frameKey(frame)) : undefined;
  }

  private async nextSeries(step: number): Promise<void> {
    const all = this.setup.series.map(s => s.seriesInstanceUid);
    const on = this.current()?.seriesInstanceUid ?? this.seriesInstanceUid;
    const next = all[all.indexOf(on) + step];
    if (next) {
      await this.showSeries(next);
    }
  }

  private shown(): void {
    const index = this.index;
    if (index >= 0 && index !== this.told) {
      this.told = index;
      this.element.dataset['index'] = String(index);
      this.element.dataset['graded'] = String(this.graded);
      this.element.dispatchEvent(new CustomEvent('slice-shown', { bubbles: true, detail: { index, graded: this.graded } }));
      this.tell('SliceShown', index);
    }
  }

  private stopCine(): void {
    if (this.playing) {
      tools.utilities.cine.stopClip(this.element);
      this.playing = false;
    }
  }

  private tell(method: string, ...args: unknown[]): void {
    // What was still loading when another viewer took over must not speak for it.
    if (!this.gone) {
      this.page.invokeMethodAsync(method, ...args).catch(() => { /* the circuit is gone; the images stay */ });
    }
  }
}

/** Frees the images of a series that no viewport shows any more: the browser holds what is on show, and not all that was looked at. */
function forget(frames: Frame[]): void {
  const used = new Set(getRenderingEngines()!.flatMap(engine => engine.getViewports()).flatMap(viewport => (viewport as Types.IStackViewport).getImageIds()));
  frames.filter(f => !used.has(f.imageId) && cache.getImageLoadObject(f.imageId)).forEach(f => cache.removeImageLoadObject(f.imageId, { force: true }));
}
