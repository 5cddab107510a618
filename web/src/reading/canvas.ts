// Draws one slice into a canvas: window, zoom and pan are the reader's; the region is outlined on the slice to grade and dashed beside it.
import type { Picture, Roi } from './stack';

/** The reader's window: a shift of the level in widths, and a factor of the width. */
export interface View { level: number; contrast: number; zoom: number; panX: number; panY: number; outlined: boolean; }

export const plainView = (): View => ({ level: 0, contrast: 1, zoom: 1, panX: 0, panY: 0, outlined: true });

export function windowOf(picture: Picture, view: View): { centre: number; width: number } {
  const width = picture.windowWidth / view.contrast;
  return { centre: picture.centre - view.level * picture.windowWidth, width };
}

/** @param part What of the slice is shown at zoom 1, in its pixels. */
export function draw(canvas: HTMLCanvasElement, picture: Picture, view: View, part: Roi, outline: { roi: Roi; dashed: boolean } | null): void {
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.max(1, Math.round(canvas.clientWidth * ratio)), Math.max(1, Math.round(canvas.clientHeight * ratio))];
  if (canvas.width !== wide || canvas.height !== high) {
    [canvas.width, canvas.height] = [wide, high];
  }

  const context = canvas.getContext('2d')!;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.fillStyle = '#000';
  context.fillRect(0, 0, wide, high);

  // Pixels of an image need not be square.
  const scale = view.zoom * Math.min(wide / (part.width * picture.columnSpacingMm), high / (part.height * picture.rowSpacingMm));
  const [scaleX, scaleY] = [scale * picture.columnSpacingMm, scale * picture.rowSpacingMm];
  context.setTransform(scaleX, 0, 0, scaleY,
    wide / 2 - (part.x + part.width / 2) * scaleX + view.panX * ratio, high / 2 - (part.y + part.height / 2) * scaleY + view.panY * ratio);
  context.imageSmoothingQuality = 'high';
  context.drawImage(grey(picture, view), 0, 0);
  if (outline && view.outlined) {
    const { roi, dashed } = outline;
    context.lineWidth = 1.5 * ratio / Math.max(scaleX, scaleY);
    context.setLineDash(dashed ? [4 * context.lineWidth, 4 * context.lineWidth] : []);
    context.strokeStyle = '#fff';
    context.strokeRect(roi.x, roi.y, roi.width, roi.height);
  }

  edges(context, picture.letters, wide, high, ratio);
}

/** Which side of the patient lies at which edge of the view, whatever part of the slice is on show. */
function edges(context: CanvasRenderingContext2D, letters: string[], wide: number, high: number, ratio: number): void {
  const margin = 12 * ratio;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.setLineDash([]);
  context.font = `600 ${14 * ratio}px system-ui, sans-serif`;
  [context.textAlign, context.textBaseline] = ['center', 'middle'];
  [context.lineWidth, context.strokeStyle, context.fillStyle] = [3 * ratio, '#000', '#fff'];
  [[margin, high / 2], [wide / 2, margin], [wide - margin, high / 2], [wide / 2, high - margin]].forEach(([x, y], edge) => {
    context.strokeText(letters[edge]!, x!, y!);
    context.fillText(letters[edge]!, x!, y!);
  });
}

let last: { picture: Picture; centre: number; width: number; canvas: HTMLCanvasElement } | undefined;

/** The slice as grey, kept while neither it nor its window changes: both views draw it. */
function grey(picture: Picture, view: View): HTMLCanvasElement {
  const { centre, width } = windowOf(picture, view);
  if (last && last.picture === picture && last.centre === centre && last.width === width) {
    return last.canvas;
  }

  const canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [picture.width, picture.height];
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(picture.width, picture.height);
  const pixels = new Uint32Array(image.data.buffer);
  const [from, scale] = [centre - width / 2, 255 / width];
  for (let i = 0; i < pixels.length; i++) {
    const shade = Math.max(0, Math.min(255, Math.round((picture.intercept + picture.slope * picture.values[i]! - from) * scale)));
    pixels[i] = 0xFF000000 | shade << 16 | shade << 8 | shade;
  }

  context.putImageData(image, 0, 0);
  last = { picture, centre, width, canvas };
  return canvas;
}

/** The region and as much around it, cut where the slice ends. */
export function closeUp(picture: Picture): Roi {
  const { roi } = picture;
  const [left, top] = [Math.max(0, roi.x - roi.width / 2), Math.max(0, roi.y - roi.height / 2)];
  return {
    x: left, y: top, width: Math.min(picture.width, roi.x + 1.5 * roi.width) - left, height: Math.min(picture.height, roi.y + 1.5 * roi.height) - top,
  };
}
