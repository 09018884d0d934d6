import { isSpace } from '../tensor/source.js';
import { cellNumber } from './cell.js';
import { isAverage, type PrintedReport, type ReportRow } from './report.js';

/** How far from an offset a report is looked for, and how long it may be. */
const REACH = 2 ** 16;
const RATES = ['precision', 'recall', 'f1-score', 'support'];

/** The report at an offset that `classification_report(..., output_dict=True)` gave, as JSON or as Python prints it. */
export function readReportDict(text: string, offset: number): PrintedReport | null {
  if (!text.slice(Math.max(0, offset - REACH), offset + REACH).includes('f1-score')) return null;
  let depth = 0;
  for (let at = Math.min(offset, text.length - 1), tries = 0; at >= 0 && offset - at < REACH && tries < 2; at--) {
    const c = text[at];
    if (c === '}' && at < offset) depth++;
    else if (c === '{' && depth > 0) depth--;
    else if (c === '{') {
      tries++;
      const found = new DictReader(text, at).report();
      if (found && found.end > offset) return found;
    }
  }
  return null;
}

class DictReader {
  private readonly last: number;

  constructor(
    private readonly text: string,
    private at: number,
  ) {
    this.last = Math.min(text.length, at + 2 * REACH);
  }

  report(): PrintedReport | null {
    const start = this.at;
    const rows: ReportRow[] = [];
    let accuracy: ReportRow | null = null;
    const whole = this.members((label, from) => {
      if (this.text[this.at] !== '{') {
        const value = this.number();
        if (label !== 'accuracy' || value === undefined) return false;
        accuracy = { label, precision: NaN, recall: NaN, f1: value, support: NaN, start: from, end: this.at };
        return true;
      }
      const rates = new Map<string, number>();
      const read = this.members((rate) => {
        const value = this.number();
        if (value === undefined) return false;
        rates.set(rate, value);
        return true;
      });
      const [precision, recall, f1, support] = RATES.map((rate) => rates.get(rate) ?? NaN);
      if (!read || !RATES.every((rate) => rates.has(rate))) return false;
      rows.push({ label, precision, recall, f1, support, start: from, end: this.at });
      return true;
    });
    const classes = rows.filter(({ label }) => !isAverage(label));
    const averages = rows.filter(({ label }) => isAverage(label));
    if (!whole || classes.length === 0) return null;
    return { start, end: this.at, classes, accuracy, averages, rounding: 1e-9 };
  }

  /** Reads `{key: ..., ...}`; the value of each key is read by who is told of it. */
  private members(value: (key: string, from: number) => boolean): boolean {
    this.at++;
    for (;;) {
      this.space();
      if (this.text[this.at] === '}') {
        this.at++;
        return true;
      }
      const from = this.at;
      const key = this.word();
      this.space();
      if (key === null || this.text[this.at++] !== ':') return false;
      this.space();
      if (!value(key, from)) return false;
      this.space();
      if (this.text[this.at] === ',') this.at++;
      else if (this.text[this.at] !== '}') return false;
    }
  }

  private space(): void {
    while (this.at < this.last && isSpace(this.text.charCodeAt(this.at))) this.at++;
  }

  private word(): string | null {
    const quote = this.text[this.at];
    if (quote !== '"' && quote !== "'") return null;
    const from = ++this.at;
    while (this.at < this.last && this.text[this.at] !== quote) this.at += this.text[this.at] === '\\' ? 2 : 1;
    return this.at < this.last ? this.text.slice(from, this.at++) : null;
  }

  /** A number, alone or as NumPy shows one: `np.float64(0.5)`. */
  private number(): number | undefined {
    const from = this.at;
    while (this.at < this.last && /[\w.+()-]/.test(this.text[this.at])) this.at++;
    const word = this.text.slice(from, this.at);
    return cellNumber(/^(?:np|numpy)\.\w+\((.*)\)$/.exec(word)?.[1] ?? word);
  }
}
