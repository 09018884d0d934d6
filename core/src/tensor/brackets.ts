/**
 * Brackets of a document by what they open: a list, an index such as `a[0]`, a tuple, a call or a group, a call that
 * only wraps an array such as `np.array(`, an object; and what closes.
 */
export const Bracket = {
  array: 0,
  index: 1,
  tuple: 2,
  call: 3,
  wrapper: 4,
  object: 5,
  closeSquare: 8,
  closeRound: 9,
  closeCurly: 10,
} as const;

/** A bracket and where it stands, in one number, since a hostile document has a million of them. */
export const pack = (at: number, bracket: number): number => at * 16 + bracket;
export const placeIn = (packed: number): number => Math.floor(packed / 16);
export const bracketIn = (packed: number): number => packed % 16;

const FAMILY = Uint8Array.of(0, 0, 1, 1, 1, 2, 0, 0, 0, 1, 2);

/**
 * What is open. A closing bracket closes the nearest of its own family and drops what was left open inside; where none
 * is open it is ignored, or kept by `keepsClosers`, for a part of a text whose beginning is not known.
 */
export class BracketStack {
  readonly items: number[] = [];
  private readonly open = new Int32Array(3);

  constructor(private readonly keepsClosers = false) {}

  /** Adds a packed bracket; gives the packed opening that it closes, or -1. */
  add(packed: number): number {
    const bracket = bracketIn(packed);
    const family = FAMILY[bracket];
    if (bracket < Bracket.closeSquare) {
      this.items.push(packed);
      this.open[family]++;
      return -1;
    }
    if (this.open[family] === 0) {
      if (this.keepsClosers) {
        this.items.push(packed);
        this.open.fill(0);
      }
      return -1;
    }
    for (;;) {
      const last = this.items.pop() as number;
      const lastFamily = FAMILY[bracketIn(last)];
      this.open[lastFamily]--;
      if (lastFamily === family) return last;
    }
  }
}

/** A list or a tuple. */
export function isArray(packed: number): boolean {
  return bracketIn(packed) === Bracket.array || bracketIn(packed) === Bracket.tuple;
}

/** An object, or a call with named arguments. */
export function isHolder(packed: number): boolean {
  return bracketIn(packed) === Bracket.object || bracketIn(packed) === Bracket.call;
}
