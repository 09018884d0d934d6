/** Finds the Chromium that drives the served VS Code, the system's own; installs it from Debian if it is missing. */
import { accessSync, constants, existsSync } from 'node:fs';
import { Failure, onPath, run, say } from './ensure.mjs';

const PACKAGES = ['chromium', 'fonts-liberation', 'fonts-dejavu-core'];

/** @returns {string | undefined} `CHROMIUM_PATH`, then Debian's place, then the PATH */
export function findChromium() {
  const others = onPath('chromium', 'chromium-browser', 'google-chrome');
  return [process.env.CHROMIUM_PATH, '/usr/bin/chromium', ...others].find((path) => path && isExecutable(path));
}

/** @returns {Promise<string>} */
export async function ensureChromium() {
  const found = findChromium();
  if (found) return found;
  if (!existsSync('/usr/bin/apt-get'))
    throw new Failure('The tests drive Chromium. Install it, or name its executable in CHROMIUM_PATH.');
  const root = process.getuid?.() === 0;
  if (!root && !isExecutable('/usr/bin/sudo'))
    throw new Failure(`The tests drive Chromium. Install it as root: apt-get install -y ${PACKAGES.join(' ')}`);
  const apt = (/** @type {string[]} */ ...args) =>
    root
      ? run('apt-get', args, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } })
      : run('sudo', ['-n', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', ...args]);
  say('installing Chromium and fonts from Debian ...');
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', ...PACKAGES);
  say('Chromium installed');
  const installed = findChromium();
  if (!installed) throw new Failure('Chromium was installed but is not to be found.');
  return installed;
}

/** @param {string} path */
function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
