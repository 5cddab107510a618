// What stands at the edges of an image: which way is left, how large it is, how it is windowed, which slice it is. In the corners, clear of the canal.
import { metaData, type Types } from '@cornerstonejs/core';
import { lettersOf, scaleBar } from './convention';
import { add, layOver, planeOf } from './overlay';

export class Corners {
  private readonly root: SVGSVGElement;

  constructor(private readonly element: HTMLElement) {
    this.root = layOver(element, 'corner-overlay');
  }

  /** @param lines What the caller has to say of the slice, from the top left down. @param all False leaves only the letters. */
  draw(viewport: Types.IStackViewport, lines: string[], all: boolean): void {
    this.root.replaceChildren();
    if (!this.root.isConnected) {
      this.element.append(this.root);
    }

    const { clientWidth: width, clientHeight: height } = this.element;
    if (width === 0 || viewport.getCurrentImageIdIndex() < 0) {
      return;
    }

    const plane = planeOf(viewport);
    if (plane) {
      this.letters(viewport, width, height);
    }

    if (!all) {
      return;
    }

    lines.forEach((line, i) => this.text(line, 8, 18 + i * 17, 'start'));
    const range = viewport.getProperties().voiRange;
    if (range) {
      this.text(`W ${Math.round(range.upper - range.lower)}  L ${Math.round((range.upper + range.lower) / 2)}`, 8, height - 26, 'start', 'window');
    }

    this.text(`Zoom ${viewport.getZoom().toFixed(1)}×`, 8, height - 9, 'start', 'zoom');

    // Without a spacing in the file a length on the screen means nothing in millimetres.
    const spacing = (metaData.get('imagePlaneModule', viewport.getCurrentImageId() ?? '') as { columnPixelSpacing?: number } | undefined)?.columnPixelSpacing;
    if (plane && spacing) {
      this.scale(viewport, width, height);
    }
  }

  private letters(viewport: Types.IStackViewport, width: number, height: number): void {
    const way = (from: Types.Point2, to: Types.Point2) => {
      const [a, b] = [viewport.canvasToWorld(from), viewport.canvasToWorld(to)];
      return lettersOf([b[0] - a[0], b[1] - a[1], b[2] - a[2]]);
    };
    const [middle, centre] = [width / 2, height / 2];
    this.text(way([middle, centre], [middle - 100, centre]), 8, centre + 6, 'start', 'left', 'corner-letter');
    this.text(way([middle, centre], [middle + 100, centre]), width - 8, centre + 6, 'end', 'right', 'corner-letter');
    this.text(way([middle, centre], [middle, centre - 100]), middle, 20, 'middle', 'top', 'corner-letter');
    this.text(way([middle, centre], [middle, centre + 100]), middle, height - 9, 'middle', 'bottom', 'corner-letter');
  }

  private scale(viewport: Types.IStackViewport, width: number, height: number): void {
    const [a, b] = [viewport.canvasToWorld([0, 0]), viewport.canvasToWorld([100, 0])];
    const bar = scaleBar(100 / Math.hypot(b[0] - a[0], b[1] - a[1], b[2] - a[2]), width / 3);
    if (!bar) {
      return;
    }

    const [right, down] = [width - 10, height - 12];
    const ticks = Array.from({ length: bar.mm / bar.tickMm + 1 }, (_, i) => {
      const x = right - i * bar.tickMm * (bar.pixels / bar.mm);
      return `M${x} ${down} v${i === 0 || i === bar.mm / bar.tickMm ? -8 : -4}`;
    });
    const path = `M${right} ${down} h${-bar.pixels} ${ticks.join(' ')}`;
    add(this.root, 'path', { d: path, class: 'corner-scale-ground' });
    add(this.root, 'path', { d: path, class: 'corner-scale', 'data-mm': bar.mm, 'data-pixels': bar.pixels.toFixed(1) });
    this.text(bar.label, right, down - 12, 'end', 'scale');
  }

  private text(words: string, x: number, y: number, anchor: string, place = '', look = 'corner-text'): void {
    const node = add(this.root, 'text', { x, y, 'text-anchor': anchor, class: look, 'data-corner': place });
    node.textContent = words;
  }
}
