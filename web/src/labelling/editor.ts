// The boxes over a slice: the model's proposal dashed, a person's solid; a person's is drawn, moved and resized with mouse, finger or keys.
import { dragged, inside, middle, moved, resized, type Box, type Part } from './boxes';
import type { Slice } from './model';
import { asStored, stepInStored, type View } from './view';

const svg = 'http://www.w3.org/2000/svg';

export interface Host { edits(on: boolean): void; keep(box: Box): void; say(words: string): void; }

export class BoxEditor {
  private readonly listening = new AbortController();
  private slice?: Slice;
  private own: Box | null = null;
  private editing?: Box;
  private visible = true;

  /** How the picture is turned on the screen; boxes are in stored pixels throughout. */
  view: View = asStored;
  private readonly resized = new ResizeObserver(() => this.draw());

  constructor(private readonly root: SVGSVGElement, private readonly host: Host) {
    root.addEventListener('pointerdown', event => this.press(event), { signal: this.listening.signal });
    this.resized.observe(root);
  }

  get isEditing(): boolean { return this.editing !== undefined; }
  get box(): Box | null { return this.editing ?? this.own; }

  dispose(): void {
    this.listening.abort();
    this.resized.disconnect();
  }

  show(slice: Slice, own: Box | null): void {
    if (slice.number !== this.slice?.number) {
      this.end();
    }

    [this.slice, this.own] = [slice, own];
    this.root.setAttribute('viewBox', `0 0 ${slice.width} ${slice.height}`);
    this.draw();
  }

  /** Starts from the box there is, else from the proposal or another one, else from the middle. */
  begin(other: Box | null): void {
    const slice = this.slice;
    if (slice) {
      this.change(inside(this.own ?? slice.proposedBox ?? other ?? middle(slice), slice));
      this.host.edits(true);
      this.host.say('Drawing a box. Arrows move it, Shift and arrows change its size, Enter keeps it, a grade keeps it with that grade, Escape gives up.');
    }
  }

  keep(): void {
    if (this.editing) {
      const box = this.editing;
      this.end();
      this.host.keep(box);
    }
  }

  /** The box being drawn, for whoever keeps it together with a grade. */
  taken(): Box | null {
    const box = this.box;
    this.end();
    return box;
  }

  giveUp(): void {
    if (this.editing) {
      this.end();
      this.host.say('Given up. Nothing was changed.');
    }
  }

  toggle(): boolean {
    this.visible = !this.visible;
    this.draw();
    return this.visible;
  }

  arrow(right: number, down: number, resize: boolean): void {
    const box = this.editing;
    if (box) {
      const swapped = this.view.right[0] === 0;
      const [x, y] = stepInStored(this.view, right, down);
      this.change(resize ? resized(box, swapped ? down : right, swapped ? right : down, this.slice!) : moved(box, x, y, this.slice!));
      this.sayWhere();
    }
  }

  private end(): void {
    if (this.editing) {
      this.editing = undefined;
      this.host.edits(false);
      this.draw();
    }
  }

  private change(box: Box): void {
    this.editing = box;
    this.draw();
  }

  private sayWhere(): void {
    const { editing: box, slice } = this;
    if (box && slice) {
      this.host.say(`${(box.width * slice.columnSpacingMm).toFixed(0)} by ${(box.height * slice.rowSpacingMm).toFixed(0)} millimetres, from column ${box.x} and row ${box.y}.`);
    }
  }

  /** Inside moves the box, a corner resizes it, anywhere else draws a new one. A finger scrolls the page until a box is being drawn. */
  private press(event: PointerEvent): void {
    if (!this.slice || event.button !== 0 || !event.isPrimary || (event.pointerType === 'touch' && !this.editing)) {
      return;
    }

    event.preventDefault();
    const slice = this.slice;
    const part = ((event.target as Element).getAttribute('data-part') ?? 'elsewhere') as Part;
    const start = this.place(event);
    const box = this.box;
    const moves = new AbortController();
    this.root.setPointerCapture(event.pointerId);
    this.root.addEventListener('pointermove', moved => {
      const now = this.place(moved);
      if (!this.editing && Math.hypot(now.x - start.x, now.y - start.y) < 3) {
        return;
      }

      if (!this.editing) {
        this.host.edits(true);
      }

      const changed = dragged(box, part, start, now, slice);
      if (changed) {
        this.change(changed);
      }
    }, { signal: moves.signal });
    const done = () => {
      moves.abort();
      if (this.editing) {
        this.sayWhere();
      }
    };
    this.root.addEventListener('pointerup', done, { once: true, signal: moves.signal });
    this.root.addEventListener('pointercancel', done, { once: true, signal: moves.signal });
  }

  private place(event: PointerEvent): { x: number; y: number } {
    const frame = this.root.getBoundingClientRect();
    const [x, y] = stepInStored(this.view, ((event.clientX - frame.left) / frame.width) - 0.5, ((event.clientY - frame.top) / frame.height) - 0.5);
    return { x: (x + 0.5) * this.slice!.width, y: (y + 0.5) * this.slice!.height };
  }

  private draw(): void {
    this.root.replaceChildren();
    this.root.toggleAttribute('data-editing', this.isEditing);
    const slice = this.slice;
    if (!slice || (!this.visible && !this.editing)) {
      return;
    }

    if (slice.proposedBox) {
      this.add('rect', { ...slice.proposedBox, class: 'proposed' });
    }

    const box = this.box;
    if (box) {
      this.add('rect', { ...box, class: this.editing ? 'own editing' : 'own', 'data-part': 'inside' });
    }

    if (this.editing && box) {
      const [wide, high] = [14 * slice.width / (this.root.clientWidth || 1), 14 * slice.height / (this.root.clientHeight || 1)];
      for (const part of ['nw', 'ne', 'sw', 'se']) {
        const [x, y] = [part.endsWith('e') ? box.x + box.width : box.x, part.startsWith('s') ? box.y + box.height : box.y];
        this.add('rect', { x: x - (wide / 2), y: y - (high / 2), width: wide, height: high, class: 'corner', 'data-part': part });
      }
    }
  }

  private add(name: string, attributes: Record<string, string | number>): void {
    const node = document.createElementNS(svg, name);
    Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, String(value)));
    this.root.append(node);
  }
}
