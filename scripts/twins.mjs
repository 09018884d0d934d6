import { resolve } from 'node:path';

/** An esbuild plugin that takes `*.web.ts` in place of its twin `*.node.ts` for the browser. */
export const twins = {
  name: 'twins',
  setup: (/** @type {import('esbuild').PluginBuild} */ { onResolve }) =>
    onResolve({ filter: /\.node\.js$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\.node\.js$/, '.web.ts')),
    })),
};
