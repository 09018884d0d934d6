import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { imports, python } from '../python.js';
import { expect, placeOf, useWorkbench } from './workbench.js';

const PROGRAM = `import os
import threading
import numpy as np
import torch

MEAN = torch.tensor([0.485, 0.456, 0.406]).view(3, 1, 1)
STD = torch.tensor([0.229, 0.224, 0.225]).view(3, 1, 1)


class Hangs:
    def __array__(self, dtype=None, copy=None):
        threading.Event().wait(9)
        return np.arange(3)


class Counts:
    def __array__(self, dtype=None, copy=None):
        with open(os.path.join(os.path.dirname(__file__), "asked.txt"), "a") as asked:
            asked.write("x")
        return np.arange(6.0).reshape(2, 3)


def prepare(seed):
    y, x = np.mgrid[0:214, 0:320] / 40 + seed
    image = np.stack([np.sin(x) * np.cos(y), np.sin(x * y / 3), np.cos(x - y)], axis=2) * 127 + 128
    x = torch.tensor(image.astype("float32")).permute(2, 0, 1)
    x = (x / 255 - MEAN) / STD
    hangs, counts = Hangs(), Counts()
    return x, hangs


for seed in range(2):
    x, shape = prepare(seed)
print("done")  # nothing is left
`;
const CONFIG = {
  version: '0.2.0',
  configurations: [
    {
      name: 'preprocess.py',
      type: 'debugpy',
      request: 'launch',
      program: '${workspaceFolder}/preprocess.py',
      console: 'internalConsole',
      internalConsoleOptions: 'neverOpen',
      python: [python],
    },
  ],
};

/** A person stops a program of Python at a breakpoint, and looks at its tensors. */
describe('a tensor while debugging Python (R8)', function () {
  this.timeout(240_000);
  before(function () {
    if (imports('debugpy', 'numpy', 'torch')) return;
    console.log('      left out: Python has not all of debugpy, numpy and torch');
    this.skip();
  });
  const workbench = useWorkbench({ extension: 'test/e2e/debugpy', width: 1440 });

  it('R8 S30 F35 View Tensor on a variable and on a selection; at the next stop; of what throws and hangs', async () => {
    const it = workbench();
    mkdirSync(join(it.folder, '.vscode'), { recursive: true });
    await it.put({ 'preprocess.py': PROGRAM, '.vscode/launch.json': JSON.stringify(CONFIG) });
    await it.openFile('preprocess.py', placeOf(PROGRAM, 'return x, hangs'));
    await it.command('Debug: Toggle Breakpoint');
    await it.command('Debug: Start Debugging');
    const variables = it.page.locator('.debug-variables .monaco-list-row');
    await variables.filter({ hasText: 'Locals' }).click({ timeout: 60_000 });
    const row = variables.filter({ hasText: /^x/ }).first();
    await row.waitFor();
    await it.choose(() => row.click({ button: 'right' }), 'View Tensor');
    const page = await it.frame('.source-line');
    const line = page.locator('.source-line');
    await expect(line).toContainText('Taken at stop 1, in prepare, preprocess.py:29');
    await expect(page.locator('.facts')).toContainText('3 × 214 × 320');
    await expect(page.locator('.facts')).toContainText('float32, torch.Tensor on the CPU, strides 1, 960, 3');
    await it.picture('debug-tensor-dark');

    await it.command('Debug: Continue');
    await expect(line).toContainText('The program has run on since.');
    await page.getByRole('button', { name: 'Refresh' }).click();
    await expect(line).toContainText('Taken at stop 2, in prepare');
    await it.pictures('debug-tensor');

    await it.command('View: Focus First Editor Group');
    // S30: nothing is asked on a hover.
    const asked = join(it.folder, 'asked.txt');
    await it.caret(placeOf(PROGRAM, 'counts = Hangs'));
    await it.page.keyboard.press('Control+K');
    await it.page.keyboard.press('Control+I');
    await it.page.locator('.debug-hover-widget').filter({ hasText: 'Counts object' }).waitFor();
    assert(!existsSync(asked));
    await it.page.keyboard.press('Escape');
    await it.command('Surprisal: View Tensor');
    await expect((await it.frame('.facts:has-text("Counts")')).locator('.facts')).toContainText('2 × 3');
    assert.equal(readFileSync(asked, 'utf8'), 'x');

    await it.command('View: Focus First Editor Group');
    await it.select('preprocess.py', 'hangs');
    await it.command('Surprisal: View Tensor');
    const hanging = await it.frame('.notice.error');
    await expect(hanging.locator('.notice')).toContainText('No answer from the program for 5 s');
    await it.picture('debug-tensor-hangs');
    await hanging.getByText('Cancel', { exact: true }).click();
    await expect(hanging.locator('body')).toContainText('“hangs” was not waited for.');
    await it.command('View: Focus First Editor Group');
    await it.select('preprocess.py', 'nothing');
    await it.command('Surprisal: View Tensor');
    await it.frame('body:has-text("NameError: name \'nothing\' is not defined")');
    await it.command('Debug: Stop');
    // The question that was not waited for is still under way.
    await it.frame('.source-line:has-text("The program has ended.")');
  });
});
