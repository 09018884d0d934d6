import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect as expectNow } from '@playwright/test';
import type axeCore from 'axe-core';
import { chromium, type Browser, type BrowserContext, type BrowserContextOptions, type Page } from 'playwright-core';
import type { InspectorApi, InspectorEvents } from '../../extension/protocol/inspector/inspector.js';
import { Rpc, type Handlers, type Message } from '../../extension/protocol/rpc.js';
import { all } from '../cases.js';

/** Asks again until it holds: a page shows what it was told a moment later. */
export const expect = expectNow.configure({ timeout: 20_000 });

const root = process.cwd();
const dist = join(root, 'dist', 'webview');
const origin = 'http://page.test';

export type ThemeName = 'dark' | 'light' | 'highContrast' | 'highContrastLight';
interface Theme {
  name: string;
  body: string;
  variables: Record<string, string>;
}
/** As a real VS Code hands them to a page; written by dumpThemes.mjs. */
export const themes = JSON.parse(readFileSync(join(root, 'test', 'webview', 'themes.json'), 'utf8')) as Record<
  ThemeName,
  Theme
>;

let browser: Promise<Browser> | undefined;
function launch(): Promise<Browser> {
  const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium'].find((path) => path && existsSync(path));
  return (browser ??= chromium.launch({
    executablePath,
    chromiumSandbox: process.getuid?.() !== 0,
    args: ['--disable-dev-shm-usage', '--disable-gpu', '--force-prefers-no-reduced-motion'],
  }));
}
after(async () => (await browser)?.close());

/** An empty page, for a document that stands alone; its context is to be closed. */
export async function browserPage(options: BrowserContextOptions = {}): Promise<Page> {
  return (await (await launch()).newContext(options)).newPage();
}

/** The page as the host makes it, under the same policy; the frame around it is ours. */
const html = (page: string, theme: Theme): string => `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-n'; style-src ${origin}; font-src ${origin}; img-src data: blob:; connect-src 'none'; base-uri 'none'; form-action 'none'">
<title>${page}</title>
<script nonce="n">${String(encode)}
${String(decode)}
(${String(frame)})(${JSON.stringify(theme.variables)})</script>
<link id="vscode-codicon-stylesheet" rel="stylesheet" href="${origin}/codicon.css">
<link rel="stylesheet" href="${origin}/${page}.css">
</head><body class="${theme.body}"><div id="app"></div>
<script type="module" nonce="n" src="${origin}/${page}.js"></script></body></html>`;

const types: Record<string, string> = {
  css: 'text/css',
  js: 'text/javascript',
  ttf: 'font/ttf',
  map: 'application/json',
};

type Nothing = Record<never, never>;

export interface OpenPage<Sends> {
  page: Page;
  /** Sends an event as the host does. */
  send<N extends keyof Sends & string>(name: N, data: Sends[N]): Promise<void>;
  setTheme(theme: ThemeName): Promise<void>;
  /** Closes it, and holds that nothing went wrong in it: no error, and nothing that its policy refused. */
  close(): Promise<void>;
}

interface PageOptions {
  theme?: ThemeName;
  width?: number;
  height?: number;
}

/** The pages have a profile in common, and nothing in it: what a page saves is kept for that page alone. */
let profile: Promise<BrowserContext> | undefined;
async function openProfile(): Promise<BrowserContext> {
  const context = await (await launch()).newContext();
  await context.route('**/*', async (route) => {
    const { pathname, origin: from } = new URL(route.request().url());
    const file = join(dist, pathname.slice(1));
    if (from !== origin) await route.abort();
    else if (existsSync(file)) await route.fulfill({ contentType: types[pathname.split('.').pop() ?? ''], path: file });
    else await route.fulfill({ status: 404, body: '' });
  });
  return context;
}

/** A page of the browser, in which one document stands after the other: a new page takes longer than most tests. */
interface Sheet {
  page: Page;
  body: string;
  receive(message: unknown): void;
  problems: string[];
}
const nothing = (): void => {};
/** The sheets whose document is closed. */
const free: Sheet[] = [];

async function openSheet(): Promise<Sheet> {
  const page = await (await (profile ??= openProfile())).newPage();
  page.setDefaultTimeout(20_000);
  const sheet: Sheet = { page, body: '', receive: nothing, problems: [] };
  page.on('pageerror', (error) => sheet.problems.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') sheet.problems.push(message.text());
  });
  await page.route(`${origin}/`, (route) => route.fulfill({ contentType: 'text/html', body: sheet.body }));
  await page.exposeFunction('__toHost', (text: string) => sheet.receive(decode(text)));
  return sheet;
}

/** Opens one of the built pages in Chromium, with the same messages and variables as in VS Code. */
export async function openPage<Serves, Sends>(
  name: 'sidebar' | 'inspector' | 'result' | 'lab' | 'curves' | 'tensor',
  handlers: Handlers<Partial<Serves>>,
  { theme = 'dark', width = 1400, height = 1000 }: PageOptions = {},
): Promise<OpenPage<Sends>> {
  const sheet = free.pop() ?? (await openSheet());
  const { page } = sheet;
  sheet.body = html(name, themes[theme]);
  await page.setViewportSize({ width, height });
  // Nothing of the new document lies under a pointer that the last one was shown.
  await page.mouse.move(-9, -9);
  let open = true;
  const posts: Promise<unknown>[] = [];
  const rpc = new Rpc<Partial<Serves>, Nothing, Sends, Nothing>(
    {
      post: (message: Message) => {
        if (!open) return;
        const sent = page.evaluate((text) => (window as unknown as Frame).__fromHost(text), encode(message));
        posts.push(sent.catch(() => undefined));
      },
      listen: (listener) => (sheet.receive = listener),
    },
    handlers,
  );
  await page.goto(`${origin}/`);
  return {
    page,
    send: async (event, data) => {
      rpc.send(event, data);
      await Promise.all(posts);
    },
    setTheme: (other) =>
      page.evaluate(({ variables, body }) => {
        (window as unknown as Frame).__theme(variables);
        document.body.className = body;
      }, themes[other]),
    close: async () => {
      rpc.close(new Error('closed'));
      await Promise.all(posts);
      open = false;
      sheet.receive = nothing;
      const { problems } = sheet;
      await page.goto('about:blank');
      sheet.problems = [];
      free.push(sheet);
      assert.deepEqual(problems, []);
    },
  };
}

