// The box of a label: whole pixels, as LabelImg keeps them, drawn and moved inside its image.
export interface Box { x: number; y: number; width: number; height: number; }

export interface Size { width: number; height: number; }

/** What of a box is held: its inside, one of its corners by the compass, or a place elsewhere. */
export type Part = 'inside' | 'nw' | 'ne' | 'sw' | 'se' | 'elsewhere';

const smallest = 4;
const learntMm = 40;

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** In whole pixels, at least four each way, inside the image. */
export function inside(box: Box, image: Size): Box {
  const left = clamp(Math.round(box.x), 0, image.width - smallest);
  const top = clamp(Math.round(box.y), 0, image.height - smallest);
  return {
    x: left, y: top,
    width: clamp(Math.round(box.x + box.width) - left, smallest, image.width - left),
    height: clamp(Math.round(box.y + box.height) - top, smallest, image.height - top),
  };
}

/** As many millimetres each way as the model learnt, in the middle; more pixels the way they are narrower. */
export function middle(slice: Size & { columnSpacingMm: number; rowSpacingMm: number }): Box {
  const [width, height] = [learntMm / slice.columnSpacingMm, learntMm / slice.rowSpacingMm];
  return inside({ x: (slice.width - width) / 2, y: (slice.height - height) / 2, width, height }, slice);
}

/** Moved at most to the image's edge, where it keeps its size. */
export const moved = (box: Box, right: number, down: number, image: Size): Box => inside({
  ...box,
  x: clamp(Math.round(box.x + right), 0, Math.max(image.width - box.width, 0)),
  y: clamp(Math.round(box.y + down), 0, Math.max(image.height - box.height, 0)),
}, image);

export const resized = (box: Box, wider: number, higher: number, image: Size): Box => inside({ ...box, width: box.width + wider, height: box.height + higher }, image);

/** The box once a pointer has gone from one pixel to another; undefined while the stroke is too short to mean one. A corner may be drawn past its opposite. */
export function dragged(box: Box | null, part: Part, from: { x: number; y: number }, to: { x: number; y: number }, image: Size): Box | undefined {
  const [right, down] = [to.x - from.x, to.y - from.y];
  const between = (x1: number, y1: number, x2: number, y2: number) => inside({ x: Math.min(x1, x2), y: Math.min(y1, y2), width: Math.abs(x2 - x1), height: Math.abs(y2 - y1) }, image);
  if (part === 'elsewhere') {
    return Math.hypot(right, down) >= 3 ? between(from.x, from.y, to.x, to.y) : undefined;
  }

  if (!box) {
    return undefined;
  }

  if (part === 'inside') {
    return moved(box, right, down, image);
  }

  const [west, north] = [part.endsWith('w'), part.startsWith('n')];
  return between(box.x + (west ? right : 0), box.y + (north ? down : 0), box.x + box.width + (west ? 0 : right), box.y + box.height + (north ? 0 : down));
}
