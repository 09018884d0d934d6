import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The packages of the peers, which never ship, in the versions that were measured. */
export const peerPackages = { '@tensorflow/tfjs': '4.22.0', '@tensorflow/tfjs-backend-wasm': '4.22.0' };

/** The folder with the packages of the peers, installed at first use. If that fails, it prints why and gives null. */
export function peersFolder() {
  const folder = fileURLToPath(new URL('../../.vscode-test/peers/', import.meta.url));
  const version = (name) => {
    const file = `${folder}node_modules/${name}/package.json`;
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).version : null;
  };
  if (Object.entries(peerPackages).every(([name, wanted]) => version(name) === wanted)) return folder;
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${folder}package.json`, JSON.stringify({ private: true, dependencies: peerPackages }));
  const options = ['--no-audit', '--no-fund', '--ignore-scripts', '--no-package-lock', '--fetch-retries=0'];
  const { status, stderr, error } = spawnSync('npm', ['install', ...options], { cwd: folder, encoding: 'utf8' });
  if (status === 0) return folder;
  const reason = error?.message ?? stderr.split('\n').find((line) => line.trim() !== '') ?? `npm ended with ${status}`;
  console.log(`TensorFlow.js: skipped, its packages could not be installed (${reason})`);
  return null;
}
