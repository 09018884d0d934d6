import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { steps } from '../steps.js';
import { useWorkbench } from './workbench.js';

describe('drawing a digit (T11)', () => {
  const workbench = useWorkbench();
  const it = steps();
  let inspector: Frame;

  before(async () => {
    const it = workbench();
    ({ inspector } = await it.train());
    await inspector.getByRole('tab', { name: 'Draw' }).click();
    await inspector.getByText('Nothing is drawn yet.').waitFor();
  });

  const read = (words: RegExp) => inspector.getByRole('heading', { name: words });
  const drawSeven = async (): Promise<void> => {
    const { mouse } = workbench().page;
    const { x, y, width, height } = (await inspector.locator('.pad canvas').boundingBox())!;
    await mouse.move(x + width / 4, y + height / 5);
    await mouse.down();
    await mouse.move(x + (3 * width) / 4, y + height / 5, { steps: 6 });
    await mouse.move(x + width / 2, y + (6 * height) / 7, { steps: 6 });
    await mouse.up();
    await read(/^Read as 7, p /).waitFor();
  };

  it.heavy(
    'with the mouse: a 7 is read as a 7, and a true class that differs says by how much it surprises',
    async () => {
      await drawSeven();
      await inspector.getByLabel('It is meant as').selectOption('1');
      await read(/^Read as 7, p .*; 1 would surprise by [\d.]+ nats$/).waitFor();
    },
  );

  it.heavy('opens as a JSON document, on which Compute Loss gives the same surprise', async () => {
    const it = workbench();
    const nats = Number(/by ([\d.]+) nats/.exec(await read(/^Read as 7/).innerText())?.[1]);
    await inspector.getByRole('button', { name: 'Open as JSON' }).click();
    await it.page.locator('.view-line', { hasText: '"surprise"' }).first().waitFor();
    const line = await it.page.locator('.view-line', { hasText: '"surprise"' }).first().innerText();
    assert.equal(Number(/([\d.]+),?$/.exec(line.trim())?.[1]).toFixed(3), nats.toFixed(3));
    const result = await it.compute('Categorical');
    const loss = Number(/[\d.]+/.exec(await result.locator('.answer').innerText())?.[0]);
    assert.equal(loss.toFixed(3), nats.toFixed(3));
  });

  it.heavy('through an earlier epoch', async () => {
    const it = workbench();
    await it.tabs('· seed').first().click();
    inspector = await it.frame('.pad');
    await drawSeven();
    const latest = await inspector.locator('.draw-scores').innerText();
    await inspector.getByRole('slider').focus();
    await it.page.keyboard.press('Home');
    await inspector.waitForFunction(
      (before) => document.querySelector<HTMLElement>('.draw-scores')?.innerText !== before,
      latest,
    );
  });
});
