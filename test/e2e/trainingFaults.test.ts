import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame, Locator } from 'playwright-core';
import { type Stored, storedRun } from './storedRuns.js';
import { expect, until, useWorkbench } from './workbench.js';

/** What the training thread does once its second epoch is told of. */
const faults = {
  throws: `throw new Error('out of order');`,
  ends: 'process.exit(9);',
  hangs: 'for (;;);',
};
const faulty = (fault: string): string => `
const { parentPort: port, workerData: helps } = require('node:worker_threads');
if (!helps) {
  const post = port.postMessage.bind(port);
  port.postMessage = (message, transfer) => {
    post(message, transfer);
    if (message.name === 'epoch' && message.data.record.epoch === 2) { ${fault} }
  };
}
`;
const noMemory = `WebAssembly.Memory = function () { throw new RangeError('could not allocate memory'); };\n`;

describe('a training that goes wrong (F1, F2, F3)', () => {
  const workbench = useWorkbench({ own: true, heavy: true });
  let sidebar: Frame;
  let worker: string;
  let good: string;
  const button = (name: string): Locator => sidebar.getByRole('button', { name, exact: true });
  const head = (text: string | RegExp): Locator => sidebar.locator('.run-head', { hasText: text });
  const notice = (text: string | RegExp): Locator => sidebar.locator('.notice', { hasText: text });
  const folder = (): string => join(workbench().folder, '.surprisal', 'runs');
  const ids = (): string[] =>
    readdirSync(folder())
      .filter((name) => /^\d/.test(name))
      .sort();
  const latest = (): Promise<Stored> => storedRun(folder(), ids().at(-1)!);
  let weights: string | undefined;

  before(async () => {
    const it = workbench();
    const extensions = join(it.dataDir, 'extensions');
    const installed = readdirSync(extensions).find((name) => name.startsWith('surprisal.surprisal'));
    assert(installed, 'the extension is not installed');
    worker = join(extensions, installed, 'dist/worker.js');
    good = readFileSync(worker, 'utf8');
    await it.activity('Surprisal');
    sidebar = await it.frame('form.form');
    await button('Train').click();
    await head('Finished').waitFor();
    weights = (await latest()).weightsHash;
  });

  for (const [fault, reason, id] of [
    ['throws', /ended in epoch 3: out of order/, 'F1'],
    ['ends', /ended in epoch 3: exit code 9/, 'F2'],
    ['hangs', /ended in epoch 3: no sign of life for ten seconds/, 'F3'],
  ] as const)
    it(`a thread that ${fault} is told of with its reason, and Resume goes on to the same weights (${id})`, async () => {
      writeFileSync(worker, faulty(faults[fault]) + good);
      await button('Train').click();
      // The watch counts five heartbeats; the others are told within a second.
      await notice(reason).waitFor({ timeout: fault === 'hangs' ? 30_000 : 10_000 });
      await notice('Epochs 1 to 2 are saved. Resume goes on from epoch 2.').waitFor();
      assert.equal((await latest()).status, 'failed');
      if (fault === 'ends') await workbench().picture('thread-ended-dark');
      writeFileSync(worker, good);
      await button('Resume').click();
      await head('Finished').waitFor();
      assert.equal((await latest()).epochs.length, 20);
      assert.equal((await latest()).weightsHash, weights);
    });

  it('without memory it says so, and trains again when there is some (F2)', async () => {
    const before = ids();
    writeFileSync(worker, noMemory + good);
    await button('Train').click();
    await notice('expected one that fits the memory that is left').waitFor();
    assert.deepEqual(ids(), before, 'nothing was trained, nothing is kept');
    writeFileSync(worker, good);
    await button('Train').click();
    await head('Finished').waitFor();
    assert.equal((await latest()).weightsHash, weights);
  });

  it('a loss that is not finite stops it at that batch; the weights before it are kept (F24)', async () => {
    await sidebar.getByRole('button', { name: /^More/ }).click();
    await sidebar.getByLabel('Rate', { exact: true }).fill('100000');
    await sidebar.getByLabel('L2', { exact: true }).fill('1');
    await workbench().page.keyboard.press('Tab');
    await button('Train').click();
    await notice(/The loss became (NaN|Infinity|∞) at batch \d+ \(epoch \d+\)/).waitFor();
    await notice('The weights before that batch are kept.').waitFor();
    await workbench().picture('not-finite-dark');
    assert.equal((await latest()).status, 'failed');
    assert(readdirSync(join(folder(), ids().at(-1)!)).includes('end.safetensors'));
    await sidebar.getByRole('button', { name: 'Reset Rate' }).click();
    await sidebar.getByRole('button', { name: 'Reset L2' }).click();
  });

  it('the batches of a stored run are drawn again after a reload, and a damaged file of them is named (T8)', async () => {
    const it = workbench();
    await button('Train').click();
    await head('Finished').waitFor();
    const chart = () => sidebar.locator('canvas[aria-label^="Loss"]');
    await expect(chart()).toHaveAttribute('aria-label', /validation \S+ at epoch 20/);
    const before = (await chart().getAttribute('aria-label')) ?? '';
    const reload = async (): Promise<void> => {
      const loaded = it.page.waitForEvent('load');
      await it.command('Developer: Reload Window');
      await loaded;
      sidebar = await it.frame('form.form', 60);
      await head('Finished').waitFor();
    };
    await reload();
    await expect(chart(), 'the last column of the curve is the same').toHaveAttribute('aria-label', before);
    await expect(sidebar.locator('.missing')).toHaveCount(0);
    await it.picture('reloaded-dark');
    const at = join(folder(), ids().at(-1)!);
    for (const name of readdirSync(at).filter((each) => each.startsWith('steps'))) writeFileSync(join(at, name), 'x\n');
    await reload();
    await sidebar.getByText(/steps\S*\.jsonl, line 1: no JSON.*means of epochs/).waitFor();
  });

  it('a folder that can’t be written ends no training: path and cause are told, and older runs are untouched (F11)', async () => {
    const it = workbench();
    const kept = `${folder()}-kept`;
    const before = ids();
    // Not even root writes into a file as if it were a folder.
    renameSync(folder(), kept);
    writeFileSync(folder(), '');
    try {
      await button('Train').click();
      await it.toasts
        .filter({ hasText: /could not be written: \S+/ })
        .first()
        .waitFor();
      await expect(it.toasts.first()).toHaveText(/\.surprisal\/runs\/.* could not be written: E\w+/, {
        useInnerText: true,
      });
      await head('Finished').waitFor();
      await notice(/could not be written/).waitFor();
      await it.picture('not-written-dark');
    } finally {
      rmSync(folder());
      renameSync(kept, folder());
    }
    assert.deepEqual(ids(), before);
    await button('Train').click();
    await until('a run on disk', 30, async () => (ids().length === before.length + 1 ? true : undefined));
    await head('Finished').waitFor();
  });
});

