// The ROI box, the grade and the outlines that were measured, over the image: thin lines and a chip outside the canal, never a tint.
import { metaData, type Types } from '@cornerstonejs/core';
import { toWorld, type Plane } from './plane';
import { pointsOf } from './contours';
import type { GradedFrame, SliceReading } from './setup';

const svg = 'http://www.w3.org/2000/svg';

export class Overlay {
  private readonly root: SVGSVGElement;
  visible = true;

  constructor(element: HTMLElement) {
    this.root = layOver(element);
  }

  draw(viewport: Types.IStackViewport, slice: GradedFrame | undefined, reading?: SliceReading): void {
    this.root.replaceChildren();
    const plane = planeOf(viewport);
    if (!this.visible || !slice?.roi || !plane) {
      return;
    }

    if (slice.contours) {
      const { cord, sac, mass } = slice.contours;
      this.outlines(viewport, plane, 'sac', [sac]);
      this.outlines(viewport, plane, 'mass', mass);
      this.outlines(viewport, plane, 'cord', cord ? [cord] : []);
    }

    const { x, y, width, height } = slice.roi;
    const corners = [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
      .map(([column, row]) => viewport.worldToCanvas(toWorld(plane, column!, row!)));
    const style = `stroke: var(--${slice.grade === null ? 'muted' : `grade-${slice.grade}`})`;
    const outline = add(this.root, 'polygon', {
      points: corners.map(c => c.join(',')).join(' '), class: `viewer-roi viewer-roi-${slice.status.toLowerCase()}`, style,
    });
    outline.setAttribute('data-testid', 'roi');

    // Screen-aligned whatever the image's rotation or flip.
    const left = Math.min(...corners.map(c => c[0]));
    const top = Math.max(28, Math.min(...corners.map(c => c[1]))); // A box at the image's upper edge has the chip inside.
    const label = slice.status === 'Graded' ? slice.grade ?? '' : slice.status === 'Abstained' ? '?' : '–';
    const agreed = reading && reading.grade !== null && reading.grade === label;
    const right = agreed ? left : this.chip(left, top, label, style, slice.status === 'Abstained');
    if (reading) {
      this.read(right, top, reading);
    }
  }

  /** Told apart by their strokes as well as their colours: the cord is whole, the sac dashed, mass dotted. Dark beneath, to be seen on bright fluid too. */
  private outlines(viewport: Types.IStackViewport, plane: Plane, tissue: 'cord' | 'sac' | 'mass', outlines: string[]): void {
    for (const outline of outlines) {
      const points = pointsOf(outline).map(([column, row]) => viewport.worldToCanvas(toWorld(plane, column, row)).join(',')).join(' ');
      add(this.root, 'polygon', { points, class: 'viewer-contour viewer-contour-under' });
      add(this.root, 'polygon', { points, class: `viewer-contour viewer-contour-${tissue}` }).setAttribute('data-testid', `contour-${tissue}`);
    }
  }

  /** The model's word: an outline. Gives where the next chip may begin. */
  private chip(left: number, top: number, label: string, style: string, dashed: boolean): number {
    const wide = 14 + label.length * 9;
    add(this.root, 'rect', { x: left, y: top - 26, width: wide, height: 22, rx: 4, class: 'viewer-chip', style, 'stroke-dasharray': dashed ? '4 3' : '' });
    add(this.root, 'text', { x: left + wide / 2, y: top - 10, class: 'viewer-chip-text', 'text-anchor': 'middle' }).textContent = label;
    return left + wide + 6;
  }

  /** A person's word: filled. */
  private read(left: number, top: number, { grade, exclusion }: SliceReading): void {
    const label = grade ?? exclusion?.[0]?.toUpperCase() ?? '';
    const wide = 14 + label.length * 9;
    const [fill, ink] = grade === null ? ['--muted', '--page'] : [`--grade-${grade}`, grade === '3' ? '--grade-3-ink' : '--grade-ink'];
    const box = add(this.root, 'rect', { x: left, y: top - 26, width: wide, height: 22, rx: 4, class: 'viewer-chip-read', style: `fill: var(${fill})` });
    box.setAttribute('data-testid', 'read-chip');
    const words = add(this.root, 'text', {
      x: left + wide / 2, y: top - 10, class: 'viewer-chip-read-text', 'text-anchor': 'middle',
      style: `fill: var(${ink})${grade === null ? '; text-decoration: line-through' : ''}`,
    });
    words.textContent = label;
  }
}

/** A drawing over the whole of a viewport, for eyes alone: what it says stands in words on the page. */
export function layOver(element: HTMLElement, look = ''): SVGSVGElement {
  const root = document.createElementNS(svg, 'svg');
  root.setAttribute('class', `viewer-overlay ${look}`.trim());
  root.setAttribute('aria-hidden', 'true');
  element.append(root);
  return root;
}

export function add(root: SVGElement, name: string, attributes: Record<string, string | number>): SVGElement {
  const node = document.createElementNS(svg, name) as SVGElement;
  Object.entries(attributes).forEach(([key, value]) => node.setAttribute(key, String(value)));
  root.append(node);
  return node;
}

/** Where the image on show lies in the patient; nothing when it does not say so. */
export function planeOf(viewport: Types.IStackViewport): Plane | undefined {
  const plane = metaData.get('imagePlaneModule', viewport.getCurrentImageId() ?? '') as Plane | undefined;
  return plane?.imagePositionPatient && plane.rowCosines ? plane : undefined;
}
