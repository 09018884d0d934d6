/** The bundles that ship: one line each. `node esbuild.mjs [--watch] [--production]` */
import { context, build } from 'esbuild';
import { writeFileSync, mkdirSync, copyFileSync, readFileSync } from 'node:fs';
import { twins } from './scripts/twins.mjs';

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
/** A part that loads late is a bundle of its own, in the folder of the bundle that loads it. */
const late = {
  name: 'late',
  setup: ({ onResolve }) =>
    onResolve({ filter: /\/(chartLibrary|client|commands|store|tensors)\.js$/ }, ({ kind, path }) =>
      kind === 'dynamic-import' ? { path: path.replace(/^.*\//, './'), external: true } : undefined,
    ),
};
/** The JPEG decoder without what fetches a picture from the network. */
const offline = {
  name: 'offline',
  setup: ({ onLoad }) =>
    onLoad({ filter: /jpeg-js[\\/]lib[\\/]decoder\.js$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      const contents = text.replace(/^    load: function load\(path\) \{$.*?^    \},$/ms, '');
      if (contents === text || contents.includes('XMLHttpRequest')) throw new Error(`${path}: another way to fetch`);
      return { contents };
    }),
};
const node = {
  ...common,
  platform: 'node',
  format: 'cjs',
  external: ['vscode'],
  mainFields: ['module', 'main'],
  plugins: [late, offline],
};
const web = {
  ...common,
  platform: 'browser',
  format: 'cjs',
  external: ['vscode'],
  mainFields: ['browser', 'module', 'main'],
  plugins: [twins, offline],
  outdir: 'dist/web',
};
/** In the web, a late bundle is a module whose function takes what CommonJS passes to a module. */
const lateWeb = {
  ...web,
  banner: { js: 'export default function(module,exports,require){' },
  footer: { js: '}' },
};
const webWorker = { ...web, format: 'iife' };
const page = {
  ...common,
  platform: 'browser',
  format: 'esm',
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
  plugins: [late],
};

const bundles = [
  { ...node, entryPoints: { extension: 'extension/host/extension.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { client: 'extension/host/language/client.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { commands: 'extension/host/commands/commands.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { store: 'extension/host/runs/store.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { tensors: 'extension/host/tensor/tensors.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { compute: 'extension/server/compute/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { server: 'extension/server/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { worker: 'extension/worker/main.ts' }, outdir: 'dist' },
  { ...node, entryPoints: { train: 'extension/cli/main.ts' }, outdir: 'out', outExtension: { '.js': '.cjs' } },
  { ...web, entryPoints: { extension: 'extension/host/extension.ts' } },
  { ...lateWeb, entryPoints: { client: 'extension/host/language/client.ts' } },
  { ...lateWeb, entryPoints: { commands: 'extension/host/commands/commands.ts' } },
  { ...lateWeb, entryPoints: { store: 'extension/host/runs/store.ts' } },
  { ...lateWeb, entryPoints: { tensors: 'extension/host/tensor/tensors.ts' } },
  { ...webWorker, entryPoints: { compute: 'extension/server/compute/main.web.ts' } },
  { ...webWorker, entryPoints: { server: 'extension/server/main.web.ts' } },
  { ...webWorker, entryPoints: { worker: 'extension/worker/main.web.ts' } },
  { ...page, entryPoints: { sidebar: 'webview/sidebar/main.tsx' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { inspector: 'webview/inspector/main.tsx' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { chartLibrary: 'webview/shared/chartLibrary.ts' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { result: 'webview/result/main.tsx' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { lab: 'webview/lab/main.tsx' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { curves: 'webview/curves/main.tsx' }, outdir: 'dist/webview' },
  { ...page, entryPoints: { tensor: 'webview/tensor/main.tsx' }, outdir: 'dist/webview' },
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
