import { limits } from '../numeric/limits.js';
import { Bracket, bracketIn, isArray, isHolder, placeIn, type BracketStack } from './brackets.js';
import { DocumentParts, type Part } from './documentParts.js';
import type { FoundArray, KeyedArray } from './foundArray.js';
import { keyedArrays, type NumberKeys } from './keyedArrays.js';
import type { Syntax } from './words.js';

/**
 * The arrays of a document, found by their brackets. What is asked costs the array itself and what was edited, not the
 * document.
 */
export class ArrayIndex {
  private readonly parts: DocumentParts;

  /** `partLength` is how much is read at a time. */
  constructor(text: string, syntax: Syntax = 'json', partLength = 8192) {
    this.parts = new DocumentParts(text, syntax, partLength);
  }

  get syntax(): Syntax {
    return this.parts.syntax;
  }

  /** Takes the text after an edit that replaced `[start, oldEnd)` by what is now `[start, newEnd)`. */
  edit(text: string, start: number, oldEnd: number, newEnd: number): void {
    this.parts.edit(text, start, oldEnd, newEnd);
  }

  /** The smallest array around `offset`, one that ends there only if none goes on. */
  find(offset: number): FoundArray | null {
    return this.enclosing(offset, 1)[0] ?? null;
  }

  /** The arrays around `offset`, the innermost first, at most `most` of them. */
  enclosing(offset: number, most: number = limits.nesting): FoundArray[] {
    const found = this.around(offset, most);
    if (found.length > 0 || !/[)\]]/.test(this.parts.text.charAt(offset - 1))) return found;
    return this.around(offset - 1, 1).filter(({ end }) => end === offset);
  }

  /** The outermost of the arrays around `offset` that directly hold one another, such as the rows of one tensor. */
  outermost(offset: number): FoundArray | null {
    const stack = this.parts.openAt(offset);
    const open = stack.items;
    let level = open.length - 1;
    while (level >= 0 && !isArray(open[level])) level--;
    for (let outer = level - 1; outer >= 0; outer--)
      if (isArray(open[outer])) level = outer;
      else if (bracketIn(open[outer]) !== Bracket.wrapper) break;
    return level < 0 ? null : this.close(stack, offset, [open[level]])[0];
  }

  /**
   * The arrays with keys, and single numbers where they are wanted, in the innermost object or call around `offset`, or
   * in the document outside of all.
   */
  siblings(offset: number, numbers?: NumberKeys): KeyedArray[] {
    const stack = this.parts.openAt(offset);
    const holders = stack.items.filter((packed) => isHolder(packed));
    const holder = holders.at(-1);
    const container = holder === undefined ? -1 : placeIn(holder);
    const end = holder === undefined ? this.parts.text.length : this.close(stack, offset, [holder])[0].end;
    return keyedArrays(this.parts.text, this.syntax, container + 1, end, container, numbers).filter(
      (array) => array.container === container,
    );
  }

  /** The whole document in parts that can be read alone, for those who keep what they found in each. */
  allParts(): readonly Part[] {
    return this.parts.all();
  }

  /** Every array with a key between two offsets, in the order of the text. */
  keyed(from = 0, to = this.parts.text.length, numbers?: NumberKeys): KeyedArray[] {
    return keyedArrays(this.parts.text, this.syntax, from, to, -1, numbers);
  }

  private around(offset: number, most: number): FoundArray[] {
    const stack = this.parts.openAt(offset);
    const wanted: number[] = [];
    for (let level = stack.items.length - 1; level >= 0 && wanted.length < most; level--)
      if (isArray(stack.items[level])) wanted.push(stack.items[level]);
    return this.close(stack, offset, wanted);
  }

  /** Finds where the `wanted` of the brackets open at `offset`, the innermost first, are closed, and their keys. */
  private close(stack: BracketStack, offset: number, wanted: readonly number[]): FoundArray[] {
    const found: FoundArray[] = [];
    const add = (packed: number): void => {
      const partner = stack.add(packed);
      while (partner >= 0 && found.length < wanted.length && wanted[found.length] >= partner) {
        const closed = wanted[found.length] === partner;
        const start = placeIn(wanted[found.length]);
        found.push({ start, end: placeIn(packed) + (closed ? 1 : 0), key: null, closed });
      }
    };
    this.parts.readOn(offset, add, () => found.length === wanted.length);
    for (const packed of wanted.slice(found.length)) {
      const start = placeIn(packed);
      found.push({ start, end: this.parts.text.length, key: null, closed: false });
    }
    return this.withKeys(found);
  }

  /** The same with their keys. The innermost stands last in the text: what is read up to it is not read again. */
  private withKeys(found: FoundArray[]): FoundArray[] {
    const unread = new Map(found.map((array) => [array.start, array]));
    for (const { start } of found)
      if (unread.has(start))
        this.parts.scanTo(start, (packed, keyStart, keyEnd) => {
          const array = unread.get(placeIn(packed));
          if (!array) return;
          unread.delete(array.start);
          if (keyStart >= 0)
            array.key = { text: this.parts.text.slice(keyStart, keyEnd), start: keyStart, end: keyEnd };
        });
    return found;
  }
}
