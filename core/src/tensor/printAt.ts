import type { FoundArray } from './foundArray.js';
import { linePrints } from './linePrints.js';
import { lineAfter, lineAt, lineBefore } from './lines.js';
import type { TextRange } from './source.js';

/** How far above an offset the first line of its print is looked for. */
const MOST_ABOVE = 2 ** 16;
/** What a line of a print begins with; all other lines are not looked at further. */
const MAY_BE = /^[#>\s]*\[\d*(?:,\d*)?\]|^\s+[-+\dNITFtf⋮⋱…]|^\s*\d+[-×]/;

/** The print of R or Julia whose lines hold `offset`; null where none does, or where it goes on in a further block. */
export function printAt(text: string, offset: number): FoundArray | null {
  const line = lineAt(text, offset);
  const textOf = ({ start, end }: TextRange): string => text.slice(start, end);
  if (!line || !MAY_BE.test(textOf(line))) return null;
  const print = linePrints.find(({ mayHave }) => mayHave(textOf(line)));
  if (!print) return null;
  let first: TextRange = line;
  while (!print.begins(textOf(first))) {
    const before = lineBefore(text, first);
    if (!before || line.end - before.start > MOST_ABOVE || !print.mayHave(textOf(before))) return null;
    first = before;
  }
  const read = print.reader();
  let last = first;
  let numbers = 0;
  let next: TextRange | null = first;
  for (; next; next = lineAfter(text, next)) {
    const plain = read(textOf(next));
    if (plain === null) break;
    numbers += plain.trim() === '' ? 0 : plain.trim().split(/[ \t]+/).length;
    last = next;
  }
  if (last.end < line.end || numbers < 2) return null;
  if (next && !print.isList && print.begins(textOf(next))) return null;
  return { start: first.start, end: last.end, key: null, closed: true };
}
