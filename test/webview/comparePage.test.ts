import assert from 'node:assert/strict';
import {
  confusionFromCounts,
  defaultConfig,
  mergeClasses,
  pairedDifference,
  type PairedCounts,
  type RunConfig,
} from '@surprisal/core';
import type { Page } from 'playwright-core';
import type { Run } from '../../extension/runs/model/run.js';
import { expect, noFaults, openInspector, violations } from './harness.js';
import { LiveHost } from './liveHost.js';
import { firstView } from './pageHost.js';

type Sides = Record<keyof PairedCounts, number[]>;
const digits = Array.from('0123456789');
const config = (epochs: number, data: Partial<RunConfig['data']> = {}): RunConfig => {
  const base = defaultConfig();
  return { ...base, epochs, data: { ...base.data, ...data } };
};
const confusion = (run: Run) => confusionFromCounts(run.epochs.at(-1)!.confusion, [...run.classes]);
const signed = (value: number, places = 0) =>
  Number(value.toFixed(places)) === 0
    ? (0).toFixed(places)
    : `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(places)}`;
/** Holds that the matrix of differences has these. */
async function holdCells(page: Page, expected: number[]): Promise<void> {
  const found = await page.locator('.count-table .cell').allInnerTexts();
  assert.deepEqual(
    found,
    expected.map((value) => signed(value)),
  );
}

