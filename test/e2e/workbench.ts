import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as browserScript from '../../scripts/browser.mjs';
import type * as samplesScript from '../../scripts/samples.mjs';
import type * as serverScript from '../../scripts/vscodeServer.mjs';
import { expect as expectNow } from '@playwright/test';
import { all } from '../cases.js';
import { Sidebar } from './sidebar.js';
import type { Browser, Frame, Locator, Page } from 'playwright-core';

/** Asks again until it holds: a page shows what it was told a moment later. */
export const expect = expectNow.configure({ timeout: 20_000 });

/** Until a part of a page shows these words. */
export const expectWords = (part: Locator, words: RegExp): Promise<void> =>
  expect(part).toHaveText(words, { useInnerText: true });

const root = process.cwd();
const script = async <M>(name: string): Promise<M> =>
  (await import(pathToFileURL(join(root, 'scripts', name)).href)) as M;

export const themes = {
  dark: 'Visual Studio Dark',
  light: 'Visual Studio Light',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
} as const;
export type Theme = keyof typeof themes;

export interface Options {
  theme?: Theme;
  settings?: Record<string, unknown>;
  /** Ask about Workspace Trust, as VS Code does; else every folder is trusted. */
  trust?: boolean;
  /** A server of its own, for a test that ends it, changes what is installed, or reads all of its log. */
  own?: boolean;
  /** The folder of another extension, of which the window has this one copy; on a server of its own. */
  extension?: string;
  /** Opened with `npm test -- --all` alone. */
  heavy?: boolean;
  width?: number;
  height?: number;
}

interface Place {
  line: number;
  column: number;
}

/** A real VS Code on a copy of `samples/`, with the packed extension installed, used as a person would. */
export class Workbench {
  private constructor(
    readonly page: Page,
    /** The folder that is open. */
    readonly folder: string,
    /** Where the server keeps its data. */
    readonly dataDir: string,
    /** Addresses of other machines that were asked for. */
    readonly blocked: readonly string[],
    /** What a page or the workbench threw, and what a content policy refused. */
    readonly errors: readonly string[],
    private readonly closing: readonly (() => Promise<void> | void)[],
  ) {}

  static async open({
    theme = 'dark',
    settings,
    trust,
    extension,
    own = extension !== undefined,
    width = 1400,
    height = 900,
  }: Options = {}): Promise<Workbench> {
    const [{ SETTINGS }, { openProfile }, { copySamplesTo }] = await Promise.all([
      script<typeof serverScript>('vscodeServer.mjs'),
      script<typeof browserScript>('browser.mjs'),
      script<typeof samplesScript>('samples.mjs'),
    ]);
    const scratch = mkdtempSync(join(tmpdir(), 'surprisal-e2e-'));
    const closing: (() => Promise<void> | void)[] = [() => rmSync(scratch, { recursive: true, force: true })];
    try {
      const folder = join(scratch, 'samples');
      copySamplesTo(folder);
      const server = await (own || trust ? serve(trust) : (shared.server ??= serve()));
      if (own || trust) closing.unshift(server.stop);
      const user = { ...SETTINGS, 'workbench.colorTheme': themes[theme], ...settings };
      writeFileSync(join(server.dataDir, 'data', 'User', 'settings.json'), JSON.stringify(user, null, 2));
      if (extension) install(extension, join(server.dataDir, 'extensions'));
      const browser = await openProfile(await (shared.browser ??= launch()), { width, height });
      closing.unshift(browser.close, () => leave(browser.context.pages()));
      const errors: string[] = [];
      browser.page.on('console', (message) => {
        if (/Content Security Policy/.test(message.text())) errors.push(message.text());
      });
      browser.page.on('pageerror', (error) => errors.push(error.stack ?? error.message));
      const workbench = new Workbench(browser.page, folder, server.dataDir, browser.blocked, errors, closing);
      await browser.page.goto(server.url(folder));
      await workbench.ready();
      return workbench;
    } catch (error) {
      for (const close of closing) await close();
      throw error;
    }
  }

