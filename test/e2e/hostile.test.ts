import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import { steps } from '../steps.js';
import { expect, useWorkbench } from './workbench.js';

/** What VS Code would make two links and an icon of. */
const LINK = '[x](command:workbench.action.terminal.new?%5B%5D) [w](https://evil.test/) $(bug)';
/** The same for what is the name of a file. */
const NAME = '[x](command:workbench.action.terminal.new) $(bug)';
const FILE = `${NAME}.csv`;

/** 120 points of two classes, of which one is called by a link. */
const table = `length,width,label\n${Array.from(
  { length: 120 },
  (_, i) => `${(i % 2) * 2 + ((i * 7) % 10) / 10},${((i * 3) % 10) / 10},${i % 2 ? LINK : 'b'}`,
).join('\n')}\n`;

describe('text of a file that VS Code would make more of (S22)', function () {
  if (process.platform === 'win32') return;
  const workbench = useWorkbench({ own: true, heavy: true });
  const it = steps();
  const inFolder = (name: string): string => join(workbench().folder, name);
  const widget = (): Locator => workbench().page.locator('.quick-input-widget:visible');
  const tree = (): Locator => workbench().page.locator('.part.sidebar .pane', { hasText: 'Runs' }).last();
  const row = (): Locator => tree().locator('.monaco-list-row', { hasText: 'workbench.action.terminal' });

  /** A part shows the text letter by letter: there is no link in it, and no icon came of it. */
  const shows = async (part: Locator, text: string): Promise<void> => {
    await expect
      .poll(async () => (await part.first().textContent())?.replace(/\s/g, ' ').replaceAll('\u2060', ''))
      .toContain(text);
    const made = await part
      .first()
      .evaluate((it) =>
        [...it.querySelectorAll('a[href], a[data-href], .monaco-link, .codicon-bug')].map((each) => each.outerHTML),
      );
    assert.deepEqual(made, []);
  };
  /** The latest notification that holds these words of ours shows the text, and goes. */
  const toast = async (words: string | RegExp, text: string): Promise<void> => {
    const { page } = workbench();
    const item = page.locator('.notifications-toasts .notification-list-item', { hasText: words });
    await shows(item, text);
    await workbench().command('Notifications: Clear All Notifications');
    await item.first().waitFor({ state: 'detached' });
  };
  /** What is shown when the mouse rests on a thing; one that was drawn again meanwhile is gone to once more. */
  const resting = async (on: Locator, words: string): Promise<Locator> => {
    const { page } = workbench();
    const shown = page.locator('.monaco-hover:visible', { hasText: words });
    await expect(async () => {
      await page.mouse.move(700, 600);
      await on.hover();
      await shown.waitFor({ timeout: 5000 });
    }).toPass({ timeout: 30_000 });
    return shown;
  };
  const imports = (name: string): Promise<void> => workbench().chooseOn(name, 'Import Predictions');
  const choose = (label: string): Promise<void> =>
    widget().locator('.monaco-list-row', { hasText: label }).first().click();
  const closed = async (): Promise<void> => {
    await workbench().page.keyboard.press('Escape');
    await widget().waitFor({ state: 'hidden' });
  };
  /** Takes a file in the dialog that asks for one. */
  const take = async (title: string, name: string): Promise<void> => {
    const dialog = workbench().page.locator('.quick-input-widget:visible', { hasText: title });
    // It writes the folder's path once it has listed it.
    await dialog.locator('.monaco-list-row', { hasText: '01-surprise.md' }).waitFor();
    await workbench().quickInput.input.fill(inFolder(name));
    await workbench().page.locator('.quick-input-widget:visible .monaco-button', { hasText: 'Open' }).click();
  };

  before(() =>
    workbench().put({
      [FILE]: table,
      'header.csv': `other,${LINK}\ncat,dog\ndog,cat\n`,
      'nan.csv': `label,prob_${LINK},prob_b\nb,.5,.5\nb,nan,.6\n`,
      'classes.json': JSON.stringify({ labels: [LINK, 'b'], probabilities: [[0.5, 0.5], [0.1, 0.9]] }), // prettier-ignore
      'positive.json': JSON.stringify({ labels: [LINK, 'b'], probabilities: [0.3, 0.6] }),
      [`${NAME}.json`]: '{"predictions": [0, 1]}',
      'keys.json': JSON.stringify({ [LINK]: [0.5, 0.5] }),
      'other.json': '{"other": [0.5, 0.5]}',
      'bad.surprisal.json': JSON.stringify({ version: 1, seed: LINK }),
    }),
  );

  it('is text in the questions of an import: header, columns, classes, what is typed, files', async () => {
    const it = workbench();
    await imports('header.csv');
    await shows(widget(), LINK.slice(0, 40));
    await choose('Names of the columns');
    await widget().filter({ hasText: 'Which are the actual labels?' }).waitFor();
    await shows(widget(), LINK);
    await closed();

    await imports('positive.json');
    await widget().filter({ hasText: 'probability of which class?' }).waitFor();
    await shows(widget(), LINK);
    await closed();

    await imports('classes.json');
    await widget().filter({ hasText: 'Which class is each' }).waitFor();
    await shows(widget(), `${LINK}, b`);
    await choose('In another order');
    await expect(it.quickInput.input).toHaveValue(`${LINK}, b`);
    await it.quickInput.input.fill('b, c');
    await shows(widget(), `The label ${LINK} is not among them.`);
    await closed();

    await imports(`${NAME}.json`);
    await widget().filter({ hasText: 'Which file holds the actual labels?' }).waitFor();
    await shows(widget(), FILE);
    await closed();
  });

  it('is text in what is told of a file: a fault, a key, a configuration, what a command throws', async () => {
    const it = workbench();
    await imports('nan.csv');
    await toast('Go to Line 3', `nan.csv, line 3, probabilities of ${LINK}: "nan"`);

    await it.command('Surprisal: Open Configuration...');
    await take('Open Configuration', 'bad.surprisal.json');
    // The quotation of a configuration is short.
    await toast('Go to Line', LINK.slice(0, 50));

    await it.openFile('keys.json', { line: 1, column: LINK.length + 8 });
    await it.command('Surprisal: Check This Array as a Distribution');
    await toast('surprisal.diagnostics.keys', LINK);

    // Settings that can't be written are thrown out of the command; VS Code would say so in a dialog of its own.
    writeFileSync(inFolder('.vscode/settings.json'), '{ "surprisal');
    await it.openFile('other.json', { line: 1, column: 11 });
    await it.command('Surprisal: Check This Array as a Distribution');
    await toast('Unable to write', 'settings');
    await expect(it.page.locator('.monaco-dialog-box')).toHaveCount(0);
    await it.closeEditors();
  });

  it('is text in the tree, its tooltip, the tab, the list of tabs and the status bar, and where runs are queued', async () => {
    const it = workbench();
    await it.chooseOn(FILE, 'Train on This File');
    const sidebar = await it.sidebar();
    await expect(sidebar.button('Train')).toBeEnabled();
    await sidebar.press('Train');
    await it.frame('.matrix');
    await sidebar.says('Finished');
    await shows(row(), FILE);
    await shows(await resting(row(), 'rows to train on'), FILE);
    await shows(it.page.locator('.tab.active'), FILE);
    await it.quickInput.input.waitFor({ state: 'hidden' });
    await it.page.keyboard.press('F1');
    await it.quickInput.input.fill('edt ');
    await widget().locator('.monaco-list-row', { hasText: 'terminal.new' }).first().waitFor();
    await shows(widget(), FILE);
    await closed();

    await sidebar.press('Train one batch, then pause');
    await sidebar.says('Paused');
    await it.command('Surprisal: Train');
    await toast('waits until', FILE);
    await it.activity('Explorer');
    const status = it.page.locator('.part.statusbar [id$="surprisal.training"]');
    await status.getByText('Epoch 1 of 20').waitFor();
    await expect(status.locator('.codicon-debug-pause')).toHaveCount(1);
    await shows(await resting(status, 'Paused:'), FILE);
    await it.command('Surprisal: Stop Training');
    await status.waitFor({ state: 'hidden' });
    await it.sidebar();
    await expect(row()).toHaveCount(3);
  });

  it('is text in what renames, exports, deletes and brings back a run', async () => {
    const it = workbench();
    const menu = (entry: string): Promise<void> => it.choose(() => row().first().click({ button: 'right' }), entry);
    await row().first().click();
    await it.frame('.matrix');
    await it.command('Surprisal: Export...');
    await widget().filter({ hasText: 'Export ' }).first().waitFor();
    await shows(widget(), FILE);
    await closed();
    await menu('Rename Run');
    await it.quickInput.input.fill(`${LINK} !`);
    await it.page.keyboard.press('Enter');
    await shows(row(), `${LINK} !`);
    await menu('Delete Run');
    await toast('was deleted', `“${LINK} !” was deleted`);
    await it.command('Surprisal: Restore Deleted Run...');
    await it.page.getByPlaceholder('Which run comes back?').waitFor();
    await shows(widget(), `${LINK} !`);
    await closed();
    await it.command('Surprisal: Empty Deleted Runs...');
    const dialog = it.page.locator('.monaco-dialog-box');
    await shows(dialog, `Delete “${LINK} !” for good?`);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
  });

  it('ran nothing, and reached no log (S21)', async () => {
    const it = workbench();
    await expect(it.page.locator('.terminal-outer-container')).toHaveCount(0);
    const logs = await it.log('surprisal.checkArray: ');
    assert(!/terminal|evil|bug|\.csv|\.json/.test(logs), logs);
  });
});
