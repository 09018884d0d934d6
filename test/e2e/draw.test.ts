import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { steps } from '../steps.js';
import { useWorkbench } from './workbench.js';

/** A 7 and a 1 on a pad of 280. */
const seven: [number, number][] = [
  [70, 60],
  [210, 60],
  [130, 240],
];

describe('drawing a digit (T11)', () => {
  const workbench = useWorkbench();
  const it = steps();
  let inspector: Frame;

  before(async () => {
    const it = workbench();
    await it.activity('Surprisal');
    const sidebar = await it.frame('form.form');
    await sidebar.getByRole('button', { name: 'Train', exact: true }).click();
    inspector = await it.frame('.matrix-part .matrix');
    await inspector.getByText('20 of 20', { exact: true }).waitFor();
    await sidebar.locator('.run-head', { hasText: 'Finished' }).waitFor();
    await inspector.getByRole('tab', { name: 'Draw' }).click();
    await inspector.getByText('Nothing is drawn yet.').waitFor();
  });

  /** What was drawn stands there again. */
  const back = async (): Promise<void> => {
    await workbench().page.locator('.tab', { hasText: 'seed' }).first().click();
    inspector = await workbench().frame('.pad');
  };
  const read = (words: RegExp) => inspector.getByRole('heading', { name: words });
  const draw = async (points: [number, number][]): Promise<void> => {
    const { mouse } = workbench().page;
    const box = (await inspector.locator('.pad canvas').boundingBox())!;
    const [[x, y], ...rest] = points.map(([left, top]) => [
      box.x + (left / 280) * box.width,
      box.y + (top / 280) * box.height,
    ]);
    await mouse.move(x, y);
    await mouse.down();
    for (const [left, top] of rest) await mouse.move(left, top, { steps: 6 });
    await mouse.up();
  };

  it('with the mouse: a 7 is read as a 7, and a true class that differs says by how much it surprises', async () => {
    await draw(seven);
    await read(/^Read as 7, p /).waitFor();
    await inspector.getByLabel('It is meant as').selectOption('1');
    await read(/^Read as 7, p .*; 1 would surprise by [\d.]+ nats$/).waitFor();
    await workbench().picture('draw-dark');
  });

  it('opens as a JSON document, on which Compute Loss gives the same surprise', async () => {
    const it = workbench();
    const nats = Number(/by ([\d.]+) nats/.exec(await read(/^Read as 7/).innerText())?.[1]);
    await inspector.getByRole('button', { name: 'Open as JSON' }).click();
    await it.page.locator('.view-line', { hasText: '"surprise"' }).first().waitFor();
    const line = await it.page.locator('.view-line', { hasText: '"surprise"' }).first().innerText();
    assert.equal(Number(/([\d.]+),?$/.exec(line.trim())?.[1]).toFixed(3), nats.toFixed(3));
    await it.command('Surprisal: Compute Loss...');
    await it.quickInput.rows.filter({ hasText: 'Categorical' }).first().click();
    const result = await it.frame('main.result .answer');
    const loss = Number(/[\d.]+/.exec(await result.locator('.answer').innerText())?.[0]);
    assert.equal(loss.toFixed(3), nats.toFixed(3));
  });

  it('through an earlier epoch', async () => {
    const it = workbench();
    await back();
    await draw(seven);
    await read(/^Read as 7, p /).waitFor();
    const latest = await inspector.locator('.draw-scores').innerText();
    await inspector.getByRole('slider').focus();
    await it.page.keyboard.press('Home');
    await inspector.waitForFunction(
      (before) => document.querySelector<HTMLElement>('.draw-scores')?.innerText !== before,
      latest,
    );
  });

  it('no page complained (U47)', () => {
    assert.deepEqual(workbench().errors, []);
  });
});
