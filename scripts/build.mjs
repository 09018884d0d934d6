/**
 * Builds what changed, in order: kernels, mathematics, data, bundles; with `--tests` all tests too.
 * `node scripts/build.mjs [--production] [--tests]`
 */
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { files, root, run, say, whenChanged, whenStarted } from './ensure.mjs';

const tsc = ['node_modules/typescript/bin/tsc', '-p'];
const shared = ['tsconfig.base.json', 'package-lock.json'];
const sources = ['core/src', 'extension', 'webview', 'package.json', ...shared];

/** @param {{ production?: boolean, tests?: boolean }} [options] `tests`: the suite for VS Code too */
export async function build({ production = false, tests = false } = {}) {
  /** @type {[title: string, inputs: string[], outputs: string[], args: string[]][]} */
  const steps = [
    ['kernels', ['core/assembly', 'scripts/kernels.mjs', ...shared], ['dist/kernels'], ['scripts/kernels.mjs']],
    ['mathematics', ['core/src', 'core/tsconfig.json', ...shared], ['core/dist'], [...tsc, 'core']],
    ['MNIST', ['core/src', 'scripts/mnist.mjs', ...shared], ['dist/mnist'], ['scripts/mnist.mjs']],
    [
      `bundles${production ? '' : ' for development'}`,
      [...sources, 'core/assembly', 'esbuild.mjs'],
      ['dist', 'out/bundles.json', 'out/train.cjs'],
      ['esbuild.mjs', ...(production ? ['--production'] : [])],
    ],
  ];
  if (tests) {
    steps.push([
      'suite for VS Code',
      [...sources, 'test/vscode', 'scripts/testBundle.mjs'],
      ['out/vscode', 'out/web'],
      ['scripts/testBundle.mjs'],
    ]);
    prepareTests();
  }
  for (const [title, inputs, outputs, args] of steps) {
    const began = performance.now();
    const done = await whenChanged(title, { inputs, outputs }, () => run(process.execPath, args, { show: true }));
    if (done) say(`built: ${title} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  }
}

/** Marks the compiled tests as modules and deletes those without a source, since tests are found by pattern. */
function prepareTests() {
  mkdirSync(join(root, 'out'), { recursive: true });
  writeFileSync(join(root, 'out/package.json'), '{ "type": "module" }\n');
  for (const file of files('out/test')) {
    const source = file.slice('out/'.length).replace(/\.test\.js$/, '.test.ts');
    if (file.endsWith('.test.js') && !existsSync(join(root, source)) && !existsSync(join(root, `${source}x`)))
      rmSync(join(root, file));
  }
}

await whenStarted(import.meta.url, async () => {
  const tests = process.argv.includes('--tests');
  await build({ production: process.argv.includes('--production'), tests });
  if (tests) await run(process.execPath, [...tsc, 'test'], { show: true });
});
