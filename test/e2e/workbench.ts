import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type * as browserScript from '../../scripts/browser.mjs';
import type * as samplesScript from '../../scripts/samples.mjs';
import type * as serverScript from '../../scripts/vscodeServer.mjs';
import { expect as expectNow } from '@playwright/test';
import { all } from '../cases.js';
import type { Browser, Frame, Locator, Page } from 'playwright-core';

/** Asks again until it holds: a page shows what it was told a moment later. */
export const expect = expectNow.configure({ timeout: 20_000 });

const root = process.cwd();
const pictures = join(root, 'test/e2e/out');
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
    own,
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

  /** Saves `test/e2e/out/NAME.png`, of all or of one part. */
  async picture(name: string, part?: string): Promise<void> {
    mkdirSync(pictures, { recursive: true });
    const path = join(pictures, `${name}.png`);
    await (part === undefined ? this.page.screenshot({ path }) : this.page.locator(part).screenshot({ path }));
  }

  /** Opens a file of the folder from the explorer. */
  async openFile(name: string): Promise<void> {
    const explorer = this.page.locator('.explorer-folders-view');
    if (!(await explorer.isVisible())) await this.activity('Explorer');
    await explorer.locator('.monaco-list-row', { hasText: name }).first().dblclick();
    await this.page.locator('.tab.active', { hasText: name }).waitFor();
    await this.page.locator('.editor-instance .monaco-editor.focused, .monaco-editor.focused').first().waitFor();
  }

  /** Closes every editor without saving. */
  async closeEditors(): Promise<void> {
    await this.command('View: Close All Editors');
    await this.page.locator('.part.editor .tab').first().waitFor({ state: 'detached' });
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
    // VS Code may still close this one for the last, so it is opened again until it takes the title.
    await expect(async () => {
      if (!(await input.isVisible())) await this.page.keyboard.press('F1');
      await input.fill(`>${title}`, { timeout: 3000 });
    }).toPass({ timeout: 30_000 });
    await rows.filter({ hasText: title }).first().click();
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

  /** Selects texts of the file that is open, each with a cursor of its own, as with Alt and the mouse. */
  async select(text: string, file: string, ...others: string[]): Promise<void> {
    const content = readFileSync(join(this.folder, file), 'utf8');
    await this.caret(placeOf(content, text));
    await this.extend(text.length);
    for (const other of others) await this.addSelection(content, other);
  }

  private async extend(length: number): Promise<void> {
    for (let i = 0; i < length; i++) await this.page.keyboard.press('Shift+ArrowRight');
  }

  /** Selects with the mouse: Alt and a drag from the first character to after the last. */
  private async addSelection(content: string, text: string): Promise<void> {
    const { line, column } = placeOf(content, text);
    const from = await this.pointOf(line, column);
    const to = await this.pointOf(line, column + text.length);
    await this.page.keyboard.down('Alt');
    await this.page.mouse.move(from.x, from.y);
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 5 });
    await this.page.mouse.up();
    await this.page.keyboard.up('Alt');
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
    await workbench.picture(`failed ${this.currentTest.fullTitle()}`.replace(/[^\w]+/g, '-').slice(0, 100));
    await workbench.page.keyboard.press('Escape');
    await workbench.page.keyboard.press('Escape');
  });
  after(() => workbench?.close());
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
