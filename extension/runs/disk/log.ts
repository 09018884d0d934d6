import type { Disk } from './disk.js';
import { sealedLines } from './sealed.js';

/** Lines that are written one after the other: those of the steps and those of the epochs. */
export type LogKind = 'steps' | 'epochs';

/** A file of a log: `steps.jsonl`, `steps-000019.jsonl` by its first step, or `steps-000019-2.jsonl` of a later take. */
interface Segment {
  file: string;
  first: number;
  take: number;
}

const DIGITS = { steps: 6, epochs: 4 };
const NAME = /^(steps|epochs)(?:-(\d{1,12}))?(?:-(\d{1,9}))?\.jsonl$/;
/** The most takes of a log: a writer begins a new one after each failure of the disk. */
const MOST_TAKES = 9e8;

/** The files of a log in the order in which they were written. */
export function segmentsOf(kind: LogKind, names: readonly string[]): Segment[] {
  return names
    .flatMap((file) => {
      const [, of, first = '1', take = '1'] = NAME.exec(file) ?? [];
      return of === kind ? [{ file, first: Number(first), take: Number(take) }] : [];
    })
    .sort((a, b) => a.take - b.take || a.first - b.first || (a.file < b.file ? 1 : -1));
}

/** The number of the next take, of which the folder has no file yet; throws where no name has room for it. */
export function nextTake(names: readonly string[], take: number): number {
  const last = (['steps', 'epochs'] as const).map((kind) => segmentsOf(kind, names).at(-1)?.take ?? 0);
  const next = Math.max(take, ...last) + 1;
  if (next > MOST_TAKES) throw new Error(`take ${next}; expected at most ${MOST_TAKES}`);
  return next;
}

/**
 * Writes a log. It adds to no file but its own, and to none that a write failed on: such a file may end in half a
 * line, and the next one, of a later take, says it again.
 */
export class LogWriter {
  /** The file that can be added to. */
  private file: string | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly folder: string,
    private readonly kind: LogKind,
    private take: number,
  ) {}

  async write(first: number, lines: readonly string[]): Promise<void> {
    const { disk, folder, file } = this;
    const bytes = sealedLines(lines);
    this.file = undefined;
    try {
      if (file !== undefined && disk.append) {
        await disk.append(`${folder}/${file}`, bytes);
        this.file = file;
      } else {
        const name = this.name(first);
        await disk.write(`${folder}/${name}`, bytes);
        if (disk.append) this.file = name;
      }
    } catch (error) {
      this.take++;
      throw error;
    }
  }

  private name(first: number): string {
    const { kind, take, disk } = this;
    if (take === 1 && first <= 1 && disk.append) return `${kind}.jsonl`;
    const place = String(first).padStart(DIGITS[kind], '0');
    return `${kind}-${place}${take === 1 ? '' : `-${take}`}.jsonl`;
  }
}
