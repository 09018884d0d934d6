/** Chromium with a fresh profile that talks to this machine only. */
import { Failure } from './ensure.mjs';
import { findChromium } from './chromium.mjs';

/**
 * @typedef {object} Browser
 * @property {import('playwright-core').Page} page
 * @property {import('playwright-core').BrowserContext} context
 * @property {string[]} blocked addresses outside this machine that something asked for; none was answered
 * @property {() => Promise<void>} close
 *
 * @param {{ width?: number, height?: number }} [size]
 * @returns {Promise<Browser>}
 */
export async function openBrowser(size) {
  const browser = await launchBrowser();
  return { ...(await openProfile(browser, size)), close: () => browser.close() };
}

/** @returns {Promise<import('playwright-core').Browser>} */
export async function launchBrowser() {
  const executablePath = findChromium();
  if (!executablePath) throw new Failure('Chromium is missing.');
  // Found only once the packages are installed.
  const { chromium } = await import('playwright-core');
  return chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: [
      '--disable-dev-shm-usage',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost, EXCLUDE *.localhost',
    ],
  });
}

/**
 * A fresh profile of a browser that is there.
 * @param {import('playwright-core').Browser} browser
 * @param {{ width?: number, height?: number }} [size]
 * @returns {Promise<Browser>}
 */
export async function openProfile(browser, { width = 1280, height = 800 } = {}) {
  const context = await browser.newContext({ viewport: { width, height } });
  /** @type {string[]} */
  const blocked = [];
  await context.route(
    (url) => /^(https?|wss?):$/.test(url.protocol) && !isHere(url.hostname),
    async (route) => {
      blocked.push(route.request().url());
      await route.abort();
    },
  );
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  return { page, context, blocked, close: () => context.close() };
}

/** @param {string} host */
function isHere(host) {
  return host === '127.0.0.1' || host === 'localhost' || host.endsWith('.localhost');
}
