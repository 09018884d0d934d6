/** The bundles that ship: one line each. `node esbuild.mjs [--watch] [--production]` */
import { context, build } from 'esbuild';
import { writeFileSync, mkdirSync, copyFileSync } from 'node:fs';

const production = process.argv.includes('--production');
const watch = process.argv.includes('--watch');

const common = {
  bundle: true,
  minify: production,
  sourcemap: production ? false : 'linked',
  metafile: true,
  logLevel: 'warning',
  target: 'es2022',
  legalComments: 'none',
};
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  external: ['vscode', './client.js', './commands.js'],
  mainFields: ['module', 'main'],
};
const page = {
  ...common,
  platform: 'browser',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

const bundles = [
  { ...node, entryPoints: { extension: 'extension/host/extension.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { client: 'extension/host/language/client.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { commands: 'extension/host/commands/commands.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { compute: 'extension/server/compute/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { server: 'extension/server/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { worker: 'extension/worker/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { train: 'extension/cli/main.ts' }, outdir: 'out', outExtension: { '.js': '.cjs' } },
  { ...page, entryPoints: { sidebar: 'webview/sidebar/main.tsx' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { inspector: 'webview/inspector/main.tsx' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { result: 'webview/result/main.tsx' }, outdir: 'dist/webview' },
];

mkdirSync('dist/webview', { recursive: true });
for (const file of ['codicon.css', 'codicon.ttf'])
  copyFileSync(`node_modules/@vscode/codicons/dist/${file}`, `dist/webview/${file}`);

if (watch) {
  for (const options of bundles) await (await context(options)).watch();
  console.log('watching');
} else {
  const results = await Promise.all(bundles.map((options) => build(options)));
  const sizes = {};
  for (const { metafile } of results)
    for (const [file, { bytes, inputs }] of Object.entries(metafile.outputs))
      if (!file.endsWith('.map')) sizes[file] = { bytes, inputs: Object.keys(inputs) };
  mkdirSync('out', { recursive: true });
  writeFileSync('out/bundles.json', JSON.stringify(sizes, null, 1));
}
