const NUMBER = String.raw`[-+]?(?:\d[\d.]*(?:e[-+]?\d+)?(?://?\d+)?|NaN|Inf|TRUE|FALSE|true|false)`;
const NUMBERS = String.raw`(?:[ \t]+${NUMBER})+[ \t]*$`;
const LABEL = new RegExp(String.raw`^[#>\s]*\[(\d+)\](${NUMBERS})`);
const ROW = new RegExp(String.raw`^[#>\s]*\[(\d+),\](${NUMBERS})`);
const HEADER = /^[#>\s]*(?:\[,\d+\][ \t]*)+$/;
const SIZE = /^[ \t]*(?:(\d+)-element|(\d+)×(\d+)) \S.*:[ \t]*$/;
const LINE = new RegExp(String.raw`^(?:[ \t]+(?:${NUMBER}|[⋮⋱…]))+[ \t]*$`);

/** A print that goes by lines: where it begins, which lines may be of it, and what the numbers are without the rest. */
interface LinePrint {
  begins(line: string): boolean;
  mayHave(line: string): boolean;
  /** Takes the lines in order, from the first; null for one that is not of it, else the line with blanks for all but numbers. */
  reader(): (line: string) => string | null;
  /** The shape that the print says of itself, by its first line and how many follow. */
  shape(first: string, lines: number): number[] | null;
  /** Whether the numbers of all lines are one list. */
  isList: boolean;
}

const wordsIn = (text: string): number => text.trim().split(/[ \t]+/).length;
const behind = (line: string, numbers: string): string => numbers.padStart(line.length);

/** R: `[1] 0.1 0.9`, each line labelled with the place of its first number. */
const vectorOfR: LinePrint = {
  begins: (line) => LABEL.exec(line)?.[1] === '1',
  mayHave: (line) => LABEL.test(line),
  reader() {
    let count = 0;
    return (line) => {
      const [, label, numbers] = LABEL.exec(line) ?? [];
      if (Number(label) !== count + 1) return null;
      count += wordsIn(numbers);
      return behind(line, numbers);
    };
  },
  shape: () => null,
  isList: true,
};

/** R: `[,1] [,2]` above `[1,] 0.1 0.9`. */
const matrixOfR: LinePrint = {
  begins: (line) => HEADER.test(line),
  mayHave: (line) => ROW.test(line) || HEADER.test(line),
  reader() {
    let row = 0;
    return (line) => {
      if (row === 0 && HEADER.test(line)) {
        row++;
        return behind(line, '');
      }
      const [, label, numbers] = ROW.exec(line) ?? [];
      if (row === 0 || Number(label) !== row) return null;
      row++;
      return behind(line, numbers);
    };
  },
  shape: (first, lines) => [lines, (first.match(/\[,/g) ?? []).length],
  isList: false,
};

/** Julia: `2×3 Matrix{Float64}:` above its rows. */
const printOfJulia: LinePrint = {
  begins: (line) => SIZE.test(line),
  mayHave: (line) => SIZE.test(line) || LINE.test(line),
  reader() {
    let isFirst = true;
    return (line) => {
      if (isFirst === SIZE.test(line) && (isFirst || LINE.test(line))) {
        const numbers = isFirst ? '' : line.replace(/\/\//g, '/ ');
        isFirst = false;
        return behind(line, numbers);
      }
      return null;
    };
  },
  shape(first) {
    const [, length, rows, columns] = SIZE.exec(first) ?? [];
    return length === undefined ? [Number(rows), Number(columns)] : [Number(length)];
  },
  isList: false,
};

export const linePrints: readonly LinePrint[] = [vectorOfR, matrixOfR, printOfJulia];