describe('comparing runs in the inspector (K11)', function () {
  this.timeout(60_000);
  const host = new LiveHost();
  const runs = {} as Record<'short' | 'long' | 'only' | 'merged', Run>;
  before(async () => {
    const train = async (name: keyof typeof runs, settings: RunConfig, parent?: Run) => {
      const run = await host.train(settings);
      run.title = name;
      if (parent) run.parent = { id: parent.id };
      runs[name] = run;
    };
    await train('short', config(2));
    await train('long', config(8));
    await train('only', config(8, { classes: ['4', '9'] }), runs.long);
    await train('merged', config(8, { merge: [['4', '9']] }), runs.long);
  });

  const open = (mine: Run, others: Run[], tab: 'Compare' | undefined = 'Compare') => {
    host.run = mine;
    host.others = others;
    host.view = firstView;
    return openInspector(host.inspector, { tab });
  };
  /** How two runs on the same images read each of them, by plain counting. */
  const outcomes = async (mine: Run, other: Run) => {
    const [a, b] = [(await mine.test.predictions())!, (await other.test.predictions())!];
    const sides: Sides = { both: [], onlyFirst: [], onlySecond: [], neither: [] };
    a.actual.forEach((label, i) => {
      const [first, second] = [a.predicted[i] === label, b.predicted[i] === label];
      sides[first ? (second ? 'both' : 'onlyFirst') : second ? 'onlySecond' : 'neither'].push(i);
    });
    return sides;
  };
  const countsOf = (sides: Sides, of: (i: number) => boolean = () => true): PairedCounts => {
    const size = (list: number[]) => list.filter(of).length;
    const { both, onlyFirst, onlySecond, neither } = sides;
    return { both: size(both), onlyFirst: size(onlyFirst), onlySecond: size(onlySecond), neither: size(neither) };
  };
  /** The two-sided binomial test of 1/2, term by term. */
  const binomial = (k: number, n: number): number => {
    let [term, sum] = [0.5 ** n, 0];
    for (let i = 0; i <= Math.min(k, n - k); i++) {
      sum += term;
      term *= (n - i) / (i + 1);
    }
    return Math.min(1, 2 * sum);
  };

  it('tells which run is better, by how much, within what, and McNemar’s p: this run minus the other', async () => {
    const found = await outcomes(runs.long, runs.short);
    const [b, c] = [found.onlyFirst.length, found.onlySecond.length];
    const { difference, low, high } = pairedDifference(countsOf(found));
    assert.ok(low > 0, 'eight epochs are better than two');
    const { page, close } = await open(runs.long, [runs.short]);
    const points = (value: number) => signed(value * 100, 2);
    await page.getByText(`This run is better, by ${(difference * 100).toFixed(2)} points of accuracy.`).waitFor();
    await page.getByText(`a difference of ${points(difference)} points (${points(low)} to ${points(high)}).`).waitFor();
    const p = binomial(b, b + c);
    await page
      .locator('.compare-part', { hasText: p < 0.001 ? ': p below 0.001.' : `: p = ${p.toFixed(3)}.` })
      .waitFor();
    assert.deepEqual(
      await page.locator('.outcome dd').allInnerTexts(),
      [found.both, found.onlyFirst, found.onlySecond, found.neither].map((list) => String(list.length)),
    );
    await page.getByText('Differences are this run minus the other.').waitFor();
    await close();
    const back = await open(runs.short, [runs.long]);
    await back.page
      .getByText(`The other run is better, by ${(difference * 100).toFixed(2)} points of accuracy.`)
      .waitFor();
    await back.page
      .getByText(`a difference of ${points(-difference)} points (${points(-high)} to ${points(-low)}).`)
      .waitFor();
    await back.close();
  });

  it('the matrix of differences and the recalls are this run’s minus the other’s, coloured by what is better', async () => {
    const [mine, other] = [confusion(runs.long), confusion(runs.short)];
    const { page, close } = await open(runs.long, [runs.short]);
    await page.locator('.count-table .cell').first().waitFor();
    const expected = mine.counts.flatMap((row, i) => row.map((count, j) => count - other.counts[i][j]));
    await holdCells(page, expected);
    const colors = await page
      .locator('.count-table .cell')
      .evaluateAll((all) => all.map((cell) => `${cell.className} ${(cell as HTMLElement).style.background}`));
    expected.forEach((value, at) => {
      const diagonal = at % 11 === 0;
      const kind = value === 0 ? 'cell none' : value > 0 === diagonal ? 'var(--right-' : 'var(--wrong-';
      assert(colors[at].includes(kind), `${at}: ${value}`);
    });
    const sides = await outcomes(runs.long, runs.short);
    const { actual } = (await runs.long.test.predictions())!;
    const rows = await page
      .getByRole('table', { name: 'Difference of recall by class' })
      .locator('tbody tr')
      .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => (cell as HTMLElement).innerText)));
    rows.forEach(([name, support, , , difference, interval, , onlyThis, onlyOther], c) => {
      const counts = countsOf(sides, (i) => actual[i] === c);
      const { low, high, ...rest } = pairedDifference(counts);
      assert.deepEqual(
        [name, support, difference, interval, onlyThis, onlyOther],
        [
          digits[c],
          String(mine.counts[c].reduce((sum, count) => sum + count, 0)),
          signed(rest.difference * 100, 2),
          `(${signed(low * 100, 2)} to ${signed(high * 100, 2)})`,
          String(counts.onlyFirst),
          String(counts.onlySecond),
        ],
      );
    });
    await close();
  });

  it('shows exactly the images that only one of both reads right; the open one with what the other reads', async () => {
    const sides = await outcomes(runs.long, runs.short);
    const { predicted } = (await runs.short.test.predictions())!;
    const { page, close } = await open(runs.long, [runs.short]);
    const shown = async () =>
      (await page.locator('.thumb').evaluateAll((all) => all.map((it) => it.getAttribute('aria-label') ?? '')))
        .map((label) => Number(/^Test image (\d+)/.exec(label)?.[1]))
        .sort((a, b) => a - b);
    await page.getByRole('heading', { name: `${sides.onlyFirst.length} images` }).waitFor();
    await page.locator('.thumb').first().waitFor();
    assert.deepEqual(await shown(), sides.onlyFirst);
    await page.locator('.thumb').first().click();
    const [, index = ''] = /Test image (\d+)/.exec(await page.locator('.image-panel h2').innerText()) ?? [];
    await page.getByText(`The other run reads it as ${predicted[Number(index)]}, with p `).waitFor();
    await page.getByLabel('Which images').selectOption({ label: `Only the other: ${sides.onlySecond.length}` });
    await page.getByRole('heading', { name: `${sides.onlySecond.length} image` }).waitFor();
    assert.deepEqual(await shown(), sides.onlySecond);
    await close();
  });

  it('K4: a run on two classes opens on the comparison with its parent when it has ended, by name', async () => {
    const { page, close } = await open(runs.only, [runs.long, runs.short], undefined);
    await page.locator('.compare-part .answer').waitFor();
    await expect(page.getByRole('tab', { selected: true })).toHaveText('Compare', { useInnerText: true });
    const whole = (await runs.long.test.predictions())!;
    const rows = [4, 9].map((label) =>
      [...whole.actual].reduce((list, it, i) => (it === label ? [...list, i] : list), [] as number[]),
    );
    assert.deepEqual(await page.locator('.count-table tbody th').allInnerTexts(), ['4', '9']);
    const columns = (await page.locator('.count-table thead th').allInnerTexts()).map(Number);
    const own = confusion(runs.only).counts;
    const expected = rows.flatMap((list, r) =>
      columns.map(
        (c) => (c === 4 ? own[r][0] : c === 9 ? own[r][1] : 0) - list.filter((i) => whole.predicted[i] === c).length,
      ),
    );
    await holdCells(page, expected);
    const left = whole.actual.length - rows.flat().length;
    await page.getByText(`Of the other run’s test images ${left} are left out`).waitFor();
    const outside = rows.flat().filter((i) => ![4, 9].includes(whole.predicted[i])).length;
    await page.getByText(`The other can answer with 8 classes too, and does ${outside} times.`).waitFor();
    await close();
  });

  it('K6: a run with merged classes is compared with its parent merged alike', async () => {
    const { page, close } = await open(runs.merged, [runs.long], undefined);
    await page.locator('.compare-part .answer').waitFor();
    const [own, parent] = [confusion(runs.merged), mergeClasses(confusion(runs.long), [['4', '9']])];
    assert.deepEqual(await page.locator('.count-table tbody th').allInnerTexts(), parent.labels);
    await holdCells(
      page,
      own.counts.flatMap((row, i) => row.map((count, j) => count - parent.counts[i][j])),
    );
    await page.getByText('The other’s classes are counted as one where this run merges them.').waitFor();
    await close();
  });

  it('says which runs can’t be compared and why, and what to do where there is none', async () => {
    host.problems = { [runs.short.id]: 'It was tested on other images: seed 7 splits the data in another way.' };
    const { page, close } = await open(runs.long, [runs.short]);
    await page.getByText('No other run was tested on the same images.').waitFor();
    await page.getByRole('button', { name: '1 run can’t be compared' }).click();
    await page.locator('.unable', { hasText: 'short: It was tested on other images: seed 7' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await close();
    host.problems = {};
    const alone = await open(runs.long, []);
    await alone.page.getByText('This is the only run. Train another on the same data').waitFor();
    await alone.close();
  });

  it('a run that ends while the page is open is offered', async () => {
    const { page, send, close } = await open(runs.long, []);
    await page.getByText('This is the only run.').waitFor();
    host.others = [runs.short];
    await send('runs', null);
    await page.locator('.compare-part .answer', { hasText: 'This run is better' }).waitFor();
    await close();
  });

  it('runs of one title are told apart by their accuracy and by what differs', async () => {
    runs.short.title = 'long';
    const { page, close } = await open(runs.long, [runs.short, runs.merged]);
    const said = (run: Run) => `${run.title} · ${(run.epochs.at(-1)!.testAccuracy * 100).toFixed(2)}%`;
    const chooser = page.getByLabel('Compare with');
    await chooser.waitFor();
    assert.deepEqual(await chooser.locator('option').allInnerTexts(), [said(runs.short), said(runs.merged)]);
    await page.getByText('It differs in epochs 2. Differences are this run minus the other.').waitFor();
    await chooser.selectOption(runs.merged.id);
    await page.getByText('It differs in classes.').waitFor();
    await close();
    runs.short.title = 'short';
    const twins = await open(runs.long, [await host.train(config(8))]);
    await twins.page.getByText('Its settings are the same.').waitFor();
    await twins.close();
  });

  it('another run is chosen, and kept', async () => {
    const { page, close } = await open(runs.long, [runs.short, runs.only]);
    await page.getByLabel('Compare with').selectOption(runs.only.id);
    await page.getByText('are left out: the other was not tested on them.').waitFor();
    assert.deepEqual(await page.locator('.count-table tbody th').allInnerTexts(), ['4', '9']);
    await page.getByRole('tab', { name: 'Pairs' }).click();
    await page.getByRole('tab', { name: 'Compare' }).click();
    await page.getByText('are left out: the other was not tested on them.').waitFor();
    await close();
  });

  it('U36 U40: nothing for axe to find and nothing too wide, in each theme and width', async () => {
    const opened = await open(runs.long, [runs.short]);
    await opened.page.locator('.thumb').first().waitFor();
    await noFaults(opened, [1400, 600, 240], (look) => look('compared'));
    await opened.close();
  });
});
