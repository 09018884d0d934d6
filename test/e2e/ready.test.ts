import assert from 'node:assert/strict';
import { readdirSync, readlinkSync } from 'node:fs';
import { family, procOf } from '../processes.js';
import { steps } from '../steps.js';
import type { Sidebar } from './sidebar.js';
import { expect, expectWords, until, useWorkbench, type Workbench } from './workbench.js';

const file = 'cross-entropy.json';

const processes = ({ dataDir }: Workbench): string[] => family((command) => command.includes(dataDir));
const running = (of: Workbench, script: string): string[] =>
  processes(of).filter((pid) => procOf(pid, 'cmdline').includes(script));

/** Addresses that these processes listen at. */
function listening(of: Workbench): string[] {
  const sockets = new Set(
    processes(of).flatMap((pid) => {
      try {
        return readdirSync(`/proc/${pid}/fd`).map((fd) => {
          try {
            return readlinkSync(`/proc/${pid}/fd/${fd}`);
          } catch {
            return '';
          }
        });
      } catch {
        return [];
      }
    }),
  );
  const rows = ['tcp', 'tcp6'].flatMap((table) => procOf('net', table).split('\n'));
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state, , , , , , inode]) => state === '0A' && sockets.has(`socket:[${inode}]`))
    .map(([, address = '']) => address)
    .sort();
}

