import assert from 'node:assert/strict';
import { family, procOf } from '../processes.js';
import { heavy } from '../steps.js';
import { expect, expectWords, useWorkbench } from './workbench.js';

const file = 'cross-entropy.json';

/** In the newest VS Code, told to run the extension in the browser: its other entry, on files of the server. */
describe('the web host of the newest VS Code (U18, F28)', () => {
  const workbench = useWorkbench({
    own: true,
    settings: { 'remote.extensionKind': { 'surprisal.surprisal': ['web'] } },
  });

  heavy('computes a loss', async () => {
    const it = workbench();
    await it.select(file, '[0.1, 0.7, 0.2]', '[0.1, 0.6, 0.3]');
    const page = await it.compute('Cross-entropy');
    await expectWords(page.locator('.answer'), /0\.828631\s+nats/);
    await it.closeEditors();
  });

  heavy('answers a hover, and no language server runs beside it in Node', async () => {
    const it = workbench();
    await it.openFile(file);
    await it.hover({ line: 3, column: 12 }, 'entropy');
    if (process.platform === 'linux')
      for (const pid of family((command) => command.includes(it.dataDir)))
        assert.doesNotMatch(procOf(pid, 'cmdline'), /dist\/server\.js/);
    await it.page.keyboard.press('Escape');
    await it.closeEditors();
  });

  heavy('trains, keeps the run in the folder, and opens the inspector', async () => {
    const it = workbench();
    const { inspector } = await it.train();
    await expectWords(inspector.locator('header.header'), /Accuracy\s+8\d\.\d/);
    assert.equal(it.runIds().length, 1);
  });

  heavy('finds doubtful labels in a web worker, which reads the data ahead (K9)', async () => {
    const { inspector } = await workbench().train(2);
    await inspector.getByRole('tab', { name: 'Labels' }).click();
    await inspector.getByRole('button', { name: 'Find Doubtful Labels' }).click();
    await inspector.getByText(/\d+ of 4,000 labels are doubtful/).waitFor();
  });

  heavy('compares the losses in a web worker, which reads the data ahead (T7)', async () => {
    const it = workbench();
    await it.command('Surprisal: Open Loss Lab');
    const lab = await it.frame('form[aria-label="Next comparison"]');
    for (const [field, value] of Object.entries({ Seeds: '2', Epochs: '2', Rates: '0.1' }))
      await lab.getByLabel(field, { exact: true }).fill(value);
    await lab.getByRole('button', { name: 'Run', exact: true }).click();
    await lab.getByText('Seeds 1 to 2, paired').waitFor();
    await expect(lab.locator('.result-table tbody tr:not(.group)')).toHaveCount(6);
  });
});
