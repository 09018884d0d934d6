/** Writes the files that are made from the code: docs/, NOTICE and the tables of README.md. `npm run papers` */
import { ensureModules, root, run } from './ensure.mjs';
import { pack } from './package.mjs';

const writers = ['docs', 'schema', 'readme', 'notice', 'quality'];

try {
  await ensureModules();
  const write = (/** @type {string} */ name) =>
    run(process.execPath, [`scripts/${name}.mjs`], { cwd: root, show: true });
  await pack();
  for (const name of writers) await write(name);
  // README and NOTICE are in the package, so it is packed again before its files are listed.
  await pack();
  await write('contents');
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
