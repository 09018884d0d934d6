import { cpSync, lstatSync, mkdtempSync, readdirSync, readFileSync, renameSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

/** Everything below a folder by its path: the content of a file, or that it is a folder. Links are not followed. */
export function contentsOf(folder: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const stat = lstatSync(join(folder, name));
    found.set(name, stat.isFile() ? readFileSync(join(folder, name)).toString('base64') : `not a file ${stat.mode}`);
  }
  return found;
}

export interface Linked {
  /** The folder of a person, which contains `.surprisal`. */
  folder: string;
  /** The path in it that is a link. */
  link: string;
  outside: string;
  /** The content of `outside` before anything runs. */
  before: Map<string, string>;
}

/**
 * For every file and folder of `.surprisal` in `made`, a copy in which a link stands for it: to what it was, which lies
 * outside now; for a folder, to one with other things in it; and to nothing.
 */
export function* linkedAt(made: string, temporary: string): Generator<Linked> {
  for (const name of ['', ...readdirSync(join(made, '.surprisal'), { recursive: true, encoding: 'utf8' }).sort()]) {
    const link = join('.surprisal', name);
    const targets = lstatSync(join(made, link)).isFile() ? ['itself', 'gone'] : ['itself', 'precious', 'gone/further'];
    for (const target of targets) {
      const at = mkdtempSync(join(temporary, 'linked-'));
      const [folder, outside] = [join(at, 'folder'), join(at, 'outside')];
      cpSync(made, folder, { recursive: true });
      cpSync(join(made, '.surprisal'), join(outside, 'precious', 'deep'), { recursive: true });
      renameSync(join(folder, link), join(outside, 'itself'));
      symlinkSync(join(outside, target), join(folder, link));
      yield { folder, link, outside, before: contentsOf(outside) };
    }
  }
}
