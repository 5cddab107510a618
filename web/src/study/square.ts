// A reviewer's own box: a square in millimetres, as the grader looks at one, by its centre in pixels and its side. Pixels need not be square,
// and the image may be turned or mirrored on the screen.

export interface Box { centreX: number; centreY: number; sideMm: number; }

/** The image it is drawn on: its size in pixels, and a pixel's in millimetres. */
export interface Grid { columns: number; rows: number; across: number; down: number; }

export interface Place { x: number; y: number; }

/** What of a box is held: its inside moves it, a corner resizes it, a place elsewhere begins a new one. */
export type Part = 'inside' | 'corner' | 'elsewhere';

export const smallestMm = 20;
export const largestMm = 100;
export const learntMm = 40;

const clamp = (value: number, least: number, most: number) => Math.min(Math.max(value, least), most);

/** Of the size that the model learnt, in the middle. */
export const middle = (grid: Grid): Box => ({ centreX: grid.columns / 2, centreY: grid.rows / 2, sideMm: learntMm });

/** Keeps the size in its bounds and the centre on the image. */
export const kept = (box: Box, grid: Grid): Box => ({
  centreX: clamp(box.centreX, 0, grid.columns), centreY: clamp(box.centreY, 0, grid.rows), sideMm: clamp(box.sideMm, smallestMm, largestMm),
});

/** Moved by millimetres along the image's own axes. */
export const moved = (box: Box, xMm: number, yMm: number, grid: Grid): Box => kept({ ...box, centreX: box.centreX + xMm / grid.across, centreY: box.centreY + yMm / grid.down }, grid);

export const resized = (box: Box, byMm: number, grid: Grid): Box => kept({ ...box, sideMm: box.sideMm + byMm }, grid);

/** The greater of the two distances, in millimetres. */
const apartMm = (a: Place, b: Place, grid: Grid) => Math.max(Math.abs(a.x - b.x) * grid.across, Math.abs(a.y - b.y) * grid.down);

/** The box once a pointer has gone from one pixel to another; undefined while the stroke is too short to mean one. */
export function dragged(box: Box, part: Part, from: Place, to: Place, grid: Grid): Box | undefined {
  switch (part) {
    case 'inside': return kept({ ...box, centreX: box.centreX + to.x - from.x, centreY: box.centreY + to.y - from.y }, grid);
    case 'corner': return kept({ ...box, sideMm: 2 * apartMm(to, { x: box.centreX, y: box.centreY }, grid) }, grid);
    case 'elsewhere': {
      const sideMm = apartMm(to, from, grid);
      return sideMm > 3 ? kept({ centreX: (from.x + to.x) / 2, centreY: (from.y + to.y) / 2, sideMm }, grid) : undefined;
    }
  }
}

/** Its corners in pixels of the image, in turn. */
export function cornersOf(box: Box, grid: Grid): Place[] {
  const [half, high] = [box.sideMm / grid.across / 2, box.sideMm / grid.down / 2];
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]].map(([x, y]) => ({ x: box.centreX + x! * half, y: box.centreY + y! * high }));
}

/** The image's own axis that lies nearest to a direction on the screen. @param onScreen Where a pixel of the image is shown. */
export function alongScreen(right: number, down: number, grid: Grid, onScreen: (x: number, y: number) => readonly [number, number]): [number, number] {
  const [centreX, centreY] = [grid.columns / 2, grid.rows / 2];
  const [x0, y0] = onScreen(centreX, centreY);
  const along = ([x, y]: [number, number]) => {
    const [x1, y1] = onScreen(centreX + x, centreY + y);
    return ((x1 - x0) * right + (y1 - y0) * down) / Math.hypot(x1 - x0, y1 - y0);
  };
  return ([[1, 0], [-1, 0], [0, 1], [0, -1]] as [number, number][]).reduce((best, each) => (along(each) > along(best) ? each : best));
}
