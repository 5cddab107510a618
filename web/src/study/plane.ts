// From pixels of an image to places in the patient and back.

export type Point = [number, number, number];

/** Where an image lies in the patient, in millimetres: Cornerstone's image plane module, as far as it is used. */
export interface Plane { imagePositionPatient: readonly number[]; rowCosines: readonly number[]; columnCosines: readonly number[]; columnPixelSpacing?: number; rowPixelSpacing?: number; }

// Not Cornerstone's imageToWorldCoords: it steps along a row by the row spacing, which misplaces boxes on non-square
// pixels. Along a row the step is the column spacing (PS3.3 C.7.6.2.1.1). Our boxes count from the image's corner,
// the plane's origin is the first pixel's centre: hence the half.
export function toWorld(plane: Plane, column: number, row: number): Point {
  const along = (column - 0.5) * (plane.columnPixelSpacing || 1);
  const down = (row - 0.5) * (plane.rowPixelSpacing || 1);
  return [0, 1, 2].map(i => plane.imagePositionPatient[i]! + plane.rowCosines[i]! * along + plane.columnCosines[i]! * down) as Point;
}

/** The way back: a place in the patient in pixels of the image. */
export function toImage(plane: Plane, world: Point): { x: number; y: number } {
  const along = (direction: readonly number[]) => [0, 1, 2].reduce((sum, i) => sum + (world[i]! - plane.imagePositionPatient[i]!) * direction[i]!, 0);
  return { x: along(plane.rowCosines) / (plane.columnPixelSpacing || 1) + 0.5, y: along(plane.columnCosines) / (plane.rowPixelSpacing || 1) + 0.5 };
}