/** Opens the inspector, with one of its tabs chosen where that is named. */
export async function openInspector(
  handlers: Handlers<Partial<InspectorApi>>,
  { tab, ...options }: PageOptions & { tab?: string } = {},
): Promise<OpenPage<InspectorEvents>> {
  const opened = await openPage<InspectorApi, InspectorEvents>('inspector', handlers, options);
  if (tab) await opened.page.getByRole('tab', { name: tab, exact: true }).evaluate((it: HTMLElement) => it.click());
  return opened;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** WCAG 2.2 A and AA, as `rule: element`, with the numbers where it is about contrast; or one rule of it. */
export async function violations(page: Page, rule?: string): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe);
  return page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: typeof axeCore };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const runOnly: axeCore.RunOnly =
      only === undefined ? { type: 'tag', values: tags } : { type: 'rule', values: [only] };
    const { violations } = await axe.run(document, { runOnly, resultTypes: ['violations'] });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.html.slice(0, 120)} ${node.failureSummary ?? ''}`),
    );
  }, rule);
}

/**
 * Holds that axe finds nothing and nothing is too wide in the states of a page, which `visit` brings about at each of the
 * widths and then looks at. A theme changes nothing but colours, so all rules are for the dark one, and that of contrast
 * for each other one. With `--all` this holds at every width and in each theme, else at the first width, and each state
 * in the dark theme and one of the others in turn.
 */
export async function noFaults(
  { page, setTheme }: Pick<OpenPage<never>, 'page' | 'setTheme'>,
  widths: readonly number[],
  visit: (look: (state: string) => Promise<void>) => Promise<void>,
): Promise<void> {
  const found: string[] = [];
  const others = (Object.keys(themes) as ThemeName[]).filter((theme) => theme !== 'dark');
  let states = 0;
  for (const width of widths) {
    const whole = all || width === widths[0];
    await page.setViewportSize({ width, height: 1000 });
    await visit(async (state) => {
      const looked = all ? others : whole ? [others[states++ % others.length]] : [];
      for (const theme of ['dark', ...looked] as const) {
        const dark = theme === 'dark';
        if (!dark) await setTheme(theme);
        const wide = await page.evaluate(async () => {
          await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => undefined)));
          const overflow = (): number => document.documentElement.scrollWidth - innerWidth;
          // Charts take their new width a frame or more after the page does.
          for (let frames = 0; frames < 60 && overflow() > 0; frames++) await new Promise(requestAnimationFrame);
          return overflow();
        });
        const wrong = whole ? await violations(page, dark ? undefined : 'color-contrast') : [];
        if (wide > 0) wrong.push(`${wide} px too wide`);
        found.push(...wrong.map((it) => `${state} ${width} ${theme}: ${it}`));
      }
      await setTheme('dark');
    });
  }
  assert.deepEqual(found, []);
}

interface Frame {
  __toHost(text: string): Promise<void>;
  __fromHost(text: string): void;
  __theme(variables: Record<string, string>): void;
  acquireVsCodeApi(): unknown;
}

/** Runs in the page before its script: what VS Code puts around a page. */
function frame(variables: Record<string, string>): void {
  const own = window as unknown as Frame;
  own.__fromHost = (text) => {
    window.dispatchEvent(new MessageEvent('message', { data: decode(text) }));
  };
  own.__theme = (given) => {
    const { style } = document.documentElement;
    while (style.length > 0) style.removeProperty(style.item(0));
    for (const [name, value] of Object.entries(given)) style.setProperty(name, value);
  };
  own.__theme(variables);
  let state: unknown;
  own.acquireVsCodeApi = () => ({
    postMessage: (message: unknown) => void own.__toHost(encode(message)),
    getState: () => state,
    setState: (next: unknown) => (state = next),
  });
}

/** Typed arrays keep their kind on the way, as they do between VS Code and its pages. */
function encode(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => {
    if (!ArrayBuffer.isView(part)) return part;
    const bytes = new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    let text = '';
    for (let i = 0; i < bytes.length; i += 8192) text += String.fromCharCode(...bytes.subarray(i, i + 8192));
    return { $kind: part.constructor.name, $bytes: btoa(text) };
  });
}
function decode(text: string): unknown {
  const kinds = { Uint8Array, Uint16Array, Uint32Array, Float32Array, Float64Array };
  return JSON.parse(text, (_, part: unknown) => {
    const found = part as { $kind?: keyof typeof kinds; $bytes?: string } | null;
    if (typeof found !== 'object' || !found?.$kind) return part;
    const letters = atob(found.$bytes ?? '');
    const bytes = new Uint8Array(letters.length);
    for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
    return new kinds[found.$kind](bytes.buffer);
  });
}
