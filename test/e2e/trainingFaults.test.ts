import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator } from 'playwright-core';
import type { Stored } from '../storedRun.js';
import { storedRun } from './storedRuns.js';
import type { Sidebar } from './sidebar.js';
import { expect, expectWords, until, useWorkbench } from './workbench.js';

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
  let sidebar: Sidebar;
  let worker: string;
  let good: string;
  const notice = (text: string | RegExp): Promise<void> => sidebar.notice(text).waitFor();
  const folder = (): string => workbench().runs;
  const ids = (): string[] => workbench().runIds();
  const latest = (): Promise<Stored> => storedRun(folder(), ids().at(-1)!);
  let weights: string | undefined;

  before(async () => {
    const it = workbench();
    worker = join(it.installed, 'dist/worker.js');
    good = readFileSync(worker, 'utf8');
    ({ sidebar } = await it.train());
    weights = (await latest()).weightsHash;
  });

  for (const [fault, reason, id] of [
    ['throws', /ended in epoch 3: out of order/, 'F1'],
    ['ends', /ended in epoch 3: exit code 9/, 'F2'],
    ['hangs', /ended in epoch 3: no sign of life for ten seconds/, 'F3'],
  ] as const)
    it(`a thread that ${fault} is told of with its reason, and Resume goes on to the same weights (${id})`, async () => {
      writeFileSync(worker, faulty(faults[fault]) + good);
      await sidebar.press('Train');
      // The watch counts five heartbeats; the others are told within a second.
      await sidebar.notice(reason).waitFor({ timeout: fault === 'hangs' ? 30_000 : 10_000 });
      await notice('Epochs 1 to 2 are saved. Resume goes on from epoch 2.');
      assert.equal((await latest()).status, 'failed');
      writeFileSync(worker, good);
      await sidebar.press('Resume');
      await sidebar.says('Finished');
      assert.equal((await latest()).epochs.length, 20);
      assert.equal((await latest()).weightsHash, weights);
    });

  it('without memory it says so, and trains again when there is some (F2)', async () => {
    const before = ids();
    writeFileSync(worker, noMemory + good);
    await sidebar.press('Train');
    await notice('expected one that fits the memory that is left');
    assert.deepEqual(ids(), before, 'nothing was trained, nothing is kept');
    writeFileSync(worker, good);
    await sidebar.press('Train');
    await sidebar.says('Finished');
    assert.equal((await latest()).weightsHash, weights);
  });

  it('a loss that is not finite stops it at that batch; the weights before it are kept (F24)', async () => {
    await sidebar.page.getByRole('button', { name: /^More/ }).click();
    await sidebar.field('Rate').fill('100000');
    await sidebar.field('L2').fill('1');
    await workbench().page.keyboard.press('Tab');
    await sidebar.press('Train');
    await notice(/The loss became (NaN|Infinity|∞) at batch \d+ \(epoch \d+\)/);
    await notice('The weights before that batch are kept.');
    assert.equal((await latest()).status, 'failed');
    assert(readdirSync(join(folder(), ids().at(-1)!)).includes('end.safetensors'));
    await sidebar.press('Reset Rate');
    await sidebar.press('Reset L2');
  });

  it('the batches of a stored run are drawn again after a reload, and a damaged file of them is named (T8)', async () => {
    const it = workbench();
    await sidebar.press('Train');
    await sidebar.says('Finished');
    const chart = () => sidebar.page.locator('canvas[aria-label^="Loss"]');
    await expect(chart()).toHaveAttribute('aria-label', /validation \S+ at epoch 20/);
    const before = (await chart().getAttribute('aria-label')) ?? '';
    const reload = async (): Promise<void> => {
      await it.reload();
      sidebar = await it.sidebar();
      await sidebar.says('Finished');
    };
    await reload();
    await expect(chart(), 'the last column of the curve is the same').toHaveAttribute('aria-label', before);
    await expect(sidebar.page.locator('.missing')).toHaveCount(0);
    const at = join(folder(), ids().at(-1)!);
    for (const name of readdirSync(at).filter((each) => each.startsWith('steps'))) writeFileSync(join(at, name), 'x\n');
    await reload();
    await sidebar.page.getByText(/steps\S*\.jsonl, line 1: no JSON.*means of epochs/).waitFor();
  });

  it('a folder that can’t be written ends no training: path and cause are told, and older runs are untouched (F11)', async () => {
    const it = workbench();
    const kept = `${folder()}-kept`;
    const before = ids();
    // Not even root writes into a file as if it were a folder.
    renameSync(folder(), kept);
    writeFileSync(folder(), '');
    try {
      await sidebar.press('Train');
      await it.toasts
        .filter({ hasText: /could not be written: \S+/ })
        .first()
        .waitFor();
      await expectWords(it.toasts.first(), /\.surprisal\/runs\/.* could not be written: E\w+/);
      await sidebar.says('Finished');
      await notice(/could not be written/);
    } finally {
      rmSync(folder());
      renameSync(kept, folder());
    }
    assert.deepEqual(ids(), before);
    await sidebar.press('Train');
    await until('a run on disk', 30, async () => (ids().length === before.length + 1 ? true : undefined));
    await sidebar.says('Finished');
  });
});

describe('two windows on one folder', () => {
  const first = useWorkbench({ heavy: true });

  it('each trains runs of its own; the other reads them, and lets the one under way alone (F20)', async () => {
    const it = first();
    mkdirSync(it.runs, { recursive: true });
    const other = await it.another();
    const [one, two] = [await it.sidebar(), await other.sidebar()];
    const rows = (window: typeof it, text: string): Locator =>
      window.page
        .locator('.part.sidebar .pane', { hasText: 'Runs' })
        .last()
        .locator('.monaco-list-row', { hasText: text });
    await one.choosePace('5 batches/s');
    await one.press('Train');
    await one.says('Training');
    await rows(other, 'in another window').waitFor();
    await two.says('Elsewhere');
    await two.press('Train');
    await two.says('Finished');
    const ids = it.runIds();
    assert.equal(ids.length, 2);
    await one.press('Stop');
    await one.says('Stopped');
    await rows(other, 'in another window').waitFor({ state: 'detached' });
    for (const id of ids)
      assert.deepEqual(
        readdirSync(join(it.runs, id)).filter((name) => name.endsWith('.lock')),
        [],
      );
    await rows(it, '784-10-10').nth(1).waitFor();
  });
});