describe('two windows on one folder', () => {
  const first = useWorkbench({ heavy: true });

  it('each trains runs of its own; the other reads them, and lets the one under way alone (F20)', async () => {
    const it = first();
    const runs = join(it.folder, '.surprisal', 'runs');
    mkdirSync(runs, { recursive: true });
    const other = await it.another();
    const open = async (window: typeof it): Promise<Frame> => {
      await window.activity('Surprisal');
      return window.frame('form.form');
    };
    const [one, two] = [await open(it), await open(other)];
    const button = (frame: Frame, name: string): Locator => frame.getByRole('button', { name, exact: true });
    const rows = (window: typeof it, text: string): Locator =>
      window.page
        .locator('.part.sidebar .pane', { hasText: 'Runs' })
        .last()
        .locator('.monaco-list-row', { hasText: text });
    await one.getByRole('button', { name: /^More/ }).click();
    await one.getByLabel('Pace', { exact: true }).selectOption({ label: '5 batches/s' });
    await button(one, 'Train').click();
    await one.locator('.run-head', { hasText: 'Training' }).waitFor();
    await rows(other, 'in another window').waitFor();
    await two.locator('.run-head', { hasText: 'Elsewhere' }).waitFor();
    await other.picture('elsewhere-dark');
    await button(two, 'Train').click();
    await two.locator('.run-head', { hasText: 'Finished' }).waitFor();
    const ids = readdirSync(runs).filter((name) => /^\d/.test(name));
    assert.equal(ids.length, 2);
    await button(one, 'Stop').click();
    await one.locator('.run-head', { hasText: 'Stopped' }).waitFor();
    await rows(other, 'in another window').waitFor({ state: 'detached' });
    for (const id of ids)
      assert.deepEqual(
        readdirSync(join(runs, id)).filter((name) => name.endsWith('.lock')),
        [],
      );
    await rows(it, '784-10-10').nth(1).waitFor();
  });
});
