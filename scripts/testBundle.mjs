/** Bundles the suite that runs inside VS Code: its runner and every test file that is there. */
import { build } from 'esbuild';
import { rmSync } from 'node:fs';
import { files } from './ensure.mjs';

rmSync('out/vscode', { recursive: true, force: true });
await build({
  entryPoints: ['test/vscode/index.ts', ...files('test/vscode').filter((file) => file.endsWith('.test.ts'))],
  outbase: 'test/vscode',
  outdir: 'out/vscode',
  outExtension: { '.js': '.cjs' },
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'es2022',
  sourcemap: 'linked',
  external: ['vscode', 'mocha'],
  mainFields: ['module', 'main'],
  logLevel: 'warning',
});
