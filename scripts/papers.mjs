/** Writes the files that are made from the code: docs/, NOTICE and the tables of README.md. `npm run papers` */
import { ensureModules, run, whenStarted } from './ensure.mjs';
import { pack } from './package.mjs';

const writers = ['docs', 'schema', 'readme', 'notice', 'quality'];

await whenStarted(import.meta.url, async () => {
  await ensureModules();
  const write = (/** @type {string} */ name) => run(process.execPath, [`scripts/${name}.mjs`], { show: true });
  await pack();
  for (const name of writers) await write(name);
  // README and NOTICE are in the package, so it is packed again before its files are listed.
  await pack();
  await write('contents');
});
