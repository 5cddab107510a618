// One case on show: its slice and the region enlarged, scrolling through the neighbours, window, zoom and pan.
import { closeUp, draw, plainView, windowOf, type View } from './canvas';
import type { CaseStack, Picture, Stacks } from './stack';

export type Move = 'up' | 'down' | 'home' | 'brighter' | 'darker' | 'more' | 'less' | 'closer' | 'wider' | 'reset' | 'outline';

const MOST_ZOOM = 8, PIXELS_PER_SLICE = 14;

export class Viewport {
  private view: View = plainView();
  private stack: CaseStack | undefined;
  private shown: { offset: number; picture: Picture } | undefined;
  private wanted = 0;
  private readonly resized = new ResizeObserver(() => this.redraw());

  /** @param wentWrong Tells why the slice is not there, or that it is. */
  constructor(private readonly pane: HTMLElement, private readonly item: string, private readonly stacks: Stacks, private readonly wentWrong: (words: string | null) => void, options: { outlined: boolean }) {
    this.view.outlined = options.outlined;
    this.canvases().forEach(canvas => this.resized.observe(canvas));
    const slice = this.canvas('slice');
    slice.addEventListener('wheel', this.onWheel, { passive: false });
    slice.addEventListener('pointerdown', this.onDown);
    slice.addEventListener('contextmenu', event => event.preventDefault());
  }

  get outlined(): boolean {
    return this.view.outlined;
  }

  /** Shows the slice to grade; true once it is drawn. */
  async open(): Promise<boolean> {
    try {
      const [stack, picture] = await Promise.all([this.stacks.stack(this.item), this.stacks.picture(this.item, 0)]);
      [this.stack, this.shown] = [stack, { offset: 0, picture }];
      this.wentWrong(null);
      this.redraw();
      void this.stacks.prefetch(this.item);
      return this.pane.isConnected;
    } catch (fault) {
      this.wentWrong(fault instanceof Error ? fault.message : 'The server cannot be reached.');
      return false;
    }
  }

  move(move: Move): void {
    if (!this.stack || !this.shown) {
      return;
    }

    const view = this.view;
    switch (move) {
      case 'up': this.step(-1); return;
      case 'down': this.step(1); return;
      case 'home': this.step(-this.wanted); return;
      case 'brighter': view.level += 0.1; break;
      case 'darker': view.level -= 0.1; break;
      case 'more': view.contrast = Math.min(10, view.contrast * 1.25); break;
      case 'less': view.contrast = Math.max(0.1, view.contrast / 1.25); break;
      case 'closer': view.zoom = Math.min(MOST_ZOOM, view.zoom * 1.25); break;
      case 'wider': view.zoom = Math.max(1, view.zoom / 1.25); break;
      case 'reset': this.view = { ...plainView(), outlined: view.outlined }; break;
      case 'outline': view.outlined = !view.outlined; break;
    }

    if (this.view.zoom === 1) {
      [this.view.panX, this.view.panY] = [0, 0];
    }

    this.redraw();
  }

  dispose(): void {
    this.resized.disconnect();
  }

  private canvas(view: string): HTMLCanvasElement {
    return this.pane.querySelector<HTMLCanvasElement>(`canvas[data-view="${view}"]`)!;
  }

  private canvases(): HTMLCanvasElement[] {
    return [...this.pane.querySelectorAll<HTMLCanvasElement>('canvas[data-view]')];
  }

  private step(slices: number): void {
    const offsets = this.stack!.slices.map(slice => slice.offset);
    this.wanted = Math.max(Math.min(...offsets), Math.min(Math.max(...offsets), this.wanted + slices));
    const asked = this.wanted;
    this.stacks.picture(this.item, asked).then(picture => {
      if (asked === this.wanted) {
        this.shown = { offset: asked, picture };
        this.wentWrong(null);
        this.redraw();
        void this.stacks.prefetch(this.item, asked);
      }
    }, (fault: unknown) => this.wentWrong(fault instanceof Error ? fault.message : 'The server cannot be reached.'));
  }

  private redraw(): void {
    if (!this.shown || !this.stack || !this.pane.isConnected) {
      return;
    }

    const { offset, picture } = this.shown;
    const outline = { roi: picture.roi, dashed: offset !== 0 };
    draw(this.canvas('slice'), picture, this.view, { x: 0, y: 0, width: picture.width, height: picture.height }, outline);
    draw(this.canvas('close-up'), picture, { ...this.view, zoom: 1, panX: 0, panY: 0 }, closeUp(picture), null);
    this.pane.dataset.offset = String(offset);
    const where = this.pane.querySelector('[data-where]');
    if (where) {
      where.textContent = `${this.place(offset)} · ${this.readout(picture)}`;
    }
  }

  private place(offset: number): string {
    const slices = this.stack!.slices;
    if (offset === 0) {
      return slices.length > 1 ? 'The slice to grade' : 'The slice to grade; it has no neighbours here';
    }

    const mm = slices.find(slice => slice.offset === offset)?.mmTowardsHead ?? 0;
    const end = offset === slices[0]!.offset || offset === slices[slices.length - 1]!.offset ? ', the last one' : '';
    return `${Math.abs(offset)} slice${Math.abs(offset) === 1 ? '' : 's'} towards the ${offset < 0 ? 'head' : 'feet'}, ${Math.abs(mm).toFixed(0)} mm away${end}`;
  }

  private readout(picture: Picture): string {
    const { centre, width } = windowOf(picture, this.view);
    return `window ${width.toFixed(0)} at ${centre.toFixed(0)}${this.view.zoom === 1 ? '' : ` · ${this.view.zoom.toFixed(1)} ×`}`;
  }

  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    if (event.deltaY !== 0) {
      this.move(event.ctrlKey ? (event.deltaY < 0 ? 'closer' : 'wider') : event.deltaY < 0 ? 'up' : 'down');
    }
  };

  // The left button or a finger scrolls, or moves what is enlarged; the right one changes the window.
  private readonly onDown = (down: PointerEvent): void => {
    if (!this.shown || down.button === 1) {
      return;
    }

    const canvas = down.currentTarget as HTMLCanvasElement;
    canvas.setPointerCapture(down.pointerId);
    const windows = down.button === 2 || down.shiftKey;
    const start = { ...this.view, offset: this.wanted };
    const onMove = (event: PointerEvent) => {
      const [x, y] = [event.clientX - down.clientX, event.clientY - down.clientY];
      if (windows) {
        [this.view.contrast, this.view.level] = [Math.max(0.1, Math.min(10, start.contrast * 2 ** (-x / 150))), start.level - y / 300];
        this.redraw();
      } else if (start.zoom > 1) {
        [this.view.panX, this.view.panY] = [start.panX + x, start.panY + y];
        this.redraw();
      } else {
        this.step(start.offset + Math.round(y / PIXELS_PER_SLICE) - this.wanted);
      }
    };
    const onUp = () => {
      canvas.removeEventListener('pointermove', onMove);
      canvas.removeEventListener('pointerup', onUp);
      canvas.removeEventListener('pointercancel', onUp);
    };
    canvas.addEventListener('pointermove', onMove);
    canvas.addEventListener('pointerup', onUp);
    canvas.addEventListener('pointercancel', onUp);
  };
}
