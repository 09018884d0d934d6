/** Installs packages of Debian, where that is the system and its owner is at work. */
import { accessSync, constants, existsSync } from 'node:fs';
import { run } from './ensure.mjs';

const isRoot = () => process.getuid?.() === 0;
export const hasDebian = () => existsSync('/usr/bin/apt-get');
export const mayInstall = () => hasDebian() && (isRoot() || isExecutable('/usr/bin/sudo'));

/** @param {readonly string[]} packages */
export async function installDebian(packages) {
  const apt = (/** @type {string[]} */ ...args) =>
    isRoot()
      ? run('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      : run('sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]);
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', ...packages);
}

/** @param {string} path */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
