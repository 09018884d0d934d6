/** Finds the Chromium that drives the served VS Code, the system's own; installs it from Debian if it is missing. */
import { hasDebian, installDebian, isExecutable, mayInstall } from './debian.mjs';
import { Failure, onPath, say } from './ensure.mjs';

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
  if (!hasDebian()) throw new Failure('The tests drive Chromium. Install it, or name its executable in CHROMIUM_PATH.');
  if (!mayInstall())
    throw new Failure(`The tests drive Chromium. Install it as root: apt-get install -y ${PACKAGES.join(' ')}`);
  say('installing Chromium and fonts from Debian ...');
  await installDebian(PACKAGES);
  say('Chromium installed');
  const installed = findChromium();
  if (!installed) throw new Failure('Chromium was installed but is not to be found.');
  return installed;
}
