import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { checkConfig, type LayerConfig, type NamedBytes, readSafetensors } from '@surprisal/core';
import { importWeights } from '../../extension/worker/importWeights.js';
import { kernelBytes } from '../core/training.js';
import { steps } from '../steps.js';
import type { Stored } from '../storedRun.js';
import { storedRun, storedRuns } from './storedRuns.js';
import { expect, until, useWorkbench } from './workbench.js';

/** The network of `sequential.safetensors`. */
const layers: LayerConfig[] = [
  { kind: 'convolution', size: 3, channels: 5, activation: 'relu' },
  { kind: 'maxPool', size: 2 },
  { kind: 'dense', width: 12, activation: 'tanh' },
];
const FILES = 'test/reference/data/weights';

describe('weights for other programs, and from them (R6)', () => {
  const workbench = useWorkbench({ width: 1500, height: 1200 });
  const it = steps();
  let inspector: Frame;
  let trained: Stored;
  const inFolder = (name: string): string => join(workbench().folder, name);

  /** Takes an item of the list of exports, and gives the path of what was written. */
  const take = async (label: string, ending: string): Promise<string> => {
    const it = workbench();
    await inspector.getByRole('button', { name: 'Export…' }).click();
    await it.quickInput.input.fill(label);
    await it.picture(`weights-export-${ending}`);
    await it.quickInput.rows.filter({ hasText: label }).first().click();
    return it.saveOffered('Export', ending);
  };

  it('a run is exported as ONNX at the epoch that is shown, and its first weights as a state_dict', async () => {
    const it = workbench();
    ({ inspector } = await it.train(4));
    trained = await storedRun(it.runs, it.runIds()[0]);
    await inspector.locator('.thumb').first().waitFor();
    const onnx = await take('Model of epoch 4 as ONNX', 'weights.onnx');
    assert.deepEqual([...readFileSync(onnx).subarray(0, 2)], [8, 7]);
    writeFileSync(inFolder('model.onnx'), readFileSync(onnx));
    const first = await take('Weights of epoch 0 as safetensors', 'first.safetensors');
    const { tensors, metadata } = readSafetensors({ name: 'w', bytes: new Uint8Array(readFileSync(first)) });
    assert.deepEqual([...tensors.keys()], ['1.weight', '1.bias', '3.weight', '3.bias']);
    assert.equal(metadata.get('epoch'), '0');
  });

  it('the model comes back on the same data: the same matrix, and Why reads it', async () => {
    const it = workbench();
    await it.command('Notifications: Clear All Notifications');
    await it.chooseOn('model.onnx', 'Import Weights');
    await it.page.locator('.quick-input-widget', { hasText: 'What is the model to read?' }).waitFor();
    await it.picture('weights-data');
    await it.quickInput.rows.filter({ hasText: 'The data of the form' }).first().click();
    inspector = await it.frame('h1[title^="model.onnx"]');
    await inspector.locator('.header', { hasText: 'Imported' }).waitFor();
    const imported = await until('the run on disk', 30, async () =>
      (await storedRuns(it.runs)).find(
        ({ weightsFrom, status }) => weightsFrom === 'model.onnx' && status === 'stopped',
      ),
    );
    const [epoch, ...more] = imported.epochs;
    assert.deepEqual([epoch.epoch, epoch.step, more.length], [0, 0, 0]);
    assert.deepEqual(epoch.confusion, trained.epochs[3].confusion);
    assert.ok(Math.abs(epoch.testLoss - trained.epochs[3].testLoss) < 1e-6);
    await it.toasts.filter({ hasText: 'of the test part right. Resume trains on from it.' }).waitFor();
    await it.picture('weights-imported');
    const off = epoch.confusion.map((count, i) => (i % 11 === 0 ? 0 : count));
    const most = off.indexOf(Math.max(...off));
    await inspector.locator(`[data-cell="${Math.floor(most / 10)} ${most % 10}"]`).click();
    await inspector.getByRole('button', { name: 'Why?' }).click();
    await inspector.getByRole('heading', { name: 'Nearest across the border' }).waitFor({ timeout: 30_000 });
  });

  it('Resume trains on from it', async () => {
    const it = workbench();
    const button = it.page.locator('.notifications-toasts .monaco-button', { hasText: 'Resume' });
    if (!(await button.isVisible())) await it.command('Notifications: Show Notifications');
    await it.page.locator('.monaco-button', { hasText: 'Resume' }).first().click();
    const tuned = await until('the run that trained on', 60, async () =>
      (await storedRuns(it.runs)).find(
        ({ weightsFrom, status }) => weightsFrom === 'model.onnx' && status === 'finished',
      ),
    );
    assert.deepEqual(
      tuned.epochs.map(({ epoch }) => epoch),
      [0, 1, 2, 3, 4],
    );
    assert.ok(tuned.epochs[4].trainLoss < tuned.epochs[0].trainLoss);
    await inspector.getByText('4 of 4', { exact: true }).waitFor();
    const sidebar = await it.sidebar();
    await sidebar.says('Finished');
    await it.picture('weights-tuned');
    await sidebar.press('Rewind to the first weights');
    await sidebar.says('Paused');
    await it.picture('weights-rewound');
    await sidebar.press('Resume');
    await sidebar.says('Finished');
    const again = await until('the run from the imported weights once more', 60, async () =>
      (await storedRuns(it.runs)).find(({ parent, status }) => parent?.id === tuned.id && status === 'finished'),
    );
    assert.deepEqual([again.parent, again.weightsFrom], [{ id: tuned.id, epoch: 0 }, 'model.onnx']);
    assert.equal(again.weightsHash, tuned.weightsHash);
  });

  it.heavy('a state_dict of PyTorch asks for its network, its data and its scaling', async () => {
    const it = workbench();
    await it.command('Notifications: Clear All Notifications');
    const files = { images: 'images.npy', labels: 'labels.npy' };
    for (const name of [...Object.values(files), 'sequential.safetensors']) cpSync(`${FILES}/${name}`, inFolder(name));
    const config = checkConfig({ version: 1, network: { layers }, data: { source: 'files', files }, epochs: 3 });
    await it.put({ 'own.surprisal.json': JSON.stringify(config) });
    await it.chooseOn('own.surprisal.json', 'Open Configuration');
    await (await it.sidebar()).page.getByText('labels.npy').first().waitFor();
    await it.chooseOn('sequential.safetensors', 'Import Weights');
    const answers = [
      ['Which network is sequential.safetensors of?', 'The network of the form'],
      ['What is the model to read?', 'The data of the form'],
      ['What was done to features before they came to sequential.safetensors?', 'Divided by 255, then'],
    ];
    for (const [title, answer] of answers) {
      await it.page.locator('.quick-input-widget', { hasText: title }).waitFor();
      await it.picture(`weights-${title.split(' ')[0].toLowerCase()}-${answer.split(' ')[1].toLowerCase()}`);
      await it.quickInput.rows.filter({ hasText: answer }).first().click();
    }
    await it.page.locator('.quick-input-widget', { hasText: 'after the division by 255' }).waitFor();
    await it.quickInput.input.fill('0.1307; 0.3081');
    await it.page.keyboard.press('Enter');
    await it.frame('h1[title^="sequential.safetensors"]');
    const { epochs, config: own } = await until('the run on disk', 30, async () =>
      (await storedRuns(it.runs)).find(
        ({ weightsFrom, status }) => weightsFrom === 'sequential.safetensors' && status === 'stopped',
      ),
    );
    const read = (name: string): NamedBytes => ({ name, bytes: new Uint8Array(readFileSync(inFolder(name))) });
    const { record } = importWeights({
      config,
      files: { images: read(files.images), labels: read(files.labels) },
      kernels: kernelBytes,
      weights: { file: read('sequential.safetensors'), layers },
      scaling: { rule: 'standard', mean: Float64Array.of(0.1307 * 255), deviation: Float64Array.of(0.3081 * 255) },
    });
    assert.deepEqual([epochs.length, own.data.scale], [1, 'standard']);
    assert.deepEqual(epochs[0].confusion, [...record.confusion]);
    assert.ok(Math.abs(epochs[0].testLoss - record.testLoss) < 1e-6);
    await it.toasts.filter({ hasText: 'in this order: 0, 1, 2, 3.' }).waitFor();
    await it.picture('weights-own');
  });

  it('what can’t be taken is told by its operator, and pickled files are not opened (S10)', async () => {
    const it = workbench();
    await it.command('Notifications: Clear All Notifications');
    cpSync(`${FILES}/refused/norm.onnx`, inFolder('norm.onnx'));
    await it.chooseOn('norm.onnx', 'Import Weights');
    await it.toasts.filter({ hasText: 'norm.onnx: the operator BatchNormalization "bn"; expected Conv' }).waitFor();
    await expect(it.page.locator('.monaco-button', { hasText: 'Log a Run from Python…' }).first()).toBeVisible();
    writeFileSync(inFolder('model.pt'), 'PK');
    await it.command('Surprisal: Import Weights...');
    // The dialog sets its own path once it has listed the folder.
    await it.quickInput.rows.filter({ hasText: 'batch.json' }).first().waitFor();
    await it.quickInput.input.fill(inFolder('model.pt'));
    await it.page.keyboard.press('Enter');
    await it.toasts.filter({ hasText: 'model.pt: pickled Python' }).waitFor();
    await it.picture('weights-refused');
  });
});
