import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { gunzipSync } from 'node:zlib';
import {
  bestRates,
  defaultConfig,
  labDefaults,
  labPlan,
  labRows,
  lossLab,
  readSets,
  type LabPlan,
  type LabRun,
} from '@surprisal/core';
import type { LabApi, LabEvents, LabState } from '../../extension/protocol/lab.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { expect, noFaults, openPage } from './harness.js';
import { kernels, mnistFile } from './liveHost.js';

const config = { ...defaultConfig(), epochs: 6 };
const whole = labPlan(config, { ...labDefaults, seeds: 3, rates: [0.1, 0.3] });

/** Trains a plan, for the pages show what is really trained. */
function train(plan: LabPlan): LabRun[] {
  const files = { images: mnistFile('sample-images.idx.gz'), labels: mnistFile('sample-labels.idx.gz') };
  const inflate = (bytes: Uint8Array) => new Uint8Array(gunzipSync(bytes));
  const steps = [...lossLab(plan, readSets(plan.config, files, inflate), kernels)];
  return steps.flatMap(({ run }) => (run ? [run] : []));
}

describe('loss lab page', function () {
  this.timeout(60_000);
  let runs: LabRun[];
  const asked: [string, unknown][] = [];
  let state: LabState;
  before(() => {
    runs = train(whole);
  });
  beforeEach(() => {
    asked.length = 0;
    state = {
      settings: { ...labDefaults, seeds: 3, rates: [0.1, 0.3] },
      view: { target: null, rate: null, curves: 'accuracy' },
      config,
      title: 'sample · 784-10-10',
      lab: { plan: whole, runs, title: 'sample · 784-10-10', status: 'finished' },
      share: 1,
      busy: false,
    };
  });

  const told = new EventEmitter();
  const tell = (name: string) => (params: unknown) => {
    asked.push([name, params]);
    told.emit('asked');
  };
  /** What the page asks of the host, once `act` is done. */
  const asks = async (act: () => Promise<unknown>): Promise<[string, unknown]> => {
    const next = once(told, 'asked', { signal: AbortSignal.timeout(5000) });
    await act();
    await next;
    return asked.at(-1)!;
  };
  const handlers: Handlers<LabApi> = {
    hydrate: () => state,
    settings: tell('settings'),
    view: tell('view'),
    start: tell('start'),
    stop: tell('stop'),
    file: tell('file'),
    copy: tell('copy'),
    ping: () => undefined,
  };
  const open = () => openPage<LabApi, LabEvents>('lab', handlers);
  const minus = (text: string) => text.replace(/^-(0\.0$)?/, (_, zero?: string) => zero ?? '−');

  it('T7: the table holds what core counts, at one rate and at the best of each, in pairs', async () => {
    const { page, close } = await open();
    const table = page.getByRole('table', { name: 'Each loss compared with Cross-entropy' });
    const found = await table
      .locator('tbody tr:not(.group)')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent?.trim() ?? '')));
    const groups = [whole.losses.map(() => 0.1), bestRates(whole, runs)];
    const goal = Number(/Epochs to (\d+)%/.exec(await table.locator('thead').innerText())?.[1]) / 100;
    const expected = groups.flatMap((rates) => labRows(whole, runs, rates, goal));
    assert.equal(found.length, 6);
    expected.forEach((row, i) => {
      const [, rate, accuracy, , difference, paired] = found[i];
      assert.equal(rate, String(row.rate));
      assert.equal(accuracy, `${(row.accuracy!.mean * 100).toFixed(2)}%`);
      const points = (value: number) => (value > 0 ? '+' : '') + minus((value * 100).toFixed(1));
      if (row.loss === 0) assert.equal(difference, 'baseline');
      else {
        assert.equal(difference, points(row.difference!.mean));
        assert.equal(paired, `${points(row.difference!.low)} to ${points(row.difference!.high)}`);
      }
      assert.equal(found[i].at(-2), row.nats!.toFixed(3));
    });
    await close();
  });

  it('T7: the answer says slower or worse only where the interval leaves 0 out, with its numbers', async () => {
    const { page, close } = await open();
    const words = await page.locator('.answers').innerText();
    const goal = Number(/comes to (\d+)%/.exec(words)?.[1]) / 100;
    const [, second] = labRows(whole, runs, [0.1, 0.1, 0.1], goal);
    const { low, high, mean } = second.difference!;
    const title = /^At rate 0\.1.* squared error .*$/m.exec(words)?.[0] ?? '';
    assert.equal(/^[^.]*0\.1[^.]*worse/.test(title), high < 0, title);
    if (high < 0)
      assert.match(
        words,
        new RegExp(
          `${(-mean * 100).toFixed(1)} points lower \\(${(-high * 100).toFixed(1)} to ${(-low * 100).toFixed(1)}\\)`,
        ),
      );
    const edge = page.locator('.answers > p', { hasText: 'is the greatest tried' });
    assert.match(
      await edge.innerText(),
      /^The best rate of .+ is the greatest tried, 0\.3: a greater one may do better\./,
    );
    assert.equal(words.split('the greatest tried').length, 2, 'once for all losses');
    assert.match(words, /Seeds 1 to 3, paired/);
    await close();
  });

  it('T7: another target and another rate change the table at once, and the host remembers both', async () => {
    const { page, close } = await open();
    await page.getByLabel('Epochs to, %').fill('70');
    await page.getByRole('columnheader', { name: 'Epochs to 70%' }).waitFor();
    await page.getByLabel('Rate', { exact: true }).selectOption('0.3');
    await page.locator('.answers', { hasText: /^At rate 0\.3/ }).waitFor();
    const curves = await asks(() => page.getByLabel('Curves').selectOption('Training loss'));
    await page.getByText('each in its own unit').first().waitFor();
    assert.deepEqual(curves, ['view', { target: 0.7, rate: 0.3, curves: 'loss' }]);
    await close();
  });

  it('T7: losses come and go, two at least; wrong rates are told and keep Run off', async () => {
    const { page, close } = await open();
    const losses = async (act: () => Promise<unknown>) => ((await asks(act))[1] as { losses: string[] }).losses;
    const left = await losses(() => page.getByRole('button', { name: 'Leave Focal out' }).click());
    assert.deepEqual(left, ['crossEntropy', 'squaredError']);
    await expect(page.getByRole('button', { name: 'Leave Squared error out' })).toBeDisabled();
    const more = await losses(() => page.getByLabel('Add a loss').selectOption('Label smoothing'));
    assert.deepEqual(more, ['crossEntropy', 'squaredError', 'smoothing']);
    const rates = page.getByLabel('Rates', { exact: true });
    await rates.fill('0.1, -1');
    await page.getByRole('alert').filter({ hasText: '-1: Above 0.' }).waitFor();
    await expect(page.getByRole('button', { name: 'Run again' })).toBeDisabled();
    await rates.press('Escape');
    const [, settings] = await asks(() => rates.fill('0.01, 0.1, 1'));
    assert.deepEqual((settings as { rates: number[] }).rates, [0.01, 0.1, 1]);
    await page.getByText('27 runs').waitFor();
    assert.deepEqual(await asks(() => page.getByRole('button', { name: 'Run again' }).click()), ['start', null]);
    await close();
  });

  it('T7: runs come in one by one, a seed counts when it is whole, and a run that diverges is told', async () => {
    state.lab = { ...state.lab!, runs: [], status: 'running' };
    state.share = 0;
    state.busy = true;
    const { page, send, close } = await open();
    await page.getByText('both share the processor').waitFor();
    await page.getByText('Cross-entropy, rate 0.1, seed 1: run 1 of 18').waitFor();
    await page.getByText('The first seed is under way.').waitFor();
    await send('progress', { share: 5 / 18, runs: runs.slice(0, 5), done: 5 });
    await page.getByText('Focal, rate 0.3, seed 1: run 6 of 18').waitFor();
    await send('progress', { share: 12 / 18, runs: runs.slice(5, 12), done: 12 });
    await page.getByText('2 of 3 seeds so far').waitFor();
    assert.deepEqual(await asks(() => page.getByRole('button', { name: 'Stop' }).click()), ['stop', null]);
    const broken = runs.map((run) => (run.loss === 1 && run.seed === 2 ? { ...run, failed: 1, test: null } : run));
    await send('state', { ...state, busy: false, lab: { ...state.lab, runs: broken, status: 'finished' } });
    await page.getByText('The loss became NaN or infinite in 1 of 3 runs').first().waitFor();
    await page.getByText('diverges in 1 of 3 runs').waitFor();
    const never = runs.map((run) => (run.loss === 1 ? { ...run, validation: run.validation.map(() => 0.1) } : run));
    await send('state', { ...state, busy: false, lab: { ...state.lab, runs: never, status: 'finished' } });
    await page.getByText('later with 3 seeds and sooner with 0 (sign test, p 0.250)').first().waitFor();
    await close();
  });

  it('T7: saved, opened and copied; the copy holds the answer and both tables', async () => {
    const { page, close } = await open();
    const press = (name: string) => asks(() => page.getByRole('button', { name }).click());
    assert.deepEqual(await press('Save…'), ['file', 'save']);
    assert.deepEqual(await press('Open…'), ['file', 'open']);
    const [, text] = (await press('Copy as Markdown')) as [string, string];
    const title = await page.locator('.answers h2').first().innerText();
    assert.ok(text.includes(`**${title}**`));
    assert.equal(text.split('\n').filter((line) => line.startsWith('| Cross-entropy |')).length, 2);
    await close();
  });

  it('U41: each chart says its numbers, and T shows them as a table', async () => {
    const { page, close } = await open();
    const label = (await page.getByRole('img').first().getAttribute('aria-label')) ?? '';
    const [first] = labRows(whole, runs, [0.1, 0.1, 0.1], 0.9);
    assert.ok(
      label.includes(`Cross-entropy, rate 0.1: ${(first.validation!.mean.at(-1)! * 100).toFixed(2)}% after 6 epochs`),
      label,
    );
    await page.getByRole('img').first().focus();
    await page.keyboard.press('t');
    await page.getByRole('table', { name: 'Same rate' }).waitFor();
    await close();
  });

  it('U36 U40: axe finds nothing and nothing is too wide, in each theme and width, before and after', async () => {
    const opened = await open();
    const states = { after: state.lab, before: null, running: { ...state.lab!, status: 'running' as const } };
    await noFaults(opened, [1400, 600, 240], async (look) => {
      for (const [name, lab] of Object.entries(states)) {
        await opened.send('state', { ...state, lab });
        await look(name);
      }
    });
    await opened.close();
  });
});
