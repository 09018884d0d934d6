import assert from 'node:assert/strict';
import { join } from 'node:path';
import { defaultConfig, presets } from '@surprisal/core';
import type { Page } from 'playwright-core';
import type { Run } from '../../extension/runs/model/run.js';
import type { SidebarApi, SidebarEvents } from '../../extension/protocol/train.js';
import { all } from '../cases.js';
import { madePredictions, npyOf } from '../madePredictions.js';
import { clipped } from './clipped.js';
import { expect, openInspector, openPage } from './harness.js';
import { ImportedHost } from './importedHost.js';
import { LiveHost } from './liveHost.js';
import { tableHost } from './tableHost.js';

/** From the narrowest that a side bar can be to a whole window. */
const widths = all ? [210, 320, 560, 900, 1400] : [210, 560, 1400];

describe('pages at any width', function () {
  this.timeout(60_000);
  const trained = new LiveHost();
  before(() => trained.train({ ...defaultConfig(), epochs: 5 }));

  const openTrained = async () => {
    const opened = await openInspector(trained.inspector);
    await opened.page.locator('.thumb').first().waitFor();
    return opened;
  };
  const openSidebar = async (host: LiveHost) => {
    const opened = await openPage<SidebarApi, SidebarEvents>('sidebar', host.sidebar, { width: 320 });
    await opened.page.locator('.controls').waitFor();
    return opened;
  };

  it('U36: beside the slider and alone no tab is shown by half, and each can be come to by keys', async () => {
    const { page, close } = await openTrained();
    const tabs = page.getByRole('tab');
    const shown = () =>
      tabs.evaluateAll((all) => {
        const row = all[0].parentElement!.getBoundingClientRect();
        return all.map((tab) => {
          const { left, right } = tab.getBoundingClientRect();
          const whole = left >= row.left - 1 && right <= row.right + 1;
          return whole === (getComputedStyle(tab).opacity === '1') ? (whole ? 'whole' : 'hidden') : 'by half';
        });
      });
    const settles = async (fits: (all: string[]) => boolean) => {
      const end = Date.now() + 8000;
      for (let last = await shown(); !fits(last); last = await shown()) {
        assert.ok(Date.now() < end, last.join());
        await page.evaluate(() => new Promise(requestAnimationFrame));
      }
    };
    await page.setViewportSize({ width: 1120, height: 1000 });
    await settles((all) => all.every((tab) => tab === 'whole'));
    await page.setViewportSize({ width: 330, height: 1000 });
    await settles((all) => all.includes('hidden') && !all.includes('by half'));
    await tabs.first().press('End');
    await settles((all) => all.at(-1) === 'whole' && all[0] === 'hidden' && !all.includes('by half'));
    await close();
  });

  it('U36, U38: what a term means is read whole, by focus too, also at the right end of a table', async () => {
    const { page, close } = await openTrained();
    for (const [width, tab] of [
      [1400, 'Classes'],
      [690, 'Classes'],
      [400, 'Classes'],
      [690, 'Merge'],
    ] as const) {
      await page.setViewportSize({ width, height: 1000 });
      await page.getByRole('tab', { name: tab, exact: true }).focus();
      await page.getByRole('tab', { name: tab, exact: true }).press('Enter');
      const terms = page.locator('table .term-box:visible > :first-child');
      await terms.last().waitFor();
      for (const term of await terms.all()) {
        await term.focus();
        const shown = page.locator('.tooltip');
        await shown.waitFor();
        const reached = await shown.evaluate((tip) => {
          const { left, right, top, bottom } = tip.getBoundingClientRect();
          const corners = [left + 2, right - 2].flatMap((x) => [top + 2, bottom - 2].map((y) => [x, y] as const));
          return corners.every(([x, y]) => tip.contains(document.elementFromPoint(x, y)));
        });
        assert.ok(reached, `${tab} at ${width} px: ${await shown.innerText()}`);
        await term.blur();
      }
    }
    await close();
  });

  it('U36: an image that is open shows its scores whole, without a scroll sideways', async () => {
    const { page, close } = await openTrained();
    await page.getByRole('tab', { name: 'Images' }).click();
    await page.locator('.thumb').first().click();
    const scores = page.locator('.scores-scroll');
    for (const width of [1400, 1110, 1000, 700, 320]) {
      await page.setViewportSize({ width, height: 1000 });
      const [all, room] = await scores.evaluate((it) => [it.scrollWidth, it.clientWidth]);
      assert.ok(all <= room, `${width} px: ${all} in ${room}`);
    }
    await close();
  });

  it('U36: the words over the margins stay within their chart, and the order of the images is read whole', async () => {
    const { page, close } = await openTrained();
    const order = page.getByLabel('Order of the images').locator('..');
    const whole = (await order.boundingBox())!.width;
    const row = await page
      .locator('.matrix tr:nth-child(5) .cell:not(.none)')
      .evaluateAll((all) => all.map((cell) => (cell as HTMLElement).dataset.cell!.split(' ')));
    const wrong = row.filter(([actual, predicted]) => actual !== predicted);
    for (const width of [1400, 1110, 1000, 700, 330]) {
      await page.setViewportSize({ width, height: 1000 });
      if (width > 420) assert.equal((await order.boundingBox())!.width, whole, `${width} px`);
      for (const at of wrong) {
        await page.locator(`[data-cell="${at.join(' ')}"]`).click();
        await page.getByText(`Every ${at[0]}, however read: ln p(${at[0]}) − ln p(${at[1]})`).waitFor();
        const [chart, before, after, zero] = await page
          .locator('.bars')
          .evaluate((bars) =>
            [bars, ...['.before', '.after', '.zero'].map((part) => bars.querySelector(part)!)].map(
              (it) => it.getBoundingClientRect().left,
            ),
          );
        const where = `${width} px, ${at.join(' read as ')}`;
        assert.ok(before >= chart && after >= zero - 1, where);
      }
    }
    await close();
  });

  it('U36: the scores stand beside the pad where there is room, under it where not', async () => {
    const { page, close } = await openTrained();
    await page.getByRole('tab', { name: 'Draw' }).click();
    await page.getByText('Nothing is drawn yet.').waitFor();
    const box = async (part: string) => (await page.locator(part).boundingBox())!;
    for (const width of [1400, 1000, 700, 600, 320]) {
      await page.setViewportSize({ width, height: 1000 });
      const [pad, seen, read] = [await box('.draw-pad'), await box('.draw-seen'), await box('.draw-read')];
      const at = `${width} px`;
      const heads = await page.locator('.draw-pad h2, .draw-read h2').evaluateAll((all) =>
        all.map((head) => {
          const words = document.createRange();
          words.selectNodeContents(head);
          return words.getBoundingClientRect().top;
        }),
      );
      if (width >= 700)
        assert.ok(read.x > pad.x + pad.width && Math.abs(heads[0] - heads[1]) <= 1, `${at}: ${heads.join()}`);
      else assert.ok(read.x === pad.x && read.y > pad.y + pad.height, at);
      if (width >= 1000) assert.ok(seen.x > pad.x + pad.width && read.x > seen.x + seen.width, at);
      else if (width === 600)
        assert.ok(seen.x > pad.x + pad.width && seen.y === pad.y && read.y > seen.y + seen.height, at);
      else assert.ok(seen.x === pad.x && seen.y > pad.y + pad.height && seen.y - pad.y - pad.height < 20, at);
      assert.ok(read.x + read.width <= width, at);
    }
    await close();
  });

  it('U36: a long network ends in an ellipsis, and what goes without saying beside it is whole or not there', async () => {
    const host = new LiveHost();
    host.config = presets.find(({ title }) => title === 'Wide')!.config();
    const { page, close } = await openSidebar(host);
    const network = page.getByRole('textbox', { name: 'Network' });
    const hint = page.locator('.network .hint');
    for (let width = 240; width <= 420; width += 4) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      const parts = width < 290 ? hint : page.locator('.network :is(.hint, .text-input input)');
      const cut = await parts.evaluateAll((all) => all.some((it) => it.scrollWidth > it.clientWidth));
      assert.equal(cut, false, `${width} px`);
    }
    await network.fill('784-5x5x16-pool 2-5x5x32-pool 2-128-10');
    assert.equal(await network.evaluate((it) => getComputedStyle(it).textOverflow), 'ellipsis');
    await expect(network).toHaveAttribute('title', '784-5x5x16-pool 2-5x5x32-pool 2-128-10');
    await close();
  });

  it('U36, F22: a wrong batch is told under both fields of its row, from edge to edge at any width', async () => {
    const { page, close } = await openSidebar(new LiveHost());
    await page.getByRole('textbox', { name: 'Batch' }).fill('x');
    const told = page.getByRole('alert');
    for (const width of [320, 290]) {
      await page.setViewportSize({ width, height: 800 });
      const rate = (await page.locator('.pair .input').first().boundingBox())!;
      const box = (await told.boundingBox())!;
      const batch = (await page.locator('.pair .second .text-input').first().boundingBox())!;
      assert.ok(Math.abs(box.x - rate.x) < 0.5, `${width} px: ${box.x} under ${rate.x}`);
      assert.ok(Math.abs(box.x + box.width - batch.x - batch.width) < 0.5, `${width} px`);
    }
    await close();
  });

  /** Holds that at each width nothing of each state of a page is clipped; gives pictures of them where they are asked for. */
  const holdWhole = async (
    page: Page,
    name: string,
    states: readonly (readonly [string, () => Promise<unknown>])[],
  ) => {
    const found: string[] = [];
    for (const [state, visit] of states) {
      await visit();
      for (const width of widths) {
        await page.setViewportSize({ width, height: 1000 });
        found.push(...(await clipped(page)).map((words) => `${state}, ${width} px: ${words}`));
        await page.screenshot({ path: join('out', 'widths', `${name}-${state}-${width}.png`), fullPage: true });
      }
    }
    assert.deepEqual(found, []);
  };
  const tabs = (page: Page, ...names: string[]) =>
    names.map((name) => {
      const tab = page.getByRole('tab', { name, exact: true });
      return [name, () => tab.evaluate((it: HTMLElement) => it.click())] as const;
    });

  it('R9 U36 no number and no word is clipped in any tab of a run, nor among its doubtful labels', async () => {
    trained.findLabels();
    const { page, close } = await openTrained();
    const names = ['Matrix', 'Classes', 'Pairs', 'Images', 'Merge', 'Labels', 'Draw'];
    await holdWhole(page, 'run', tabs(page, ...names));
    await close();
  });

  it('R9 U36 nor where 3 and 12 models stand side by side, whatever they are called', async () => {
    const { run } = trained;
    trained.others = Array.from({ length: 11 }, (_, i) => {
      const title = `784-${10 * i + 10}-10 · focal loss · rate 0.${i} · a long name`;
      return Object.assign(Object.create(run) as Run, { id: `other ${i}`, title });
    });
    const { page, close } = await openInspector(trained.inspector, { tab: 'Compare' });
    await page.locator('.models-part').waitFor();
    const beside = (count: number) => async () => {
      const boxes = page.locator('.beside input');
      for (let i = 0; i < count; i++) await boxes.nth(i).check({ force: true });
      await expect(page.locator('.models tbody tr')).toHaveCount(count + 2);
    };
    await holdWhole(page, 'compare', [
      ['3 models', beside(1)],
      ['12 models', beside(10)],
    ]);
    await page.setViewportSize({ width: 560, height: 1000 });
    const measures = page.locator('.table-scroll:has(.models)');
    assert.ok(
      await measures.evaluate((it) => it.scrollWidth <= it.clientWidth),
      'no number is beyond the edge at 560 px',
    );
    trained.others = [];
    await close();
  });

  it('R9 U36 nor among the rows of a table and the importance of its columns', async () => {
    const { handlers } = tableHost('standard');
    const { page, close } = await openInspector(handlers, { tab: 'Rows' });
    await page.getByText('Columns by importance').waitFor();
    await holdWhole(page, 'table', tabs(page, 'Rows', 'Classes'));
    await close();
  });

  it('R9 U36 nor with a hundred classes', async () => {
    const made = madePredictions(20_000, 11);
    const host = new ImportedHost([
      { name: 'y_true.npy', bytes: npyOf([20_000], made.labels) },
      { name: 'logits.npy', bytes: npyOf([20_000, 100], made.logits) },
    ]);
    const { page, close } = await openInspector(host.handlers);
    await page.locator('canvas').first().waitFor();
    await holdWhole(page, 'many', tabs(page, 'Matrix', 'Classes', 'Pairs', 'Merge'));
    await close();
  });

  it('U36 what a page is refused is told whole', async () => {
    const long = `/folder/${'a-long-name-without-a-blank-'.repeat(9)}.npy: 12 bytes; expected 13`;
    const refuse = () => Promise.reject(new Error(long));
    const { page, close } = await openInspector({ ...trained.inspector, chooseExport: refuse });
    await page.getByRole('button', { name: 'Export…' }).click();
    await page.locator('.failure').getByText(long).waitFor();
    await holdWhole(page, 'refused', [['refused', async () => undefined]]);
    await close();
  });
});
