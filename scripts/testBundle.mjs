/**
 * Bundles the suite that runs inside VS Code: its runner and every test file, and all of it again in one file for VS Code
 * for the Web. Files `*.node.test.ts` run only in the first and files `*.web.test.ts` only in the second.
 */
import { build } from 'esbuild';
import { readFileSync, rmSync } from 'node:fs';
import { resolve } from 'node:path';
import { files } from './ensure.mjs';
import { twins } from './twins.mjs';

const tests = files('test/vscode').filter((file) => file.endsWith('.test.ts'));
const common = {
  bundle: true,
  format: 'cjs',
  target: 'es2022',
  sourcemap: 'linked',
  logLevel: 'warning',
};

rmSync('out/vscode', { recursive: true, force: true });
await build({
  ...common,
  entryPoints: ['test/vscode/index.ts', ...tests.filter((file) => !file.endsWith('.web.test.ts'))],
  outbase: 'test/vscode',
  outdir: 'out/vscode',
  outExtension: { '.js': '.cjs' },
  platform: 'node',
  external: ['vscode', 'mocha'],
  mainFields: ['module', 'main'],
});
/** Loads Mocha's build for browsers as CommonJS, although its package calls every file a module. */
const mochaForBrowsers = {
  name: 'mocha',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /mocha\/mocha\.js$/ }, ({ path }) => ({ path, namespace: 'browser' }));
    onLoad({ filter: /./, namespace: 'browser' }, () => ({ contents: readFileSync('node_modules/mocha/mocha.js') }));
  },
};
const instead = (/** @type {string} */ name) => resolve(`test/vscode/browser/${name}.ts`);
const modules = ['./browser/setup.ts', ...tests.filter((file) => !file.endsWith('.node.test.ts'))];
await build({
  ...common,
  stdin: {
    contents: [
      ...modules.map((file) => `import '${file.replace('test/vscode/', './')}';`),
      "export { run } from './browser/index.ts';",
    ].join('\n'),
    resolveDir: 'test/vscode',
    sourcefile: 'suite.ts',
  },
  outfile: 'out/web/suite.js',
  platform: 'browser',
  external: ['vscode'],
  plugins: [mochaForBrowsers, twins],
  alias: { 'node:assert/strict': instead('assert'), 'node:util': instead('util'), mocha: instead('mocha') },
});
