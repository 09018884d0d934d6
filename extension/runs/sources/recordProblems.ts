import type { RecordProblem } from '../model/loggedRun.js';

/** Problems that are told of a record; the others are counted. */
const MOST = 100;
/** The most letters of what was found. */
const LETTERS = 200;

/** What is wrong with a file of a record; its message says so in one line. */
export class RecordError extends Error {
  override readonly name = 'RecordError';

  constructor(readonly problem: RecordProblem) {
    super(problemText(problem));
  }
}

/** A value as a message shows it. */
export const quoted = (value: unknown): string => {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

const problemText = ({ file, line, found, expected }: RecordProblem): string =>
  `${file}${line === undefined ? '' : `, line ${line}`}: ${found}; expected ${expected}`;

/** What was found wrong in a record, each once. */
export class RecordProblems {
  private readonly known = new Set<string>();
  private told: RecordProblem[] = [];
  /** How many were not told, by their file. */
  private readonly more = new Map<string, number>();
  /** Why the record can't be read now. */
  private fault: RecordProblem | undefined;
  /** The last one that was not told. */
  private last = '';
  private made: readonly RecordProblem[] | undefined = [];

  add(problem: RecordProblem): void {
    const short = { ...problem, found: problem.found.slice(0, LETTERS) };
    const text = problemText(short);
    if (this.known.has(text)) return;
    if (this.told.length === MOST) {
      // Of the same line as the last one it is nothing new, such as a last line that is looked at again and again.
      if (text === this.last) return;
      this.last = text;
      this.more.set(problem.file, (this.more.get(problem.file) ?? 0) + 1);
    } else {
      this.known.add(text);
      this.told.push(short);
    }
    this.made = undefined;
  }

  /** Nothing of the record can be read now, or it can again. */
  setFault(fault: RecordProblem | undefined): void {
    if (fault === this.fault || (fault && this.fault && problemText(fault) === problemText(this.fault))) return;
    this.fault = fault;
    this.made = undefined;
  }

  /** Forgets those of some files. */
  clear(of: (file: string) => boolean): void {
    const [told, more] = [this.told.length, this.more.size];
    this.told = this.told.filter(({ file }) => !of(file));
    for (const file of [...this.more.keys()].filter(of)) this.more.delete(file);
    if (told === this.told.length && more === this.more.size) return;
    this.known.clear();
    for (const each of this.told) this.known.add(problemText(each));
    this.last = '';
    this.made = undefined;
  }

  /** The same list until there is another problem, or one less. */
  get all(): readonly RecordProblem[] {
    if (this.made) return this.made;
    const { told, fault } = this;
    const more = [...this.more.values()].reduce((sum, each) => sum + each, 0);
    const last = { file: 'the record', found: `${more} more lines that are wrong`, expected: 'none' };
    return (this.made = [...(fault ? [fault] : []), ...told, ...(more > 0 ? [last] : [])]);
  }
}
