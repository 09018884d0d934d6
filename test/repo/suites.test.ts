import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { inLanes } from '../../scripts/lanes.mjs';
import { mayRead } from '../../scripts/lastRuns.mjs';
import { READS } from '../../scripts/suites.mjs';
import { exists, filesUnder, importsOf, read } from './tree.js';

/** The file that an import names, or undefined where it is of a package. */
function target(file: string, module: string): string | undefined {
  if (!module.startsWith('.')) return undefined;
  const path = posix.join(posix.dirname(file), module);
  const bare = path.replace(/\.js$/, '');
  return [path, `${bare}.ts`, `${bare}.tsx`, `${bare}.d.ts`].find(exists) ?? assert.fail(`${file} imports ${module}`);
}

/** The files, and all that they import, and so on. */
function closure(files: readonly string[]): string[] {
  const found = new Set(files);
  for (const file of found)
    if (/\.(ts|tsx|mjs)$/.test(file))
      for (const { module } of importsOf(read(file))) {
        const next = target(file, module);
        if (next !== undefined) found.add(next);
      }
  return [...found];
}

describe('suites of npm test', () => {
  for (const [name, reads] of Object.entries(READS)) {
    const own = filesUnder(`test/${name}`, '.ts', '.tsx', '.mjs');

    it(`${name} runs again when any file that it imports or names has changed`, () => {
      assert(own.length > 1 && mayRead(own[0] ?? '', reads));
      assert.deepEqual(
        closure(own).filter((file) => !mayRead(file, reads)),
        [],
      );
      for (const file of own)
        for (const [, folder = ''] of read(file).matchAll(/['"`/]((?:extension|webview|test)\/\w+)\//g))
          if (exists(folder)) assert(mayRead(`${folder}/x`, reads), `${file} names ${folder}`);
    });
  }

  it('a suite that says nothing of what it reads runs again after any change', () => {
    assert(mayRead('webview/shared/x.ts', undefined));
    assert(!mayRead('webview/shared/x.ts', READS.core) && !mayRead('test/e2e/x.ts', READS.core));
    assert(mayRead('core/src/index.ts', READS.core) && mayRead('package-lock.json', READS.core));
  });

  it('three lanes take the longest of their kind first, and then help the others', async () => {
    const suite = (name: string, seconds: number, browser: boolean) => ({ name, seconds, browser });
    const all = [suite('a', 3, false), suite('b', 9, true), suite('c', 1, true), suite('d', 5, false)];
    const began: string[] = [];
    let [running, most] = [0, 0];
    await inLanes(
      all,
      ({ seconds }) => seconds,
      async ({ name, seconds }) => {
        began.push(name);
        most = Math.max(most, (running += 1));
        for (let i = 0; i < seconds; i++) await Promise.resolve();
        running -= 1;
      },
    );
    assert.deepEqual([began.slice(0, 3), [...began].sort(), most], [['b', 'd', 'c'], ['a', 'b', 'c', 'd'], 3]);
  });
});
