// The slices around a case, as pixels and nothing else: the addresses hold ids of the reader study's alone, so that nothing of the patient or the model comes here.
export interface Roi { x: number; y: number; width: number; height: number; }

/** One slice by how far it lies from the one to grade: steps (negative towards the head) and millimetres towards the head. */
export interface StackSlice { offset: number; mmTowardsHead: number; }

export interface CaseStack { slices: StackSlice[]; }

export interface Picture {
  width: number; height: number; columnSpacingMm: number; rowSpacingMm: number;
  centre: number; windowWidth: number; intercept: number; slope: number; roi: Roi; values: Uint16Array;
  /** What lies at the left, top, right and bottom edge; empty where the file does not say. */
  letters: string[];
}

const HEADER_BYTES = 88, LETTER_BYTES = 4, MOST_CASES = 4, AHEAD = 3;

async function get(address: string): Promise<Response> {
  const answer = await fetch(address, { credentials: 'same-origin', signal: AbortSignal.timeout(30_000) });
  if (!answer.ok) {
    throw new Error(answer.status === 401 ? 'You are signed out. Sign in again in another tab, then try again.' : `The server gave no image (${answer.status}).`);
  }

  return answer;
}

export function pictureOf(bytes: ArrayBuffer): Picture {
  const head = new DataView(bytes);
  const [width, height] = [head.getInt32(0, true), head.getInt32(4, true)];
  const tail = HEADER_BYTES + 2 * width * height;
  const letters = [0, 1, 2, 3].map(edge => String.fromCharCode(...new Uint8Array(bytes, tail + edge * LETTER_BYTES, LETTER_BYTES)).replaceAll('\0', ''));
  const at = (index: number) => head.getFloat64(8 + 8 * index, true);
  return {
    width, height, columnSpacingMm: at(0), rowSpacingMm: at(1),
    centre: at(2), windowWidth: at(3), intercept: at(4), slope: at(5),
    roi: { x: at(6), y: at(7), width: at(8), height: at(9) }, values: new Uint16Array(bytes, HEADER_BYTES, width * height), letters,
  };
}

/** Keeps what was asked for once, so that a case is there before it is shown, and drops the oldest cases. */
export class Stacks {
  private readonly cases = new Map<string, { stack: Promise<CaseStack>; pictures: Map<number, Promise<Picture>> }>();

  constructor(private readonly address: string) { }

  stack(item: string): Promise<CaseStack> {
    return this.of(item).stack;
  }

  picture(item: string, offset: number): Promise<Picture> {
    const { pictures } = this.of(item);
    let picture = pictures.get(offset);
    if (!picture) {
      picture = get(`${this.address}/${item}/slices/${offset}`).then(answer => answer.arrayBuffer()).then(pictureOf);
      picture.catch(() => pictures.delete(offset));
      pictures.set(offset, picture);
    }

    return picture;
  }

  /** Asks for what is likely to be looked at next, the nearest first; whoever needs one of them meets it on its way. */
  async prefetch(item: string, around = 0, ahead = AHEAD): Promise<void> {
    try {
      const offsets = (await this.stack(item)).slices.map(slice => slice.offset).filter(offset => Math.abs(offset - around) <= ahead);
      for (const offset of offsets.sort((a, b) => Math.abs(a - around) - Math.abs(b - around))) {
        await this.picture(item, offset);
      }
    } catch {
      // It is asked for again when it is to be shown, and told then.
    }
  }

  private of(item: string) {
    let known = this.cases.get(item);
    if (!known) {
      const stack = get(`${this.address}/${item}/stack`).then(answer => answer.json() as Promise<CaseStack>);
      known = { stack, pictures: new Map() };
      stack.catch(() => this.cases.delete(item));
      this.cases.set(item, known);
      if (this.cases.size > MOST_CASES) {
        this.cases.delete(this.cases.keys().next().value!);
      }
    }

    return known;
  }
}
