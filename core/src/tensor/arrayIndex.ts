import { limits } from '../numeric/limits.js';
import { Bracket, bracketIn, isArray, isHolder, placeIn, type BracketStack } from './brackets.js';
import { DocumentParts, type Part } from './documentParts.js';
import type { FoundArray, KeyedArray } from './foundArray.js';
import { keyedArrays, type NumberKeys } from './keyedArrays.js';
import { printAt } from './printAt.js';
import type { TextRange } from './source.js';
import { ScopeWalk } from './scopes.js';
import type { Syntax } from './syntax.js';
import { blockListAt } from './yamlForm.js';

/**
 * The arrays of a document, found by their brackets. What is asked costs the array itself and what was edited, not the
 * document.
 */
export class ArrayIndex {
  private readonly parts: DocumentParts;
  /** What was found last, as one hover asks several times of one place. */
  private last: { offset: number; most: number; found: FoundArray[] } | undefined;

  /** `partLength` is how much is read at a time. */
  constructor(text: string, syntax: Syntax = 'json', partLength = 8192) {
    this.parts = new DocumentParts(text, syntax, partLength);
  }

  get syntax(): Syntax {
    return this.parts.syntax;
  }

  get text(): string {
    return this.parts.text;
  }

  /** Takes the text after an edit that replaced `[start, oldEnd)` by what is now `[start, newEnd)`. */
  edit(text: string, start: number, oldEnd: number, newEnd: number): void {
    this.last = undefined;
    this.parts.edit(text, start, oldEnd, newEnd);
  }

  /** The smallest array around `offset`, one that ends there only if none goes on; or one that is written in lines. */
  find(offset: number): FoundArray | null {
    if (this.syntax === 'text') return this.inLines(offset) ?? this.enclosing(offset, 1)[0] ?? null;
    return this.enclosing(offset, 1)[0] ?? this.inLines(offset);
  }

  /** The string or the comment around `offset`. */
  skippedAt(offset: number): TextRange | null {
    return this.parts.skippedAt(offset);
  }

  /** A print of R or Julia, or a list of YAML with a dash before each item. */
  private inLines(offset: number): FoundArray | null {
    if (this.syntax === 'yaml') return blockListAt(this.parts.text, offset);
    return this.syntax === 'text' ? printAt(this.parts.text, offset) : null;
  }

  /** The arrays around `offset`, the innermost first, at most `most` of them. */
  enclosing(offset: number, most: number = limits.nesting): FoundArray[] {
    const found = this.around(offset, most);
    if (found.length > 0 || !/[)\]]/.test(this.parts.text.charAt(offset - 1))) return found;
    return this.around(offset - 1, 1).filter(({ end }) => end === offset);
  }

  /** The outermost of the arrays around `offset` that directly hold one another, such as the rows of one tensor. */
  outermost(offset: number): FoundArray | null {
    const lines = this.inLines(offset);
    if (lines) return lines;
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
   * The arrays with keys, and single numbers where they are wanted, in the innermost object or call around `offset`; or,
   * outside of all, in its function, its cell, its fenced block, or the rest of the document.
   */
  siblings(offset: number, numbers?: NumberKeys): KeyedArray[] {
    const stack = this.parts.openAt(offset);
    const holder = stack.items.filter((packed) => isHolder(packed)).at(-1);
    if (holder === undefined) {
      const first = stack.items.length > 0 ? placeIn(stack.items[0]) : offset;
      const scope = this.scopes().at(first);
      return this.keyed(0, this.text.length, numbers).filter(({ container }) => container === scope);
    }
    const container = placeIn(holder);
    const [{ end }] = this.close(stack, offset, [holder]);
    return keyedArrays(this.text, this.syntax, container + 1, end, container, numbers).filter(
      (array) => array.container === container,
    );
  }

  /** Tells scopes apart where no bracket does. */
  scopes(): ScopeWalk {
    return new ScopeWalk(this.text, (offset) => this.parts.upTo(offset));
  }

  /** The whole document in parts that can be read alone, for those who keep what they found in each. */
  allParts(): readonly Part[] {
    return this.parts.all();
  }

  /** Every array with a key between two offsets, in the order of the text. */
  keyed(from = 0, to = this.text.length, numbers?: NumberKeys): KeyedArray[] {
    return keyedArrays(this.text, this.syntax, from, to, -1, numbers, this.scopes());
  }

  private around(offset: number, most: number): FoundArray[] {
    if (this.last?.offset !== offset || this.last.most < most)
      this.last = { offset, most, found: this.findAround(offset, most) };
    return this.last.found.slice(0, most);
  }

  private findAround(offset: number, most: number): FoundArray[] {
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
