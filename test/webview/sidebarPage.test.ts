import assert from 'node:assert/strict';
import { defaultConfig } from '@surprisal/core';
import { Run } from '../../extension/runs/model/run.js';
import type { SidebarApi, SidebarEvents, SidebarState } from '../../extension/protocol/train.js';
import type { Handlers } from '../../extension/protocol/rpc.js';
import { cases } from '../cases.js';
import { expect, noFaults, openPage, type ThemeName } from './harness.js';
import { LiveHost } from './liveHost.js';

describe('sidebar page', function () {
  this.timeout(60_000);

  const open = async (
    host: LiveHost,
    width = 320,
    theme: ThemeName = 'dark',
    more: Partial<Handlers<SidebarApi>> = {},
  ) => {
    const handlers = { ...host.sidebar, ...more };
    const opened = await openPage<SidebarApi, SidebarEvents>('sidebar', handlers, { width, theme });
    host.toSidebar = (name, data) => opened.send(name, data);
    await opened.page.locator('.controls').waitFor();
    return opened;
  };

  it('R11: corrections of labels are used unless they are switched off, and a changed source is told', async () => {
    const host = new LiveHost();
    const status = { file: 'wine.csv.corrections.json', changes: 54, right: 3 };
    let state: SidebarState = { ...host.sidebarState(), corrections: status };
    const { page, send, close } = await open(host, 320, 'dark', { hydrate: () => state });
    const box = page.getByRole('checkbox', { name: '54 corrections applied' });
    await expect(box).toBeChecked();
    await page.getByText('3 labels found right').waitFor();
    await page.locator('.corrections .checkbox').click();
    await expect(page.getByRole('checkbox', { name: '54 corrections not applied' })).not.toBeChecked();
    assert.equal(host.config.data.corrections, 'none');
    await page.locator('.corrections .checkbox').click();
    await expect(box).toBeChecked();
    assert.equal(host.config.data.corrections, 'file');
    const told = 'wine.csv has changed since its labels were corrected: the 57 corrections are not applied.';
    state = { ...host.sidebarState(), corrections: { ...status, told } };
    await send('state', state);
    await page.getByText(told).waitFor();
    await expect(page.locator('.corrections')).toHaveCount(0);
    await close();
  });

  it('T1: trains, pauses, steps, resumes and finishes; the curves hold every batch', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host);
    await page.getByText('20 epochs over 3,600 images').waitFor();
    await page.getByRole('textbox', { name: 'Epochs' }).fill('3');
    await page.getByRole('button', { name: 'Train to the end of the epoch' }).click();
    await page.locator('.run-head', { hasText: 'Paused' }).waitFor();
    assert.equal(host.config.epochs, 3);
    await page.getByText('1 of 3').waitFor();
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await page.getByText('2 of 3').waitFor();
    await page.getByText('1 of 18').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.run-head', { hasText: 'Finished' }).waitFor();
    await page.locator('.last-run', { hasText: 'Last run' }).waitFor();
    assert.equal(host.run!.forSidebar().curves.loss.length, 54);
    const label = (await page.locator('canvas[aria-label^="Loss"]').getAttribute('aria-label')) ?? '';
    assert.match(label, /training \d\.\d+ at epoch [\d.]+; validation \d\.\d+ at epoch 3$/);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByRole('button', { name: 'Train', exact: true }).waitFor();
    assert.deepEqual(host.asked.at(-1), ['inspect', host.run!.id]);
    await close();
  });

  it('what draws charts is loaded once there is one to draw, and draws it (P2)', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host);
    const isLoaded = () =>
      page.evaluate(() =>
        performance.getEntriesByType('resource').some(({ name }) => name.endsWith('chartLibrary.js')),
      );
    assert(!(await isLoaded()));
    await host.train({ ...defaultConfig(), epochs: 1 });
    await expect
      .poll(() =>
        page.locator('canvas[aria-label^="Loss"]').evaluate((canvas: HTMLCanvasElement) => {
          const { width, height } = canvas;
          return canvas
            .getContext('2d')!
            .getImageData(0, 0, width, height)
            .data.some((value) => value > 0);
        }),
      )
      .toBe(true);
    assert(await isLoaded());
    await close();
  });

  it('T1: stops at once, also at a slow pace', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host);
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByLabel('Pace').selectOption('1 batch/s');
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.locator('.run-head', { hasText: 'Stopped' }).waitFor({ timeout: 2000 });
    await close();
  });

  it('T1: a paused run that trains to the end of the epoch says so, and Resume makes it train on', async () => {
    const host = new LiveHost();
    host.pace = 1;
    const { page, close } = await open(host);
    const head = page.locator('.run-head h2');
    const step = page.getByRole('button', { name: 'Train to the end of the epoch' });
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await expect(head).toHaveText('Paused');
    await step.click();
    await expect(head).toHaveText('Training to the end of epoch 1');
    await expect(page.getByRole('button', { name: 'Resume' }), 'it is not offered while it trains').toHaveCount(0);
    await page.getByRole('button', { name: 'Pause', exact: true }).click();
    await expect(head).toHaveText('Paused');
    await step.click();
    await expect(head).toHaveText('Training to the end of epoch 1');
    await host.sidebar.control('resume');
    await expect(head).toHaveText('Training');
    await expect(page.locator('.counters')).toContainText('1 batch/s');
    await expect(page.locator('.counters')).toContainText(/Computing\s*[\d,]+ images\/s/);
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(head).toHaveText('Stopped');
    await expect(page.locator('.counters')).not.toContainText('batch/s');
    await close();
  });

  it('T1: a stopped run offers Resume, and Train where the form has changed since', async () => {
    const host = new LiveHost();
    host.pace = 1;
    const { page, close } = await open(host);
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await expect(page.locator('.run-head h2')).toHaveText('Paused');
    await page.getByRole('button', { name: 'Stop' }).click();
    await expect(page.locator('.run-head h2')).toHaveText('Stopped');
    host.run!.resumable = true;
    host.run!.hint = 'Resume goes on from there.';
    host.toSidebar('state', host.sidebarState());
    const go = page.locator('.controls .go');
    await expect(go).toHaveText('Resume');
    await page.getByText('The run was stopped.').waitFor();
    await page.getByRole('textbox', { name: 'Rate' }).fill('0.2');
    await expect(go).toHaveText('Train');
    await page.locator('.notice').getByText('Resume', { exact: true }).click();
    assert.deepEqual(host.asked.at(-1), ['control', 'resume']);
    await go.click();
    await expect.poll(() => host.asked.at(-1)?.[0]).toBe('train');
    await host.sidebar.control('stop');
    await close();
  });

  it('T1: the number beside a curve is the mean of the epoch, whatever the width, without the penalty', async () => {
    const host = new LiveHost();
    await host.train({ ...defaultConfig(), epochs: 3, optimiser: { ...defaultConfig().optimiser, l2: 2 } });
    const { page, close } = await open(host);
    const { trainLossWithoutPenalty: alone, trainLoss, trainAccuracy } = host.run!.epochs.at(-1)!;
    assert.ok(trainLoss - alone! > 0.01, `${trainLoss} and ${alone}`);
    for (const width of [240, 320, 600, 900]) {
      await page.setViewportSize({ width, height: 900 });
      const keys = page.locator('.chart-head .key:first-of-type > span:last-child');
      await expect(keys).toHaveText([alone!.toFixed(3), `${(100 * trainAccuracy).toFixed(1)}%`]);
    }
    const earlier = host.sidebarState();
    const epochs = earlier.run!.epochs.map((record) => ({ ...record, trainLossWithoutPenalty: undefined }));
    host.toSidebar('state', { ...earlier, run: { ...earlier.run!, epochs } });
    await page.locator('.chart-head', { hasText: 'with penalty' }).getByText(trainLoss.toFixed(3)).waitFor();
    await close();
  });

  it('T7: a chart of the loss is named for what was trained on', async () => {
    const host = new LiveHost();
    await host.train({ ...defaultConfig(), epochs: 1, loss: { ...defaultConfig().loss, id: 'squaredError' } });
    const { page, close } = await open(host, 600);
    await page.locator('.chart-head h2', { hasText: /^Squared error$/ }).waitFor();
    await close();
  });

  it('T4: a replay of scikit-learn is chosen by its field, told on the fold, and trains in double precision', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host);
    await page.getByRole('textbox', { name: 'Epochs' }).fill('2');
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByLabel('Mode').selectOption('Replay of scikit-learn');
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('button', { name: /^More .*replay/ }).waitFor();
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.locator('.run-head', { hasText: 'Finished' }).waitFor();
    assert.equal(host.run!.config.mode, 'replay');
    assert.equal(host.run!.summary().kernel, 'typescript-double');
    await close();
  });

  it('F22: a wrong value is named under its field, Train is off, and Esc gives the last right one back', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host);
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1e4');
    await page.getByText('At most 1,000.').waitFor();
    await page.getByRole('textbox', { name: 'Seed' }).fill('1.5');
    await page.getByText('2 fields need a change before training.').waitFor();
    await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    await page.getByRole('textbox', { name: 'Seed' }).press('Escape');
    await expect(page.getByRole('textbox', { name: 'Seed' })).toHaveValue('1');
    await page.getByRole('button', { name: 'Reset Epochs' }).click();
    await expect(page.getByRole('textbox', { name: 'Epochs' })).toHaveValue('20');
    assert.ok(await page.getByRole('button', { name: 'Train', exact: true }).isEnabled());
    await page.getByRole('textbox', { name: 'Rate' }).press('ArrowUp');
    assert.equal(host.config.optimiser.rate, 0.2);
    await close();
  });

  it('a run’s news does not overwrite what is being typed', async () => {
    const host = new LiveHost();
    const { page, send, close } = await open(host);
    await page.getByRole('textbox', { name: 'Network' }).fill('784-3');
    await page.getByText('From 784, the pixels').waitFor();
    await page.getByRole('textbox', { name: 'Batch' }).fill('100');
    await send('state', host.sidebarState());
    await page.getByText('From 784, the pixels').waitFor();
    await expect(page.getByRole('textbox', { name: 'Batch' })).toHaveValue('100');
    await close();
  });

  it('F13: missing data names the file and why, and Train stays off', async () => {
    const host = new LiveHost();
    host.data = [
      { source: 'mnist-sample', trainCount: 5000, testCount: 0, problem: 'sample-labels.idx.gz is missing.' },
      { source: 'mnist', trainCount: 60_000, testCount: 10_000 },
    ];
    const { page, close } = await open(host);
    await page.getByText('sample-labels.idx.gz is missing.').waitFor();
    await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    await page.getByLabel('Data').selectOption('MNIST, full (70,000)');
    assert.ok(await page.getByRole('button', { name: 'Train', exact: true }).isEnabled());
    await close();
  });

  it('F13: own data: its files, what is wrong beside the field, other files from the list; the host fills the form', async () => {
    const host = new LiveHost();
    const own = {
      ...host.config.data,
      source: 'files' as const,
      files: { images: 'a/images.idx3', labels: 'a/labels.idx1' },
    };
    const problem = 'a/labels.idx1: 9,999 labels for 10,000 images; expected as many labels as images.';
    const { page, send, close } = await open(host);
    await page.getByLabel('Data', { exact: true }).selectOption('Open your own data…');
    await page.waitForFunction(() => true);
    assert.deepEqual(host.asked.at(-1), ['openData', null]);
    await expect(page.getByLabel('Data', { exact: true }), 'the choice stays').toHaveValue('mnist-sample');
    host.config = { ...host.config, data: own };
    host.data.push({ source: 'files', label: 'images.idx3', trainCount: 0, testCount: 0, problem });
    await send('configuration', host.config);
    await send('state', host.sidebarState());
    await page.getByText(problem).waitFor();
    assert.match(
      (await page.locator('.own-files').innerText()).replace(/\s+/g, ' '),
      /Images a\/images.idx3 Labels a\/labels.idx1/,
    );
    await expect(page.getByRole('button', { name: 'Train', exact: true })).toBeDisabled();
    const leftOut = [{ file: 'a/images.csv', columns: 1 }];
    host.data.splice(-1, 1, { source: 'files', label: 'images.idx3', trainCount: 10_000, testCount: 0, leftOut });
    await send('state', host.sidebarState());
    await page.getByText('images.idx3 (10,000)').waitFor({ state: 'attached' });
    await page.getByText('a/images.csv: the first column numbers the rows, and is no feature.').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Train', exact: true }).isEnabled());
    assert.equal(
      await page.locator('.field.modified', { hasText: 'Network' }).count(),
      0,
      'the network is the usual one',
    );
    await expect(page.locator('.field.modified', { hasText: 'Data' })).toHaveCount(1);
    await page.getByRole('button', { name: 'Choose other files' }).click();
    await page.waitForFunction(() => true);
    assert.deepEqual(host.asked.at(-1), ['openData', null]);
    await page.getByLabel('Network', { exact: true }).fill('12');
    await page.getByRole('button', { name: 'Reset Network' }).click();
    await expect(page.getByLabel('Network', { exact: true })).toHaveValue('10');
    await close();
  });

  it('opens and saves a configuration', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host);
    for (const what of ['open', 'save'] as const) {
      await page.getByRole('button', { name: what === 'open' ? 'Open configuration…' : 'Save configuration…' }).click();
      await page.waitForFunction(() => true);
      assert.deepEqual(host.asked.at(-1), ['configuration', what]);
    }
    await close();
  });

  it('every field can be taken back to its usual value (T1)', async () => {
    const host = new LiveHost();
    const usual = defaultConfig();
    host.config = {
      ...usual,
      data: { ...usual.data, source: 'mnist', validationFraction: 0.2, scale: 'standard' },
      network: { layers: [{ kind: 'dense', width: 32, activation: 'tanh' }] },
      loss: { ...usual.loss, id: 'focal', labelSmoothing: 0.1, classWeights: 'balanced', gamma: 3, alpha: 0.5 },
      optimiser: { ...usual.optimiser, rate: 0.2, momentum: 0.5, l2: 0.01, schedule: 'cosine' },
      batch: 100,
      epochs: 7,
      seed: 3,
      earlyStop: { patience: 4 },
      mode: 'replay',
    };
    const { page, close } = await open(host);
    await page.getByRole('button', { name: /^Loss options/ }).click();
    await page.getByRole('button', { name: /^More/ }).click();
    const fields = await page.locator('.field').count();
    const resets = page.getByRole('button', { name: /^Reset / });
    // The optimiser’s kind is the usual one, and the pace.
    await expect(resets).toHaveCount(fields - 2);
    while ((await resets.count()) > 0) await resets.last().click();
    await page.waitForFunction(() => true);
    assert.deepEqual(host.config, usual);
    await close();
  });

  it('a run of another window is there to look at, and a curve with batches missing says so (F20)', async () => {
    const host = new LiveHost();
    const { page, send, close } = await open(host, 240);
    const { run } = host.sidebarState();
    assert.equal(run, null);
    await host.train({ ...defaultConfig(), epochs: 2 });
    host.run!.elsewhere = true;
    host.run!.curves.addStored({
      batches: [],
      missing: '18 of 36 batches were kept; elsewhere the curve shows means.',
    });
    host.run!.end('stopped', 'Another window or program trains this run.');
    await send('state', host.sidebarState());
    await page.locator('.run-head', { hasText: 'Elsewhere' }).waitFor();
    await page.getByText('Another window or program trains this run.').waitFor();
    await page.getByText('18 of 36 batches were kept').waitFor();
    assert.ok(await page.getByRole('button', { name: 'Train', exact: true }).isEnabled());
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeDisabled();
    await close();
  });

  for (const theme of (['dark', 'highContrast', 'light', 'highContrastLight'] as const).slice(0, cases(4, 2)))
    it(`at 240 px nothing is cut and nothing overlaps, whatever is open and wrong, in the ${theme} theme (U36)`, async () => {
      const host = new LiveHost();
      const usual = defaultConfig();
      host.config = {
        ...usual,
        data: {
          ...usual.data,
          source: 'files',
          files: { images: 'folder/images-with-a-long-name.csv' },
          validationFraction: 0.2,
        },
        network: { layers: [{ kind: 'dense', width: 32, activation: 'tanh' }] },
        loss: { ...usual.loss, id: 'focal', labelSmoothing: 0.1, classWeights: 'balanced', gamma: 3, alpha: 0.5 },
        optimiser: { ...usual.optimiser, rate: 0.2, momentum: 0.5, l2: 0.01, schedule: 'oneCycle' },
        batch: 10_000,
        epochs: 1000,
        seed: 123_456,
        earlyStop: { patience: 400 },
      };
      host.data.push({ source: 'files', label: 'images-with-a-long-name.csv', trainCount: 10_000, testCount: 0 });
      const { page, close } = await open(host, 240, theme);
      await page.getByRole('button', { name: /^Loss options/ }).click();
      await page.getByRole('button', { name: /^More/ }).click();
      const cut = () =>
        page.evaluate(() => {
          const rows = [
            ...document.querySelectorAll('.field, .controls, .own-data, .configuration, .fold-head, .run-head'),
          ];
          const faults: string[] = [];
          for (const row of rows) {
            const parts = [
              ...row.querySelectorAll('label, input:not(.picker *), select:not(.picker *), button, .clip, h2'),
            ]
              .map((part) => ({ part, box: part.getBoundingClientRect() }))
              .filter(({ box }) => box.width > 0);
            const name = (part: Element) => part.getAttribute('aria-label') ?? part.textContent?.slice(0, 30) ?? '';
            for (const { part, box } of parts) {
              if (box.left < 0 || box.right > innerWidth) faults.push(`outside: ${name(part)}`);
              const whole = part.matches('label, button, h2') && part.scrollWidth > part.clientWidth + 1;
              if (whole) faults.push(`cut: ${name(part)}`);
              for (const other of parts) {
                if (other.part === part || other.part.contains(part) || part.contains(other.part)) continue;
                // A select keeps a place for its reset within it.
                if ([part, other.part].some((each) => each.matches('select'))) continue;
                const width = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
                const height = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
                if (width > 1 && height > 1) faults.push(`${name(part)} over ${name(other.part)}`);
              }
            }
          }
          return faults;
        });
      assert.deepEqual(await cut(), []);
      await page.getByLabel('Rate', { exact: true }).fill('x');
      await page.getByLabel('Batch', { exact: true }).fill('0');
      assert.deepEqual(await cut(), []);
      assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 240);
      await close();
    });

  it('a changed number is read whole at any width (U36)', async () => {
    const host = new LiveHost();
    const usual = defaultConfig();
    host.config = { ...usual, optimiser: { ...usual.optimiser, rate: 0.004 }, batch: 128, epochs: 400 };
    const { page, close } = await open(host, 240);
    for (const width of [240, 260, 285, 300, 320, 380]) {
      await page.setViewportSize({ width, height: 800 });
      for (const name of ['Rate', 'Batch', 'Epochs']) {
        const input = page.getByLabel(name, { exact: true });
        const [text, room] = await input.evaluate((it) => [it.scrollWidth, it.clientWidth]);
        assert.ok(text <= room, `${name} at ${width} px: ${text} in ${room}`);
      }
    }
    await close();
  });

  it('T1: before the number of batches is known a dash stands for it', async () => {
    const host = new LiveHost();
    host.run = new Run('run-0', 'sample', host.config, 0);
    const { page, close } = await open(host);
    await page.locator('.run-head', { hasText: 'Preparing' }).waitFor();
    await expect(page.locator('.counters > div', { hasText: 'Batch' }).locator('dd')).toHaveText('–', {
      useInnerText: true,
    });
    await close();
  });

  it('tells what the host refuses, in its words, until it is closed or done', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host, 320, 'dark', {
      train: () => {
        throw new Error('A run is under way. Stop it before another begins.');
      },
    });
    await page.getByRole('button', { name: 'Train', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: 'A run is under way.' }).waitFor();
    await page.getByRole('button', { name: 'Close this message' }).click();
    await expect(page.getByRole('alert')).toHaveCount(0);
    await close();
  });

  it('U41: T on a chart shows the numbers of all charts as tables, an epoch a row', async () => {
    const host = new LiveHost();
    await host.train({ ...defaultConfig(), epochs: 2 });
    const { page, close } = await open(host);
    await page.locator('canvas[role=img]').first().focus();
    await page.keyboard.press('t');
    const row = await page.getByRole('table', { name: 'Loss, nats' }).locator('tbody tr').nth(1).innerText();
    const { trainLossWithoutPenalty, validationLoss } = host.run!.epochs[1];
    assert.deepEqual(row.split(/\s+/), ['2', trainLossWithoutPenalty!.toFixed(3), validationLoss!.toFixed(3)]);
    await expect(page.locator('.plot-table').first(), 'the focus stays').toBeFocused();
    await page.keyboard.press('t');
    await expect(page.locator('canvas[role=img]').first()).toBeFocused();
    await close();
  });

  it('T9: how own data is scaled is told and chosen, and what speaks for another rule is one press away', async () => {
    const host = new LiveHost();
    host.config = { ...host.config, data: { ...host.config.data, source: 'files', files: { images: 'wine.csv' } } };
    const own = { source: 'files', label: 'wine.csv', trainCount: 178, testCount: 0 } as const;
    const advice = { bytes: false, factor: 2431.7 };
    host.data.push({ ...own, scale: { rule: 'none', usual: 'none', advice } });
    const opened = await open(host);
    const { page, close } = opened;
    const scaling = page.getByRole('combobox', { name: 'Scaling' });
    await expect(scaling.locator('option:checked')).toHaveText('Automatic: none');
    await page.getByText('Each value goes in as the file has it.').waitFor();
    await page.getByText('Columns differ by a factor of 2,400').waitFor();
    await noFaults(opened, [240], (look) => look('own data'));
    await page.setViewportSize({ width: 320, height: 900 });
    host.toSidebar = () => undefined;
    await page.getByRole('button', { name: 'Standardise', exact: true }).click();
    await expect(scaling).toHaveValue('standard');
    assert.equal(host.config.data.scale, 'standard');
    host.data.splice(-1, 1, { ...own, scale: { rule: 'standard', usual: 'none', advice: null } });
    await page.reload();
    await page.getByText('Each column less its mean').waitFor();
    await page.getByRole('button', { name: 'Reset Scaling' }).click();
    await expect(scaling).toHaveValue('automatic');
    assert.ok(!('scale' in host.config.data));
    await scaling.selectOption('Standardised');
    await page.getByRole('combobox', { name: 'Data' }).selectOption('mnist-sample');
    await page.getByRole('button', { name: /^More/ }).waitFor();
    assert.equal(host.config.data.source, 'mnist-sample');
    assert.ok(!('scale' in host.config.data), 'other data is not scaled as these columns were');
    await close();
  });

  it('R9: the row of examples is of the person’s own data: pictures in their colours, or the first rows', async () => {
    const host = new LiveHost();
    host.config = { ...host.config, data: { ...host.config.data, source: 'files', files: { images: 'own' } } };
    const own = { source: 'files', label: 'own', trainCount: 60, testCount: 0 } as const;
    const pixels = Uint8Array.from({ length: 3 * 8 * 8 * 3 }, (_, i) =>
      ((i % 3) + Math.floor(i / 192)) % 3 === 0 ? 240 : 30,
    );
    const classes = ['blue', 'green', 'a very long name of a class'];
    host.data.push({ ...own, examples: { pixels, width: 8, height: 8, channels: 3, classes } });
    const opened = await open(host);
    const { page, close } = opened;
    const items = page.getByRole('list', { name: 'One image of each class' }).getByRole('listitem');
    await expect(items).toHaveText(classes);
    const colours = await items
      .locator('canvas')
      .evaluateAll((all) =>
        all.map((canvas) => [...(canvas as HTMLCanvasElement).getContext('2d')!.getImageData(0, 0, 1, 1).data]),
      );
    assert.deepEqual(
      colours,
      [0, 1, 2].map((i) => [...pixels.subarray(192 * i, 192 * i + 3), 255]),
    );
    await noFaults(opened, [240], (look) => look('own pictures'));
    const rows = [
      { values: ['1.5', 'red'], label: 'cat' },
      { values: ['2', 'blue'], label: 'dog' },
    ];
    host.data.splice(-1, 1, { ...own, examples: { columns: ['size', 'colour'], rows } });
    await page.reload();
    const table = page.getByRole('table', { name: 'The first rows' });
    await expect(table.getByRole('row')).toHaveText([/Label\s*size\s*colour/, /cat\s*1\.5\s*red/, /dog\s*2\s*blue/]);
    await noFaults(opened, [240], (look) => look('own rows'));
    await page.getByRole('combobox', { name: 'Data' }).selectOption('mnist-sample');
    await expect(page.locator('.examples')).toHaveText('0123456789');
    await close();
  });

  it('R9: names of classes that known files are of are offered, and taken by one press', async () => {
    const host = new LiveHost();
    const files = { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' };
    host.config = { ...host.config, data: { ...host.config.data, source: 'files', files } };
    const own = { source: 'files', label: files.images, trainCount: 60, testCount: 0 } as const;
    host.data.push({ ...own, offered: { title: 'KMNIST', names: ['o', 'ki', 'su'] } });
    const { page, close } = await open(host);
    await page.getByText('These are the files of KMNIST: o, ki, su.').waitFor();
    await expect(page.getByRole('textbox', { name: 'Classes' })).toHaveValue('');
    assert.equal(host.config.data.classNames, undefined);
    await page.getByRole('button', { name: 'Use these names' }).click();
    await expect(page.getByRole('textbox', { name: 'Classes' })).toHaveValue('o, ki, su');
    assert.deepEqual(host.config.data.classNames, ['o', 'ki', 'su']);
    await expect(page.getByText('These are the files of KMNIST')).toHaveCount(0);
    await close();
  });

  it('R9: which axis holds the colour is chosen where both could', async () => {
    const host = new LiveHost();
    host.config = {
      ...host.config,
      data: { ...host.config.data, source: 'files', files: { images: 'x.npy', labels: 'y.npy' } },
    };
    const own = { source: 'files', label: 'x.npy', trainCount: 0, testCount: 0 } as const;
    host.data.push({ ...own, problem: 'x.npy, data.channels: …', asksChannels: true });
    const { page, close } = await open(host);
    const colour = page.getByRole('combobox', { name: 'Colour' });
    await expect(colour.locator('option:checked')).toHaveText('By the shape');
    await page.getByText('x.npy: colour may stand first or last in it; choose below which.').waitFor();
    host.toSidebar = () => undefined;
    await colour.selectOption('first');
    await expect(colour).toHaveValue('first');
    assert.equal(host.config.data.channels, 'first');
    host.data.splice(-1, 1, { ...own, trainCount: 6 });
    await page.reload();
    await expect(colour).toHaveValue('first');
    await page.getByRole('button', { name: 'Reset Colour' }).click();
    await expect(colour).toHaveCount(0);
    assert.ok(!('channels' in host.config.data));
    await close();
  });

  it('T9: images of MNIST are divided by 255 unless a person asks otherwise, under More', async () => {
    const host = new LiveHost();
    const { page, close } = await open(host);
    await page.getByRole('button', { name: /^More/ }).click();
    const scaling = page.getByRole('combobox', { name: 'Scaling' });
    await expect(scaling.locator('option:checked')).toHaveText('Automatic: ÷ 255');
    await scaling.selectOption('Standardised');
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('button', { name: /^More .*scaling: Standardised/ }).waitFor();
    assert.equal(host.config.data.scale, 'standard');
    await close();
  });

  it('F9: a page hidden while a run goes on draws nothing, and comes back whole', async () => {
    const host = new LiveHost();
    // So slow that its first epoch is seen; once the page is hidden, it trains at once.
    host.pace = 2;
    const { page, close } = await open(host);
    const hide = (hidden: boolean) =>
      page.evaluate(
        (state) => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        },
        hidden ? 'hidden' : 'visible',
      );
    const run = host.train({ ...defaultConfig(), epochs: 4 });
    await page.getByText('1 of 4').waitFor();
    await hide(true);
    // What came before is drawn to its end.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const before = await page.locator('.counters').innerText();
    await host.sidebar.pace(0);
    await host.epochEnds(3);
    assert.equal(await page.locator('.counters').innerText(), before);
    await hide(false);
    await run;
    await page.locator('.run-head', { hasText: 'Finished' }).waitFor();
    await expect(page.locator('canvas').nth(10)).toHaveAttribute('aria-label', /validation \S+ at epoch 4/);
    await close();
  });

  it('U40: axe finds nothing and nothing is too wide, in each state and theme', async () => {
    const host = new LiveHost();
    const opened = await open(host);
    const { page } = opened;
    const look = (state: string) => noFaults(opened, [320], (see) => see(state));
    await look('idle');
    await page.getByRole('button', { name: /^Loss options/ }).click();
    await page.getByRole('button', { name: /^More/ }).click();
    await page.getByRole('textbox', { name: 'Rate' }).fill('-1');
    await look('wrong value');
    await page.getByRole('textbox', { name: 'Rate' }).fill('0.1');
    await page.getByRole('button', { name: 'Train to the end of the epoch' }).click();
    await page.locator('.run-head', { hasText: 'Paused' }).waitFor();
    await noFaults(opened, [320, 240], (see) => see('paused'));
    host.run!.end('failed', 'The training thread ended in epoch 2.', 'Train begins again.');
    host.toSidebar('state', host.sidebarState());
    await page.getByText('Show log').waitFor();
    await look('failed');
    await page.keyboard.press('Alt+t');
    await look('tables');
    await opened.close();
  });
});
