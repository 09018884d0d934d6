/**
 * Writes themes.json: the variables and classes that VS Code gives a page in each of its four kinds of theme.
 * `node test/webview/dumpThemes.mjs` starts a real VS Code and reads them from a page of its own, a Markdown preview.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBrowser } from '../../scripts/browser.mjs';
import { startServer } from '../../scripts/vscodeServer.mjs';

const themes = {
  dark: 'Default Dark Modern',
  light: 'Default Light Modern',
  highContrast: 'Default High Contrast',
  highContrastLight: 'Default High Contrast Light',
};
const folder = mkdtempSync(join(tmpdir(), 'themes-'));
writeFileSync(join(folder, 'a.md'), '# A\n');
/** @type {Record<string, { name: string, body: string, variables: Record<string, string> }>} */
const found = {};
for (const [key, name] of Object.entries(themes)) {
  const server = await startServer({
    settings: { 'workbench.colorTheme': name },
  });
  const { page, close } = await openBrowser();
  await page.goto(
    server.url(folder, {
      payload: JSON.stringify([['openFile', `vscode-remote://${new URL(server.origin).host}${folder}/a.md`]]),
    }),
  );
  await page.locator('.view-line').first().click();
  await page.keyboard.press('Control+Shift+V');
  const frame = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame');
  found[key] = await frame.locator('html').evaluate(
    (html, name) => ({
      name,
      body: html.querySelector('body')?.className ?? '',
      variables: Object.fromEntries(
        [...html.style]
          .filter((variable) => variable.startsWith('--vscode-'))
          .sort()
          .map((variable) => [variable, html.style.getPropertyValue(variable)]),
      ),
    }),
    name,
  );
  await close();
  await server.stop();
  console.log(key, found[key].body, Object.keys(found[key].variables).length);
}
rmSync(folder, { recursive: true });
writeFileSync(new URL('themes.json', import.meta.url), `${JSON.stringify(found, null, 1)}\n`);