  /** Another window on the same folder, closed with this one. */
  async another(): Promise<Workbench> {
    const page = await this.page.context().newPage();
    const other = new Workbench(page, this.folder, this.dataDir, this.blocked, this.errors, []);
    await page.goto(this.page.url());
    await other.ready();
    return other;
  }

  async close(): Promise<void> {
    for (const close of this.closing) await close();
  }

  private async ready(): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench .part.statusbar');
    await this.page.waitForSelector('.explorer-folders-view .monaco-list-row');
    // The remote extension host has come up once it is no longer named as coming up.
    await this.page.waitForFunction(() => !document.body.innerText.includes('Opening Remote'));
  }

  /** Saves `test/e2e/out/NAME.png`, for a person to look at. */
  async picture(name: string): Promise<void> {
    await this.page.screenshot({ path: join(root, 'test/e2e/out', `${name}.png`) });
  }

  /** Saves a picture in each theme, with `--all`, else in a light and a dark one. */
  async pictures(name: string): Promise<void> {
    for (const theme of ['highContrast', 'highContrastLight', 'light', 'dark'] satisfies Theme[]) {
      if (!all && theme.startsWith('high')) continue;
      await this.setTheme(theme);
      await this.picture(`${name}-${theme}`);
    }
  }

  /** Opens a file of the folder from the explorer, and puts the caret at a place of it. */
  async openFile(name: string, place?: Place): Promise<void> {
    const explorer = this.page.locator('.explorer-folders-view');
    if (!(await explorer.isVisible())) await this.activity('Explorer');
    await explorer.locator('.monaco-list-row', { hasText: name }).first().dblclick();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.page.locator('.monaco-editor.focused').first().waitFor();
    if (place) await this.caret(place);
  }

  /** Writes files into the folder, by their names. */
  async put(files: Record<string, string>): Promise<void> {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(this.folder, name), text);
    await this.command('Refresh Explorer');
  }

  /** Reloads the window, in which every page is made anew. */
  async reload(): Promise<void> {
    const loaded = this.page.waitForEvent('load');
    await this.command('Developer: Reload Window');
    await loaded;
  }

  /** The tabs of the editor, or those of a title. */
  tabs(title = ''): Locator {
    return this.page.locator('.part.editor .tab', { hasText: title });
  }

  /** The page of the sidebar, with the view that holds it. */
  async sidebar(): Promise<Sidebar> {
    await this.activity('Surprisal');
    return new Sidebar(await this.frame('form.form', 60));
  }

  /** Trains what the form says, for so many epochs; gives the page of the inspector, which opens by itself. */
  async train(epochs = 20): Promise<{ sidebar: Sidebar; inspector: Frame }> {
    const sidebar = await this.sidebar();
    await sidebar.field('Epochs').fill(String(epochs));
    await sidebar.press('Train');
    await sidebar.says('Finished');
    const inspector = await this.frame(`.epochs:has-text("${epochs} of ${epochs}")`);
    await inspector.locator('.matrix-part .matrix').waitFor();
    return { sidebar, inspector };
  }

  /** Where the runs of the folder lie. */
  get runs(): string {
    return join(this.folder, '.surprisal', 'runs');
  }

  /** The runs that lie there, the oldest first. */
  runIds(): string[] {
    const names = existsSync(this.runs) ? readdirSync(this.runs) : [];
    return names.filter((name) => /^\d{8}-/.test(name)).sort();
  }

  /** Computes a measure of what is selected, or around the caret, and gives the page of the result. */
  async compute(measure: string): Promise<Frame> {
    await this.pick('Surprisal: Compute Loss...', measure);
    return this.frame('main.result .answer');
  }

  /** What the extension has written to its log, once it holds these words. */
  log(words: string): Promise<string> {
    const folder = join(this.dataDir, 'data', 'logs');
    return until(`"${words}" in the log`, 30, async () => {
      const found = readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => /surprisal/i.test(name) && name.endsWith('.log'))
        .map((name) => readFileSync(join(folder, name), 'utf8'))
        .join('\n');
      return found.includes(words) ? found : undefined;
    });
  }

  /** The folder in which the packed extension is installed. */
  get installed(): string {
    const extensions = join(this.dataDir, 'extensions');
    const name = readdirSync(extensions).find((each) => each.startsWith('surprisal.surprisal'));
    assert(name, 'the extension is not installed');
    return join(extensions, name);
  }

  /** Closes every editor without saving. */
  async closeEditors(): Promise<void> {
    await this.command('View: Close All Editors');
    await this.tabs().first().waitFor({ state: 'detached' });
  }

  /** Shows a view of the activity bar. VS Code takes back a click while another view is opening, so it is made again. */
  async activity(name: string): Promise<void> {
    const label = this.page.locator(`a.action-label[aria-label^="${name}"]`);
    const item = this.page.locator('.activitybar .action-item', { has: label });
    await expect(async () => {
      if (!/\bchecked\b/.test((await item.getAttribute('class')) ?? '')) await item.click();
      await expect(item).toHaveClass(/\bchecked\b/, { timeout: 3000 });
    }).toPass({ timeout: 30_000 });
  }

  /** The quick input that is open, with its rows. */
  get quickInput(): { input: Locator; rows: Locator } {
    const widget = this.page.locator('.quick-input-widget:visible');
    return {
      input: widget.locator('.quick-input-box input'),
      rows: widget.locator('.quick-input-list .monaco-list-row'),
    };
  }

  /** Runs a command by its title in the palette, such as `Surprisal: Train`. */
  async command(title: string): Promise<void> {
    const { input, rows } = this.quickInput;
    // A key is lost while the previous quick input is still closing.
    await input.waitFor({ state: 'hidden' });
    // VS Code may still close this one for the last, or for what takes the focus, so it is opened again until it is taken.
    await expect(async () => {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: 3000 });
      await rows.filter({ hasText: title }).first().click({ timeout: 10_000 });
    }).toPass({ timeout: 60_000 });
  }

  /** Runs a command and takes a row of its list, which VS Code closes where a page that loads takes the focus. */
  async pick(title: string, row: string): Promise<void> {
    const { input, rows } = this.quickInput;
    await expect(async () => {
      if (await input.isVisible()) await this.page.keyboard.press('Escape');
      await this.command(title);
      await rows.filter({ hasText: row }).first().click({ timeout: 15_000 });
    }).toPass({ timeout: 60_000 });
  }

  /** Accepts the name with this ending that a dialog offers, and gives its path once the file is on disk. */
  async saveOffered(title: string, ending: string): Promise<string> {
    const { input } = this.quickInput;
    const path = await until(`a name that ends in ${ending}`, 20, async () => {
      const offered = await input.inputValue();
      return offered.endsWith(ending) ? offered : undefined;
    });
    const dialog = this.page.locator('.quick-input-widget:visible', { hasText: title });
    await dialog.locator('.monaco-button', { hasText: 'OK' }).click();
    await until(`${path} on disk`, 10, async () => existsSync(path) || undefined);
    return path;
  }

  /** Puts the caret; both count from 1. */
  async caret({ line, column }: Place): Promise<void> {
    await this.page.keyboard.press('Control+G');
    await this.quickInput.input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await this.page.locator('.monaco-editor.focused').first().waitFor();
  }

  /** Opens a file and selects texts of it with the mouse, those after the first with Alt, for cursors of their own. */
  async select(file: string, ...texts: string[]): Promise<void> {
    await this.openFile(file);
    const content = readFileSync(join(this.folder, file), 'utf8');
    for (const [i, text] of texts.entries()) {
      const { line, column } = placeOf(content, text);
      const from = await this.pointOf(line, column);
      const to = await this.pointOf(line, column + text.length);
      if (i > 0) await this.page.keyboard.down('Alt');
      await this.page.mouse.move(from.x, from.y);
      await this.page.mouse.down();
      await this.page.mouse.move(to.x, to.y, { steps: 5 });
      await this.page.mouse.up();
      if (i > 0) await this.page.keyboard.up('Alt');
    }
  }

  /** Where a place of the editor stands on the screen; its line must be in sight. */
  async pointOf(line: number, column: number): Promise<{ x: number; y: number }> {
    const editor = this.page.locator('.part.editor .monaco-editor:visible').first();
    const number = editor.locator('.line-numbers').filter({ hasText: new RegExp(`^${line}$`) });
    const row = await box(number.first());
    const point = await editor.evaluate(
      (element, { top, column: at }) => {
        const rows = [...element.querySelectorAll('.view-line')];
        const view = rows.find((it) => Math.abs(it.getBoundingClientRect().top - top) < 2);
        if (!view) return null;
        const walker = document.createTreeWalker(view, NodeFilter.SHOW_TEXT);
        let left = at - 1;
        for (let node = walker.nextNode(); node; node = walker.nextNode()) {
          const length = node.textContent?.length ?? 0;
          if (left <= length) {
            const range = document.createRange();
            range.setStart(node, left);
            range.collapse(true);
            const { x, y, height } = range.getBoundingClientRect();
            return { x, y: y + height / 2 };
          }
          left -= length;
        }
        return null;
      },
      { top: row.y, column },
    );
    assert(point, `${line}:${column} is not in sight`);
    return point;
  }

  /** Shows the hover at a place; gives its texts, once there is one that holds `expected`. */
  async hover(place: Place, expected: string | RegExp): Promise<Locator> {
    await this.caret(place);
    await this.page.keyboard.press('Control+K');
    await this.page.keyboard.press('Control+I');
    const hover = this.page.locator('.monaco-hover:visible').filter({ hasText: expected });
    await hover.first().waitFor();
    // The hover fades in.
    await hover.first().evaluate((it) => Promise.all(it.getAnimations().map(({ finished }) => finished)));
    return hover.first();
  }

  /** The frame of a page (a webview) that shows `selector`. */
  async frame(selector: string, seconds = 30): Promise<Frame> {
    const complaints = () => this.errors.map((it) => `\n${it}`).join('');
    return until(
      () => `a page that shows ${selector}${complaints()}`,
      seconds,
      async () => {
        for (const frame of this.page.frames().filter((it) => it !== this.page.mainFrame()))
          if (await shows(frame, selector)) return frame;
        return undefined;
      },
    );
  }

  /** Opens the context menu of the editor at a place, and chooses one entry after the other. */
  async menu({ line, column }: Place, ...entries: string[]): Promise<void> {
    const { x, y } = await this.pointOf(line, column);
    await this.choose(() => this.page.mouse.click(x, y, { button: 'right' }), ...entries);
  }

  /** Opens a menu and chooses one entry after the other. A menu that closed before it was read or pressed is opened again. */
  async choose(open: () => Promise<void>, ...entries: string[]): Promise<void> {
    await expect(async () => {
      await open();
      let focused = this.page.locator('.monaco-menu .action-item.focused');
      for (const entry of entries) {
        await this.page.locator('.monaco-menu .action-item', { hasText: entry }).last().hover({ timeout: 3000 });
        focused = this.page.locator('.monaco-menu .action-item.focused', { hasText: entry }).last();
        await focused.waitFor({ timeout: 3000 });
      }
      await focused.locator('.action-menu-item').last().press('Enter', { timeout: 3000 });
    }).toPass({ timeout: 30_000 });
  }

  /** Chooses an entry of the context menu of a file in the explorer. */
  async chooseOn(file: string, entry: string): Promise<void> {
    const explorer = this.page.locator('.explorer-folders-view');
    if (!(await explorer.isVisible())) await this.activity('Explorer');
    const row = explorer.locator(`.monaco-list-row[aria-label^="${file}"]`);
    await this.choose(() => row.click({ button: 'right' }), entry);
  }

  /** Notifications in sight. */
  get toasts(): Locator {
    return this.page.locator('.notifications-toasts .notification-list-item-message');
  }

  async setTheme(theme: Theme): Promise<void> {
    await this.command('Preferences: Color Theme');
    await this.quickInput.input.fill(themes[theme]);
    await this.quickInput.rows.filter({ hasText: themes[theme] }).first().click();
    const mark = { dark: 'vs-dark', light: 'vs', highContrast: 'hc-black', highContrastLight: 'hc-light' }[theme];
    await this.page.locator(`.monaco-workbench.${mark}`).waitFor();
  }
}

