/** Packs the extension: `npm run package`. The same commit gives the same bytes. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from './build.mjs';
import { ensureModules, root, run, say, whenChanged, whenStarted } from './ensure.mjs';

const SHIPS =
  'dist media samples extension/python docs l10n schemas package.json package.nls.json README.md CHANGELOG.md LICENSE NOTICE SUPPORT.md .vscodeignore';

/** @returns {Promise<string>} the packed file */
export async function pack() {
  await build({ production: true });
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const vsix = `${name}-${version}.vsix`;
  const done = await whenChanged('vsix', { inputs: SHIPS.split(' '), outputs: [vsix] }, () =>
    run(
      process.execPath,
      [
        'node_modules/@vscode/vsce/vsce',
        'package',
        '--no-dependencies',
        '--allow-missing-repository',
        '--no-rewrite-relative-links',
        `--out=${vsix}`,
      ],
      { env: { ...process.env, SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? commitTime() } },
    ),
  );
  if (done) say(`packed ${vsix}`);
  return join(root, vsix);
}

/** The time of the commit that is checked out, in seconds; the start of the year 2000 if there is no commit. */
function commitTime() {
  try {
    return execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: root, stdio: ['ignore', 'pipe', 'ignore'] })
      .toString()
      .trim();
  } catch {
    return '946684800';
  }
}

await whenStarted(import.meta.url, async () => {
  await ensureModules();
  await pack();
});
