import type { Disk, Hash } from '../disk/disk.js';
import type { LoggedFile } from '../model/loggedRun.js';
import { RecordError } from './recordProblems.js';

/** The most bytes of a file that is read in parts of which the hash is taken before. */
const MOST_HASHED = 64 * 2 ** 20;

const wrong = (file: string, found: string, expected: string): RecordError =>
  new RecordError({ file, found, expected });

/** The files beside the record of a logged run; what the record says of one is checked. */
export class LoggedFiles {
  /** Files that were found to be as the record says. */
  private readonly checked = new Set<string>();
  /** A file that was read whole since its disk gives no parts. */
  private kept: { file: string; bytes: Uint8Array } | undefined;

  constructor(
    private readonly disk: Disk,
    private readonly hash: Hash,
    private readonly folder: string,
  ) {}

  /** Throws where it is not there, or not as its record says. */
  async whole({ file, bytes: size, sha256 }: LoggedFile): Promise<Uint8Array> {
    const bytes = await this.disk.read(`${this.folder}/${file}`);
    if (!bytes) throw wrong(file, 'no such file', 'the file that the record names');
    if (size !== undefined && bytes.length !== size) throw wrong(file, `${bytes.length} bytes`, `${size}`);
    if (sha256 !== undefined) {
      const found = await this.hash(bytes);
      if (found !== sha256) throw wrong(file, `a SHA-256 that begins ${found.slice(0, 8)}`, sha256.slice(0, 8));
    }
    return bytes;
  }

  /**
   * Up to `most` bytes from a place on. A file is read whole once before, where its record says what it must be; one that
   * is too large for that is taken as it is.
   */
  async part(named: LoggedFile, offset: number, most: number): Promise<Uint8Array> {
    const { file, bytes: size, sha256 } = named;
    const { disk, checked } = this;
    const path = `${this.folder}/${file}`;
    if (!disk.readFrom) {
      if (this.kept?.file !== file) this.kept = { file, bytes: await this.whole(named) };
      return this.kept.bytes.slice(offset, offset + most);
    }
    if (!checked.has(file)) {
      if (sha256 !== undefined && size !== undefined && size <= MOST_HASHED) await this.whole(named);
      checked.add(file);
    }
    const bytes = await disk.readFrom(path, offset, most);
    if (!bytes) throw wrong(file, 'no such file', 'the file that the record names');
    return bytes;
  }
}