describe('ready for people', () => {
  const workbench = useWorkbench({ own: true });
  const it = steps();
  let sidebar: Sidebar;
  let before: string[] = [];

  it('a fresh window shows nothing of ours: no page, no tab, no message (U35)', async () => {
    const it = workbench();
    assert.equal(await it.page.locator('iframe.webview').count(), 0);
    assert.equal(await it.page.locator('.part.editor .tab').count(), 0);
    assert.equal(await it.toasts.count(), 0);
    if (process.platform === 'linux') before = listening(it);
  });

  it('without an editor the palette offers only what works without one (U24)', async () => {
    const it = workbench();
    await it.page.keyboard.press('F1');
    await it.quickInput.input.fill('>Surprisal: ');
    await it.quickInput.rows.filter({ hasText: 'Surprisal: Train' }).first().waitFor();
    const offered = await it.quickInput.rows.allInnerTexts();
    for (const other of ['Compute Loss', 'Describe Tensor', 'Softmax', 'Stop Training', 'Open Inspector', 'Delete Run'])
      assert(!offered.some((row) => row.includes(`Surprisal: ${other}`)), `${other} is offered`);
    await it.page.keyboard.press('Escape');
  });

  it('nothing listens on a port, before a training and after it (S6)', async function () {
    if (process.platform !== 'linux') this.skip();
    const it = workbench();
    assert.equal(before.length, 1, 'the server itself listens');
    ({ sidebar } = await it.train());
    assert.deepEqual(listening(it), before);
  });

  it('a page can fetch nothing, and run nothing but itself (S4, S5)', async () => {
    const it = workbench();
    const tried = await sidebar.page.evaluate(async () => {
      const styles = document.querySelector<HTMLLinkElement>('link[href*="codicon.css"]')?.href ?? '';
      const root = styles.replace(/dist\/webview\/.*$/, '');
      const got: string[] = [];
      for (const path of [
        'package.json',
        'dist/webview/..%2f..%2fpackage.json',
        'dist/webview/%2e%2e/%2e%2e/package.json',
        'dist/webview/sidebar.js',
      ])
        await fetch(root + path).then(
          () => got.push(`fetched ${path}`),
          () => undefined,
        );
      for (const path of ['media/icon.png', 'dist/webview/../../media/icon.png']) {
        const image = new Image();
        image.src = root + path;
        await image.decode().then(
          () => got.push(`painted ${path}`),
          () => undefined,
        );
      }
      // A style may come from our folder; what lies beside it is not served.
      const link = document.createElement('link');
      link.rel = 'stylesheet';
      link.href = `${root}package.json`;
      const loaded = new Promise<boolean>((done) => {
        link.addEventListener('load', () => done(true));
        link.addEventListener('error', () => done(false));
      });
      document.head.append(link);
      if (await loaded) got.push('linked package.json');
      link.remove();
      try {
        // oxlint-disable-next-line no-eval -- it is to be refused
        (0, eval)('globalThis.byEval = 1');
      } catch {
        // refused
      }
      const script = document.createElement('script');
      script.textContent = 'globalThis.byScript = 1';
      document.body.append(script);
      script.remove();
      const button = document.createElement('button');
      button.setAttribute('onclick', 'globalThis.byAttribute = 1');
      button.click();
      for (const name of ['byEval', 'byScript', 'byAttribute']) if (name in globalThis) got.push(name);
      return { root, got };
    });
    assert.match(tried.root, /^https?:/);
    assert.deepEqual(tried.got, []);
    // These refusals were asked for.
    (it.errors as string[]).length = 0;
    await it.closeEditors();
  });

  it('the options of a measure say what holds now, and Back leads to the measures (U31)', async () => {
    const it = workbench();
    await it.select(file, '[0.1, 0.7, 0.2]', '[0, 0.5, 0.5]');
    await it.command('Surprisal: Compute Loss...');
    const row = it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).first();
    await row.hover();
    await row.locator('.codicon-gear').click();
    const options = it.quickInput.rows.filter({ hasText: 'epsilonMode' }).first();
    await options.filter({ hasText: 'add' }).click();
    await it.quickInput.rows.filter({ hasText: 'none' }).first().click();
    await it.quickInput.rows.filter({ hasText: 'epsilonMode' }).filter({ hasText: 'none' }).first().waitFor();
    await it.page.locator('.quick-input-widget:visible .codicon-quick-input-back').click();
    await it.quickInput.rows.filter({ hasText: 'Cross-entropy' }).filter({ hasText: 'none' }).first().click();
    const page = await it.frame('main.result .answer');
    await expectWords(page.locator('.answer'), /∞|Infinity/);
    await expectWords(page.locator('dl.facts'), /no epsilon|epsilon none/);
    await it.closeEditors();
  });

  it('the walkthrough has six steps, opens what it speaks of, and marks what was done (U43, P5)', async () => {
    const it = workbench();
    /** It is there once its step has the focus: what is opened before that, such as the palette, closes by it. */
    const open = async (): Promise<void> => {
      await it.pick('Welcome: Open Walkthrough...', 'Get Started with Surprisal');
      await it.page.locator('.getting-started-step.expanded:focus').waitFor();
    };
    await open();
    const steps = it.page.locator('.gettingStartedContainer .step-list-container .getting-started-step');
    await steps.nth(5).waitFor();
    await expect(steps).toHaveCount(6);
    const picture = await it.frame('svg');
    await expect(picture.locator('svg text').nth(3)).toBeVisible();
    await it.setTheme('light');
    await it.frame('svg');
    await it.setTheme('dark');
    await steps.first().getByRole('button', { name: 'Open Cross-Entropy' }).click();
    await it.frame('p:has-text("Events happen with the probabilities")');
    await it.command('View: Close Editor');
    await open();
    await steps.first().locator('.codicon-getting-started-step-checked').waitFor();
    await it.frame('svg');
    await it.closeEditors();
  });

  it('a session has shown no more than two notifications (U28)', async () => {
    const it = workbench();
    await it.command('Notifications: Show Notifications');
    const center = it.page.locator('.notifications-center');
    await center.waitFor();
    assert((await center.locator('.notification-list-item').count()) <= 2, await center.innerText());
    await it.command('Notifications: Hide Notifications');
  });

  it('the log tells of runs, and holds no value, key or text of a file (S21)', async () => {
    const it = workbench();
    const secrets = ['passphrase-of-a-key', '0.731905', 'a text that is nobody’s'];
    const content = JSON.stringify({ [secrets[0]]: [0.731905, 0.268095], note: secrets[2], probs: [0.731905, 0.9] });
    await it.put({ 'private.json': content, 'private.csv': `${secrets[0]},b\n${secrets[2]},0.731905\n` });
    await it.openFile('private.json');
    await it.hover({ line: 1, column: content.indexOf('0.73') + 2 }, 'entropy');
    await it.page.keyboard.press('Escape');
    await it.caret({ line: 1, column: content.indexOf('nobody') });
    await it.command('Surprisal: Describe Tensor');
    await it.command('Surprisal: Show Log');
    const logs = await it.log('finished after');
    for (const secret of secrets) assert(!logs.includes(secret), logs);
    await it.closeEditors();
  });

  it('its language server, killed, is there again within three seconds, and hovers answer (F4)', async function () {
    if (process.platform !== 'linux') this.skip();
    const it = workbench();
    await it.openFile(file);
    await it.hover({ line: 3, column: 12 }, 'entropy');
    await it.page.keyboard.press('Escape');
    const [server] = running(it, 'dist/server.js');
    assert(server, 'the language server runs');
    process.kill(Number(server), 'SIGKILL');
    await until('another language server', 3, async () =>
      running(it, 'dist/server.js').some((pid) => pid !== server) ? true : undefined,
    );
    await it.hover({ line: 3, column: 12 }, 'entropy');
    await it.page.keyboard.press('Escape');
    await it.closeEditors();
  });

  it('deactivated in the middle of a run, it leaves no process behind within two seconds (F27)', async function () {
    if (process.platform !== 'linux') this.skip();
    const it = workbench();
    const [server] = running(it, 'dist/server.js');
    assert(server, 'the language server runs');
    const [host] = running(it, '--type=extensionHost');
    assert(host, 'the extension host runs');
    sidebar = await it.sidebar();
    await sidebar.chooseFull(400);
    await sidebar.press('Train');
    await sidebar.says(/Training.*full/);
    await it.command('Developer: Reload Window');
    await until('the extension host to end', 30, async () => (procOf(host, 'cmdline') === '' ? true : undefined));
    await until('the language server to end with it', 2, async () =>
      procOf(server, 'cmdline').includes('server.js') ? undefined : true,
    );
    // A window that is still loading may not let itself be closed.
    await it.page.waitForSelector('.monaco-workbench .part.statusbar');
  });
});
