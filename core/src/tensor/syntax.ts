import { codeAt, isSpace, skipSpace, textOf, type Source } from './source.js';

/** What a document is written in: it decides what is a comment, a string, a tuple, and whether spaces may separate. */
export type Syntax = 'json' | 'python' | 'javascript' | 'text' | 'yaml' | 'r' | 'julia' | 'csv';

const OF_LANGUAGE: [RegExp, Syntax][] = [
  [/^(?:json|jsonc|jsonl|json5)$/, 'json'],
  [/^(?:javascript|typescript)(?:react)?$/, 'javascript'],
  [/^python$/, 'python'],
  [/^(?:yaml|dockercompose)$/, 'yaml'],
  [/^r$/, 'r'],
  [/^julia$/, 'julia'],
  [/^[ct]sv$/, 'csv'],
];
const OF_ENDING: [RegExp, Syntax][] = [
  [/\.ya?ml$/i, 'yaml'],
  [/\.r$/i, 'r'],
  [/\.jl$/i, 'julia'],
  [/\.[ct]sv$/i, 'csv'],
];

/**
 * The syntax of a language by its name in an editor; where an editor has no such language, that of the file's ending.
 * Prose, logs and all that is not known are `text`.
 */
export function syntaxOfLanguage(name: string, path = ''): Syntax {
  const known = OF_LANGUAGE.find(([language]) => language.test(name)) ?? OF_ENDING.find(([end]) => end.test(path));
  return known?.[1] ?? 'text';
}

/** What a syntax allows among numbers; where none is named, everything. */
export interface Dialect {
  /** Comments after two slashes, and between a slash with a star and its mirror. */
  slash: boolean;
  /** Comments after `#`. */
  hash: boolean;
  /** Lists in round brackets. */
  tuples: boolean;
  /** Numbers with only spaces between, as NumPy prints them. */
  spaces: boolean;
  /** Fractions such as `1/3`; in prose only among commas, since `[3/10]` is the third of ten. */
  fractions: boolean | 'listed';
  /** `Array([1, 2])` is the array itself, not one that holds it. */
  arrays: boolean;
  /** Rows that end with a semicolon. */
  semicolons: boolean;
}

export function dialectOf(syntax: Syntax | undefined): Dialect {
  const free = syntax === undefined || syntax === 'text' || syntax === 'csv';
  const hash = free || (syntax !== 'json' && syntax !== 'javascript');
  return {
    slash: free || !hash,
    hash,
    tuples: free || syntax === 'python' || syntax === 'julia',
    spaces: free,
    fractions: syntax === 'text' ? 'listed' : syntax !== 'json' && syntax !== 'yaml',
    arrays: syntax !== 'javascript',
    semicolons: false,
  };
}

/** Calls and prefixes that hold an array or a number and leave it as it is, with the dtype that they imply. */
const WRAPPERS = new Map<string, string | null>();
for (const name of (
  'array asarray asanyarray ascontiguousarray matrix tensor as_tensor Tensor constant convert_to_tensor Parameter ' +
  'list tuple from float tensor1d tensor2d tensor3d tensor4d Array ArrayImpl DeviceArray'
).split(' '))
  WRAPPERS.set(name, null);
for (const type of 'float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64'.split(' ')) {
  WRAPPERS.set(type, type);
  WRAPPERS.set(`${type[0].toUpperCase()}${type.slice(1)}Array`, type);
}
for (const [name, type] of [
  ['FloatTensor', 'float32'],
  ['DoubleTensor', 'float64'],
  ['LongTensor', 'int64'],
  ['IntTensor', 'int32'],
])
  WRAPPERS.set(name, type);

/** The dtype that `torch.LongTensor` implies, null for `np.array` and its like, undefined where no array is made. */
export function wrapperType(word: string): string | null | undefined {
  return WRAPPERS.get(word.slice(word.lastIndexOf('.') + 1));
}

/** A word that is a number, and the warning that goes with it. */
interface SpecialValue {
  value: number;
  code: 'nan' | 'infinity' | 'boolean';
}

const SPECIAL = /^(?:np\.|numpy\.|jnp\.|math\.|torch\.|\.(?=[in]))?(nan|inf|infinity|true_?|false_?)$/i;

/** The value of `NaN`, `np.inf`, `True` and their spellings; null for any other word. */
export function wordValue(word: string): SpecialValue | null {
  const name = SPECIAL.exec(word)?.[1].toLowerCase();
  if (name === undefined) return null;
  if (name === 'nan') return { value: NaN, code: 'nan' };
  if (name.startsWith('inf')) return { value: Infinity, code: 'infinity' };
  return { value: name.startsWith('true') ? 1 : 0, code: 'boolean' };
}

/** Knows the words of one text again where they stand, so that a million of them make no million strings. */
export class WordValues {
  private readonly known: { start: number; length: number; special: SpecialValue }[] = [];

  constructor(private readonly source: Source) {}

  at(start: number, end: number): SpecialValue | null {
    for (const { start: first, length, special } of this.known)
      if (length === end - start && this.isSame(first, start, length)) return special;
    const special = end - start > 64 ? null : wordValue(textOf(this.source, start, end));
    if (special && this.known.length < 8) this.known.push({ start, length: end - start, special });
    return special;
  }

  private isSame(a: number, b: number, length: number): boolean {
    for (let i = 0; i < length; i++) if (codeAt(this.source, a + i) !== codeAt(this.source, b + i)) return false;
    return true;
  }
}

/** What leads to an array: the dtype that its words imply, where its bracket stands, and whether that opens a call. */
interface Prefix {
  type: string | null;
  bracket: number;
  isCall: boolean;
}

/** The prefix at `start`, such as `np.array(`, `new Float64Array([` and `Float64Array(3) [`; null where none is. */
export function prefixAt(source: Source, start: number, end: number): Prefix | null {
  let first = start;
  let last = wordEnd(source, first, end);
  if (last - first === 3 && textOf(source, first, last) === 'new') {
    first = skipSpace(source, last, end);
    last = wordEnd(source, first, end);
  }
  const type = last - first > 64 ? undefined : wrapperType(textOf(source, first, last));
  if (type === undefined) return null;
  const bracket = skipSpace(source, last, end);
  if (codeAt(source, bracket) === 91) return { type, bracket, isCall: false };
  if (codeAt(source, bracket) !== 40) return null;
  let digits = bracket + 1;
  while (codeAt(source, digits) >= 48 && codeAt(source, digits) <= 57) digits++;
  if (digits > bracket + 1 && codeAt(source, digits) === 41) {
    const list = skipSpace(source, digits + 1, end);
    if (codeAt(source, list) === 91) return { type, bracket: list, isCall: false };
  }
  return { type, bracket, isCall: true };
}

/** True for a letter, a digit, `_`, `$` and all that is not ASCII. */
export function isWordUnit(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36 ||
    (code >= 128 && !isSpace(code))
  );
}

/** Where the word or dotted name at `start` ends. */
export function wordEnd(source: Source, start: number, end: number): number {
  let at = start;
  while (at < end && (isWordUnit(codeAt(source, at)) || codeAt(source, at) === 46)) at++;
  return at;
}