/** Puts the folder of an extension beside those that are installed. */
function install(folder: string, extensions: string): void {
  const list = join(extensions, 'extensions.json');
  const { publisher, name, version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<
    string,
    string
  >;
  const id = `${publisher}.${name}`;
  const path = join(extensions, `${id}-${version}`);
  cpSync(folder, path, { recursive: true });
  const all = JSON.parse(readFileSync(list, 'utf8')) as unknown[];
  const location = { $mid: 1, path, scheme: 'file' };
  all.push({ identifier: { id }, version, location, relativeLocation: `${id}-${version}`, metadata: {} });
  writeFileSync(list, JSON.stringify(all));
}

/** What every window of the suite stands on, made when the first one opens. */
const shared: { server?: Promise<serverScript.Server>; browser?: Promise<Browser> } = {};

async function serve(trust = false): Promise<serverScript.Server> {
  const { startServer } = await script<typeof serverScript>('vscodeServer.mjs');
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as Record<string, string>;
  return startServer({ vsix: join(root, `${name}-${version}.vsix`), trust });
}
const launch = async (): Promise<Browser> => (await script<typeof browserScript>('browser.mjs')).launchBrowser();

/** A window that is left, not only closed, ends its extension host at once. */
async function leave(pages: readonly Page[]): Promise<void> {
  for (const page of pages) await page.goto('about:blank', { timeout: 5000 }).catch(() => undefined);
}

after(async () => {
  await (await shared.browser)?.close();
  await (await shared.server)?.stop();
});

/** Line and column, from 1, of a text that stands in `content` exactly once or first. */
export function placeOf(content: string, text: string): Place {
  const at = content.indexOf(text);
  assert(at >= 0, `the file has no ${text}`);
  const before = content.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
}

/** Asks ten times a second until there is an answer; the deadline names what it waited for. */
export async function until<T>(
  what: string | (() => string),
  seconds: number,
  ask: () => Promise<T | undefined>,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > deadline) throw new Error(`waited ${seconds} s for ${typeof what === 'string' ? what : what()}`);
    await setTimeout(100);
  }
}

const shows = (frame: Frame, selector: string): Promise<boolean> =>
  frame
    .locator(selector)
    .first()
    .isVisible()
    .catch(() => false);

/** One workbench for the tests of a `describe`, with a picture of whatever failed. */
export function useWorkbench(options?: Options): () => Workbench {
  let workbench: Workbench | undefined;
  before(async function () {
    if (options?.heavy && !all) this.skip();
    workbench = await Workbench.open(options);
  });
  afterEach(async function () {
    if (this.currentTest?.state !== 'failed' || !workbench) return;
    const name = this.currentTest
      .fullTitle()
      .replace(/[^\w]+/g, '-')
      .slice(0, 100);
    await workbench.picture(name);
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Escape');
  });
  after(async () => {
    await workbench?.close();
    assert.deepEqual(workbench?.errors ?? [], [], 'no page complains');
    assert.deepEqual(workbench?.blocked ?? [], [], 'no other machine is asked for anything');
  });
  return () => {
    assert(workbench, 'VS Code is not open');
    return workbench;
  };
}

async function box(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await locator.boundingBox();
  assert(found, 'the element is not in sight');
  return found;
}
