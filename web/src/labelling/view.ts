// The labelling page shows images along the patient's axes; labels are in the pixels of the image as stored.
/** How the picture is turned for the screen: by how many columns and rows of the stored image a step to the right and a step down lead. */
export interface View { right: [number, number]; down: [number, number]; letters: string[] | null; }

export const asStored: View = { right: [1, 0], down: [0, 1], letters: null };

/** A step on the screen as a step in the stored image. */
export const stepInStored = ({ right: [rx, ry], down: [dx, dy] }: View, right: number, down: number): [number, number] =>
  [(rx * right) + (dx * down), (ry * right) + (dy * down)];
