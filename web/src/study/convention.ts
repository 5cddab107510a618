// How an image is turned so that it is read as radiologists read it, and what its edges are called. Pure functions of the directions in which
// it lies in the patient (PS3.3 C.7.6.2.1.1): x to the left, y to the back, z to the head.

export type Vector = readonly number[];

/** A turn of the picture as Cornerstone makes one: mirrored left to right first, then turned clockwise. */
export interface Turn { rotation: 0 | 90 | 180 | 270; flipHorizontal: boolean; }

const asStored: Turn = { rotation: 0, flipHorizontal: false };

/** From this share of a direction on its second letter is said: 10 degrees. */
const oblique = Math.sin(10 * Math.PI / 180);

/** A direction in the patient in one letter, or two where it is oblique, the greater part first: L, PH. */
export function lettersOf(direction: Vector): string {
  const length = Math.hypot(...direction) || 1;
  return ([['L', 'R'], ['P', 'A'], ['H', 'F']] as const)
    .map(([plus, minus], axis) => ({ letter: direction[axis]! > 0 ? plus : minus, share: Math.abs(direction[axis]!) / length }))
    .filter(part => part.share > oblique)
    .sort((a, b) => b.share - a.share)
    .slice(0, 2).map(part => part.letter).join('');
}

/**
 * The turn by which an image is shown in the radiological convention: an axial one with the patient's left on the right and the back down, a
 * sagittal one with the back on the right, a coronal one with the left on the right, both head up. An image that lies so already stays as stored.
 */
export function conventionalTurn(row: Vector, column: Vector): Turn {
  const normal = [row[1]! * column[2]! - row[2]! * column[1]!, row[2]! * column[0]! - row[0]! * column[2]!, row[0]! * column[1]! - row[1]! * column[0]!].map(Math.abs);
  const [right, down] = normal[2]! >= normal[0]! && normal[2]! >= normal[1]! ? [[1, 0, 0], [0, 1, 0]]
    : normal[0]! >= normal[1]! ? [[0, 1, 0], [0, 0, -1]] : [[1, 0, 0], [0, 0, -1]];
  let best = { turn: asStored, score: -Infinity };
  for (const flipHorizontal of [false, true]) {
    for (const rotation of [0, 90, 180, 270] as const) {
      const shown = turned(row, column, { rotation, flipHorizontal });
      const score = dot(shown.right, right!) + dot(shown.down, down!);
      // The one as stored comes first and is left only for a better one.
      best = score > best.score + 1e-6 ? { turn: { rotation, flipHorizontal }, score } : best;
    }
  }

  return best.turn;
}

/** Which way in the patient the screen's right and down lead once an image is turned. */
export function turned(row: Vector, column: Vector, turn: Turn): { right: Vector; down: Vector } {
  let [right, down] = [turn.flipHorizontal ? negative(row) : row, column];
  for (let quarter = 0; quarter < turn.rotation / 90; quarter++) {
    // Clockwise: what pointed right now points down, and what pointed down points left.
    [right, down] = [negative(down), right];
  }

  return { right, down };
}

/** The longest of some round lengths that fits, and how it is written. */
export function scaleBar(pixelsPerMm: number, mostPixels: number): { mm: number; pixels: number; tickMm: number; label: string } | undefined {
  const mm = [200, 100, 50, 20, 10, 5, 2, 1].find(each => each * pixelsPerMm <= mostPixels);
  return mm === undefined || !Number.isFinite(pixelsPerMm) || pixelsPerMm <= 0 ? undefined
    : { mm, pixels: mm * pixelsPerMm, tickMm: mm > 10 ? 10 : 1, label: mm >= 10 ? `${mm / 10} cm` : `${mm} mm` };
}

const negative = (v: Vector): Vector => v.map(x => -x);
const dot = (a: Vector, b: Vector): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0);
