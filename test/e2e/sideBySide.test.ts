import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import { heavy } from '../steps.js';
import { until, useWorkbench } from './workbench.js';

describe('two inspectors', () => {
  const workbench = useWorkbench({ width: 1800, heavy: true });

  const inspector = (title: string): Promise<Frame> => workbench().frame(`h1[title*="${title}"]`, 60);
  const counts = (frame: Frame): Promise<string[]> => frame.locator('.cell b').allInnerTexts();

  heavy('stand side by side on two runs, one of them live; neither touches the other (F20)', async () => {
    const it = workbench();
    const { sidebar } = await it.train();
    const first = await inspector('sample');
    await first.locator('.cell b').nth(20).waitFor();
    const before = await counts(first);

    await sidebar.chooseFull(1000);
    await sidebar.press('Train');
    const tree = it.page.locator('.part.sidebar .pane', { hasText: 'Runs' }).last();
    await tree.locator('.monaco-list-row', { hasText: /full.*epoch [2-9]/ }).click();
    await inspector('full');
    await it.command('View: Move Editor into Right Group');
    const [left, right] = [await inspector('sample'), await inspector('full')];
    await right.locator('.cell b').nth(20).waitFor();
    const epoch = (frame: Frame) => frame.locator('.header', { hasText: /epoch \d+ of 1000/ }).innerText();
    const began = await epoch(right);
    await until('the next epoch in the live one', 30, async () => (await epoch(right)) !== began || undefined);
    assert.deepEqual(await counts(left), before, 'the other stands still');

    await left.locator('[data-cell="4 9"]').click();
    await left.locator('.cell.chosen[data-cell="4 9"]').waitFor();
    await right.locator('[data-cell="3 5"]').click();
    await right.locator('.cell.chosen[data-cell="3 5"]').waitFor();
    const later = await epoch(right);
    await until('another epoch in the live one', 30, async () => (await epoch(right)) !== later || undefined);
    await right.locator('.cell.chosen[data-cell="3 5"]').waitFor();
    await left.locator('.cell.chosen[data-cell="4 9"]').waitFor();
    await sidebar.press('Stop');
    await right.locator('.header', { hasText: /epoch \d+ of/ }).waitFor({ state: 'detached' });
    assert.deepEqual(await counts(left), before);
  });
});
