import type { CurvesQuery } from '../../extension/protocol/curves.js';
import { curveFormOf } from '../../extension/runs/curves/curveForm.js';
import type { CurveTrouble } from '../../extension/runs/curves/curveOrigin.js';
import { Curves } from '../../extension/runs/curves/curves.js';
import { FileRuns } from '../../extension/runs/curves/fileRuns.js';
import type { CurveDisk } from '../../extension/runs/curves/followedFile.js';

/** Files in memory that count what is read of them. */
export class Memory implements CurveDisk {
  readonly files = new Map<string, { bytes: Uint8Array; stamp: number }>();
  read = 0;

  put(path: string, content: string | Uint8Array): void {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    this.files.set(path, { bytes, stamp: (this.files.get(path)?.stamp ?? 0) + 1 });
  }

  async stat(path: string) {
    const file = this.files.get(path);
    return file ? { size: file.bytes.length, stamp: file.stamp } : null;
  }

  async readFrom(path: string, from: number, most: number) {
    const part = this.files.get(path)!.bytes.slice(from, from + most);
    this.read += part.length;
    return part;
  }
}

/** What is told of a file, in short. */
export const words = (trouble: CurveTrouble): string =>
  trouble.kind === 'problem'
    ? `${trouble.file} ${trouble.fault} ${trouble.count} ${trouble.unit} ${trouble.at}`
    : trouble.kind;

/** The curves of the files of a disk, as they are taken at each update. */
export function follow(disk: Memory, now = () => 0): { runs: FileRuns; curves: Curves; update(): Promise<void> } {
  const runs = new FileRuns(disk, now);
  const curves = new Curves(words);
  const update = async (): Promise<void> => {
    const paths = [...disk.files.keys()];
    runs.follow(
      paths.flatMap((path) => {
        const form = curveFormOf(path, true);
        return form ? [{ path, shown: path.replace('/work/', ''), form }] : [];
      }),
    );
    await runs.update();
    curves.show(runs.origins);
  };
  return { runs, curves, update };
}

/** What a page asks of a scalar. */
export const query = (scalar: string, lines: string[][], more: Partial<CurvesQuery> = {}): CurvesQuery => ({
  scalar,
  lines,
  band: 'range',
  x: 'step',
  from: null,
  to: null,
  columns: 400,
  logarithmicX: false,
  smoothing: 0,
  ...more,
});
