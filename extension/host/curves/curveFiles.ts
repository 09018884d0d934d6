import { Uri, workspace } from 'vscode';
import type { FoundCurves } from '../../runs/curves/fileRuns.js';
import type { CurveDisk } from '../../runs/curves/followedFile.js';
import type { CurveForm } from '../../runs/curves/curveForm.js';
import { files, nameOf } from '../ports/files.js';
import { count } from '../ports/numbers.js';
import { t } from '../ports/t.js';
import { localFiles } from '../runs/localFiles.node.js';

/**
 * A file system that gives a file only as a whole is asked for so much, and again after so many ms at the earliest. So
 * much is held of all of them.
 */
const MOST_WHOLE = 64 * 2 ** 20;
const AGAIN = 30_000;

interface Whole {
  bytes: Uint8Array;
  at: number;
  stat: { size: number; stamp: number };
}

/** The files of curves by their addresses: by ranges on this machine, as a whole elsewhere. */
export class CurveFiles implements CurveDisk {
  private readonly places = new Map<string, Uri>();
  private readonly whole = new Map<string, Whole>();

  /** What the model knows a file by. */
  found(uri: Uri, form: CurveForm): FoundCurves {
    // As it is written, which an address is not: what is shown of a file ends like its path.
    const path = `${uri.scheme}://${uri.authority}${uri.path}`;
    this.places.set(path, uri);
    return { path, shown: workspace.asRelativePath(uri), form };
  }

  /** Seconds that pass before a file is read again; null where all are read by ranges. */
  get again(): number | null {
    return this.whole.size > 0 ? AGAIN / 1000 : null;
  }

  uriOf(path: string): Uri | undefined {
    return this.places.get(path);
  }

  async stat(path: string): Promise<{ size: number; stamp: number } | null> {
    const known = this.whole.get(path);
    if (known && Date.now() - known.at < AGAIN) return known.stat;
    const uri = this.places.get(path);
    const stamp = uri && (await files.stamp(uri));
    if (stamp === undefined) return null;
    const [mtime, size] = stamp.split(' ').map(Number);
    return { size, stamp: mtime };
  }

  async readFrom(path: string, from: number, most: number): Promise<Uint8Array> {
    const uri = this.places.get(path)!;
    const local = localFiles(Uri.joinPath(uri, '..'));
    const name = nameOf(uri);
    // A pipe would be waited for without end.
    const kind = await local?.kind(name).catch(() => null);
    const part = kind?.file ? await local?.readFrom?.(name, from, most).catch(() => null) : null;
    return part ?? (await this.readWhole(path, uri)).subarray(from, from + most);
  }

  private async readWhole(path: string, uri: Uri): Promise<Uint8Array> {
    const stat = (await this.stat(path)) ?? { size: 0, stamp: 0 };
    const known = this.whole.get(path);
    if (known && known.stat.size === stat.size && known.stat.stamp === stat.stamp) return known.bytes;
    if (stat.size > MOST_WHOLE)
      throw new Error(
        t(
          '{0}: {1} bytes; at most {2} are read where a file can’t be read in parts',
          nameOf(uri),
          count(stat.size),
          count(MOST_WHOLE),
        ),
      );
    const bytes = await files.read(uri);
    this.whole.delete(path);
    this.whole.set(path, { bytes, at: Date.now(), stat: { ...stat, size: bytes.length } });
    let held = [...this.whole.values()].reduce((sum, each) => sum + each.bytes.length, 0);
    for (const [oldest, each] of this.whole) {
      if (held <= MOST_WHOLE || oldest === path) break;
      held -= each.bytes.length;
      this.whole.delete(oldest);
    }
    return bytes;
  }
}
