import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { defaultConfig, type Predictions } from '@surprisal/core';
import type { InspectorApi, InspectorState } from '../../extension/protocol/inspector/inspector.js';
import type { LoggedFacts } from '../../extension/protocol/inspector/logged.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import type { LoggedLive, SidebarApi, SidebarEvents } from '../../extension/protocol/train.js';
import { LoggedRun, type LoggedContents } from '../../extension/runs/model/loggedRun.js';
import { loggedLive } from '../../extension/runs/model/loggedLive.js';
import { inspectedOf } from '../../extension/runs/predictions/importedPredictions.js';
import { LoggedPredictions } from '../../extension/runs/predictions/loggedPredictions.js';
import { runPredictions } from '../../extension/runs/predictions/runPredictions.js';
import { expect, noFaults, openInspector, openPage } from './harness.js';
import { LiveHost } from './liveHost.js';

const PICTURES = 'out/logged';

/** A run that was really trained, as the record of another program would tell it: its epochs with their predictions. */
describe('pages of a run that another program trains', function () {
  this.timeout(120_000);
  const trained = new LiveHost();
  let run: LoggedRun;
  let predictions: LoggedPredictions;
  const of = new Map<number, Predictions>();

  before(async () => {
    mkdirSync(PICTURES, { recursive: true });
    await trained.train({ ...defaultConfig(), epochs: 3 });
    const source = trained.run!;
    for (const { epoch } of source.epochs) {
      const table = (await runPredictions(source, epoch))!;
      const none = { normalized: 0, rounded: 0, sums: null, extras: [], leftOut: [] };
      const from = { actual: 'labels.npy', predicted: 'predicted.npy', scores: 'scores.npy' };
      const { classes, actual, predicted, scores } = table;
      // The scores of the first epoch were not kept.
      of.set(epoch, {
        kind: 'predictions',
        classes,
        actual,
        predicted,
        scores: epoch === 1 ? null : scores,
        ...none,
        from,
      });
    }
    const contents: LoggedContents = {
      predictions: async ({ epoch }) => of.get(epoch)!,
      matrix: async ({ epoch }) => ({ classes: source.classes, counts: source.matrixAt(epoch)! }),
      storedScores: async () => null,
      accuracy: async () => 0.5,
      items: async () => null,
      picture: async (index) => ({
        width: 28,
        height: 28,
        channels: 1,
        pixels: (await source.test.image(index))!.pixels,
      }),
      columns: async () => null,
      features: async () => null,
      loadSteps: async () => undefined,
    };
    run = new LoggedRun('20261126-190501', '20261126-190501', contents);
    Object.assign(run, { title: 'cnn', classes: source.classes, plannedEpochs: 30 });
    for (const { epoch, testLoss } of source.epochs)
      run.epochs.push({
        epoch,
        step: epoch * 100,
        time: undefined,
        scalars: new Map([['val_loss', testLoss]]),
        files: {},
        has: { predictions: true, scores: epoch > 1, matrix: true },
      });
    predictions = new LoggedPredictions(run);
  });

  const facts = (more: Partial<LoggedFacts> = {}): LoggedFacts => ({
    state: 'Training, epoch 3 of 30',
    live: true,
    latest: [
      { name: 'loss', value: 0.21 },
      { name: 'lr', value: 1e-4 },
    ],
    problems: [],
    lacks: {},
    ...more,
  });
  const state = async (more: Partial<LoggedFacts> = {}): Promise<InspectorState> => {
    const rows = (await predictions.at())!;
    const shown = inspectedOf({ id: run.id, title: run.title }, await rows.all());
    return {
      run: {
        ...shown,
        status: 'running',
        imported: { ...rows.imported, pictures: true },
        epochs: run.epochs.map(({ epoch }) => ({ epoch, confusion: new Uint32Array(0) })),
        logged: facts(more),
      },
      view: { percentOf: 'actual', hideDiagonal: false, order: 'class', selected: { actual: 4, predicted: 9 } },
      groups: ['page', 'matrix', 'rows', 'export'],
    };
  };
  const handlers = (more: Partial<LoggedFacts> = {}): Handlers<Partial<InspectorApi>> => ({
    hydrate: () => state(more),
    remember: () => undefined,
    ping: () => undefined,
    predictions: async (epoch) => (await (await predictions.at(epoch))?.all())?.columns() ?? null,
    matrix: async (epoch) => (await run.matrix(epoch))?.counts ?? null,
    rows: async (query) => (await predictions.at(query.epoch))!.page(query),
    rowsAt: async ({ indices, epoch, whole }) => (await predictions.at(epoch))!.rowsAt(indices, whole),
    rowPictures: ({ indices }) =>
      Promise.all(indices.map(async (index) => ({ index, ...(await run.picture(index))! }))),
  });

  it('R2 K2: the matrix, and the images of a cell, are those of the epoch that the slider holds', async () => {
    const { page, close } = await openInspector(handlers(), { width: 1200 });
    const cell = page.locator('[data-cell="4 9"]');
    const counts = run.epochs.map(({ epoch }) => trained.run!.matrixAt(epoch)![49]);
    await expect(cell).toContainText(String(counts[2]));
    await page.locator('.cell-images .thumb img').first().waitFor();
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await expect(cell).toContainText(String(counts[0]));
    await page.getByRole('tab', { name: 'Images' }).click();
    await close();
  });

  it('R2 U40: what its record lacks is said in one line with the call that gives it, and no fault of axe', async () => {
    const problems = ['steps.jsonl, line 7: no JSON; expected an object.'];
    const scores = 'The scores of this epoch were not kept.';
    const opened = await openInspector(handlers({ problems, lacks: { scores } }), { width: 1200 });
    await opened.page.getByText('1 line of its record is not as expected').click();
    await opened.page.getByText('steps.jsonl, line 7').waitFor();
    await noFaults(opened, [1200, 560, 240], async () => undefined);
    await opened.close();
  });

  it('R2: a run without predictions says how they come, in place of empty tabs; NaN and small numbers are told', async () => {
    const matrix = 'The run logged no labels and predictions yet.';
    const latest: LoggedFacts['latest'] = [
      { name: 'loss', value: 'NaN' },
      { name: 'lr', value: 3e-5 },
    ];
    const { page, close } = await openInspector(handlers({ lacks: { matrix }, latest }), { width: 560 });
    await page.getByText(matrix).waitFor();
    await expect(page.getByRole('tab')).toHaveCount(0);
    await expect(page.locator('.logged-scalars dd')).toHaveText(['NaN', '3e-5']);
    await close();
  });

  it('R2: a run that failed says why, and offers no button of an import', async () => {
    const hydrate = async (): Promise<InspectorState> => {
      const { run: shown, ...rest } = await state({ state: 'Failed', live: false });
      return { ...rest, run: { ...shown, status: 'failed', message: 'RuntimeError: CUDA out of memory' } };
    };
    const { page, close } = await openInspector({ ...handlers(), hydrate }, { width: 560 });
    const notice = page.getByRole('status').filter({ hasText: 'CUDA out of memory' });
    await notice.waitFor();
    await expect(notice.getByRole('button')).toHaveCount(0);
    await close();
  });

  it('R2: the Train view says why a run failed, and that its program trained it', async () => {
    const failed = { live: false, failed: true, message: 'RuntimeError: size mismatch', stepsPerSecond: 12 };
    const host = new LiveHost();
    const logged: LoggedLive = { ...loggedLive(run), state: 'Failed', place: '', ...failed };
    const hydrate = () => ({ ...host.sidebarState(), logged });
    const { page, close } = await openPage<SidebarApi, SidebarEvents>(
      'sidebar',
      { ...host.sidebar, hydrate },
      { width: 320 },
    );
    const part = page.getByRole('region', { name: 'Run of another program' });
    await expect(part.getByRole('status')).toHaveText('RuntimeError: size mismatch');
    await expect(part).toContainText('Another program trained it.');
    await expect(part).not.toContainText('steps/s');
    await close();
  });

  it('R2: a run of another program that has ended stands below one that was trained here since', async () => {
    const host = new LiveHost();
    await host.train({ ...defaultConfig(), epochs: 1 });
    const told = (more: Partial<LoggedLive>): LoggedLive => ({ ...loggedLive(run), state: '', place: '', ...more });
    const first = { ...host.sidebar, hydrate: () => ({ ...host.sidebarState(), logged: told({ live: false }) }) };
    const { page, send, close } = await openPage<SidebarApi, SidebarEvents>('sidebar', first, { width: 320 });
    const heads = page.locator('.run-head .clip');
    await expect(heads).toHaveText([host.run!.title, 'cnn']);
    await send('logged', told({ live: true }));
    await expect(heads).toHaveText(['cnn', host.run!.title]);
    await send('logged', told({ live: false, began: Date.now() + 1e6 }));
    await expect(heads).toHaveText(['cnn', host.run!.title]);
    await close();
  });

  it('R2: the Train view draws what it logs, says how far it is, and has no button that can do nothing', async () => {
    const values = Array.from({ length: 5000 }, (_, i) => Math.exp(-i / 1500) + 0.05 * Math.sin(i));
    const live = (): LoggedLive => ({ ...loggedLive(run), state: 'Training', place: '' });
    const host = new LiveHost();
    const { page, send, close } = await openPage<SidebarApi, SidebarEvents>(
      'sidebar',
      { ...host.sidebar, hydrate: () => ({ ...host.sidebarState(), logged: live() }) },
      { width: 320 },
    );
    const part = page.getByRole('region', { name: 'Run of another program' });
    await expect(part.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '10');
    await part.getByRole('heading', { name: 'val_loss' }).waitFor();
    const { ScalarSeries } = await import('../../extension/runs/model/scalarSeries.js');
    const series = new ScalarSeries();
    values.forEach((value, step) => series.add(step, value));
    run.scalars.set('loss', series);
    const { scalars } = loggedLive(run);
    assert.ok(scalars[0].x.length <= 4 * 160 + 8);
    await send('logged', live());
    await part.getByRole('heading', { name: 'loss', exact: true }).waitFor();
    await expect(part.getByRole('button')).toHaveCount(1);
    run.scalars.clear();
    await close();
  });

  it('R2: a run that has ended can be hidden, and one that goes on can not', async () => {
    const host = new LiveHost();
    const shown = (): LoggedLive => ({ ...loggedLive(run), state: 'Finished', place: '', live: false });
    const { page, send, close, setTheme } = await openPage<SidebarApi, SidebarEvents>(
      'sidebar',
      { ...host.sidebar, hydrate: () => ({ ...host.sidebarState(), logged: shown() }) },
      { width: 240 },
    );
    const part = page.getByRole('region', { name: 'Run of another program' });
    const hide = part.getByRole('button', { name: 'Hide' });
    await hide.waitFor();
    await setTheme('light');
    for (const width of [240, 320]) {
      await page.setViewportSize({ width, height: 1000 });
      await part.screenshot({ path: `${PICTURES}/sidebar-light-${width}.png` });
      const [outer, inner] = await part.evaluate((it) => [it.clientWidth, it.scrollWidth]);
      assert.equal(inner, outer, 'nothing is wider than the view');
    }
    await hide.click();
    await expect.poll(() => host.asked).toContainEqual(['hideLogged', null]);
    await send('logged', { ...shown(), state: 'Training', live: true });
    await expect(hide).toHaveCount(0);
    await send('logged', null);
    await expect(part).toHaveCount(0);
    await close();
  });

  /** Rows by name: files and texts, and features. */
  const tabular = (): Handlers<Partial<InspectorApi>> => {
    const asked: unknown[] = [];
    const names = ['file', 'text', 'width', 'height'];
    const texts = (index: number): string[] => [
      index % 2 ? `recordings/bird ${index}.wav` : '/data/elsewhere/bird.wav',
      `what item ${index} says`,
      String(index / 8),
      String(index),
    ];
    const known = async () => (await predictions.at())!;
    return {
      ...handlers(),
      hydrate: async () => {
        const shown = await state();
        const kinds = ['file', null, 'feature', 'feature', 'feature'] as const;
        const extras = [...names, 'depth'].map((name, i) => ({ name, is: kinds[i]! }));
        const imported = { ...shown.run.imported!, pictures: false, extras, listed: 4 };
        return { ...shown, run: { ...shown.run, imported } };
      },
      rows: async (query) => {
        const page = await (await known()).page(query);
        return { ...page, rows: page.rows.map((row) => ({ ...row, extras: texts(row.index) })) };
      },
      rowsAt: async ({ indices, epoch, whole }) => {
        asked.push(['rowsAt', whole]);
        const rows = await (await predictions.at(epoch))!.rowsAt(indices, whole);
        return rows.map((row) => ({ ...row, extras: [...texts(row.index), '7.5'] }));
      },
      openRowPicture: (params) => void opened.push(params),
    };
  };
  const opened: unknown[] = [];

  it('R2 R9: rows show the names and features of items, a name opens its file, and an opened row shows all of it', async () => {
    const page = await openInspector(tabular(), { width: 1200 });
    await page.page.getByRole('tab', { name: 'Rows' }).click();
    const table = page.page.locator('.all-rows .row-table');
    await table
      .getByText(/bird \d+\.wav/)
      .first()
      .waitFor();
    for (const name of ['file', 'text', 'width', 'height']) await table.getByText(name, { exact: true }).waitFor();
    await expect(table.getByText('depth')).toHaveCount(0);
    const second = table.locator('tbody tr').nth(1);
    const index = Number(await second.locator('th').textContent());
    await second.locator('.file-name').click();
    await expect.poll(() => opened).toEqual([{ column: 0, index }]);
    await expect(page.page.locator('.image-panel')).toHaveCount(0);
    await second.locator('th').click();
    const panel = page.page.locator('.image-panel');
    await panel.getByText('7.5').waitFor();
    await expect(panel.locator('.scores tbody tr')).toHaveCount(10);
    await page.page.keyboard.press('o');
    await expect.poll(() => opened.length).toBe(2);
    await page.page.screenshot({ path: `${PICTURES}/rows-dark-1200.png` });
    await noFaults(page, [1200, 560, 240], async () => undefined);
    await page.close();
  });

  it('R2: where a run logged numbers alone it says what is lacking, and shows them, in each theme and width', async () => {
    const matrix = 'The run logged no labels and predictions yet: run.epoch(labels=…, logits=…) fills the matrix.';
    const bare = async (): Promise<InspectorState> => {
      const shown = await state({ lacks: { matrix } });
      return { ...shown, run: { ...shown.run, imported: undefined, epochs: [], classes: [], testCount: 0 } };
    };
    const page = await openInspector({ ...handlers(), hydrate: bare }, { width: 1200 });
    await page.page.getByText(matrix).waitFor();
    await page.page.getByText('0.21', { exact: true }).waitFor();
    await expect(page.page.getByRole('tab')).toHaveCount(0);
    for (const theme of ['dark', 'light'] as const) {
      await page.setTheme(theme);
      for (const width of [560, 1200]) {
        await page.page.setViewportSize({ width, height: 500 });
        await page.page.screenshot({ path: `${PICTURES}/scalars-${theme}-${width}.png` });
      }
    }
    await noFaults(page, [1200, 240], async () => undefined);
    await page.close();
  });

  it('R2: news of its numbers leave the matrix of its latest epoch as it is', async () => {
    const { page, send, close } = await openInspector(handlers(), { width: 1200 });
    const cell = page.locator('[data-cell="4 9"]');
    await cell.waitFor();
    const latest = [{ name: 'loss', value: 0.125 }];
    const epochs = run.epochs.map(({ epoch }) => ({ epoch, confusion: new Uint32Array(0), testAccuracy: 0.5 }));
    await send('logged', { facts: facts({ latest }), epochs });
    await page.getByText('0.125', { exact: true }).waitFor();
    await expect(cell).toContainText(String(trained.run!.matrixAt(3)![49]));
    await close();
  });
});
