import { resolve } from 'node:path';

/** For esbuild: in a browser a file `*.web.ts` stands for its twin `*.node.ts`. */
export const twins = {
  name: 'twins',
  setup: (/** @type {import('esbuild').PluginBuild} */ { onResolve }) =>
    onResolve({ filter: /\.node\.js$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.replace(/\.node\.js$/, '.web.ts')),
    })),
};
