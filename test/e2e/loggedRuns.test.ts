import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { heavy } from '../steps.js';
import { expect, useWorkbench, type Workbench } from './workbench.js';

const python = '/usr/bin/python3';
const has = (...modules: string[]): boolean => spawnSync(python, ['-c', `import ${modules.join(', ')}`]).status === 0;

/** The loop waits after each epoch for a line, so that a test can look at what was logged before. */
const GATE = `
import pathlib
`;
/** What scikit-learn counts of the epoch, beside the run's own files. */
const TELL = `
import json
from sklearn.metrics import confusion_matrix
def tell(epoch, labels, predicted):
    cells = {"matrix": confusion_matrix(labels, predicted).tolist(), "predicted": [int(p) for p in predicted]}
    pathlib.Path(f"epoch-{epoch}.json").write_text(json.dumps(cells))
`;

const SKLEARN = `${GATE}${TELL}
import numpy as np
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from surprisal_run import Run

digits = load_digits()
x, y = digits.data / 16, digits.target
x_train, y_train, x_test, y_test = x[:1200], y[:1200], x[1200:], y[1200:]
images = (digits.images[1200:] * 15).astype(np.uint8)
model = SGDClassifier(loss="log_loss", random_state=0)
with Run("digits, partial_fit", classes=10, config={"alpha": 1e-4}, images=images, epochs=3) as run:
    for epoch in range(1, 4):
        for rows in np.array_split(np.random.RandomState(epoch).permutation(1200), 12):
            model.partial_fit(x_train[rows], y_train[rows], classes=range(10))
            run.log(batch_accuracy=model.score(x_train[rows], y_train[rows]))
        probs = model.predict_proba(x_test)
        tell(epoch, y_test, probs.argmax(1))
        run.epoch(epoch, labels=y_test, probs=probs)
        input()
`;

const TORCH = `${GATE}${TELL}
import numpy as np
import torch
from sklearn.datasets import load_digits
from surprisal_run import Run

torch.manual_seed(0)
digits = load_digits()
x, y = torch.tensor(digits.data / 16, dtype=torch.float32), torch.tensor(digits.target)
model = torch.nn.Sequential(torch.nn.Linear(64, 32), torch.nn.ReLU(), torch.nn.Linear(32, 10))
optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
with Run("digits, PyTorch", classes=10, config={"lr": 3e-3}, images=digits.images[1200:] / 16, epochs=3) as run:
    for epoch in range(1, 4):
        for rows in torch.randperm(1200).split(50):
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(model(x[rows]), y[rows])
            loss.backward()
            optimizer.step()
            run.log(loss=loss)
        with torch.no_grad():
            logits = model(x[1200:])
        tell(epoch, y[1200:].numpy(), logits.argmax(1).numpy())
        run.epoch(epoch, labels=y[1200:], logits=logits)
        input()
`;

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==',
  'base64',
);
const NAMED = `
from surprisal_run import Run

files = ["named/a.png", "named/b.png", "/elsewhere/of/it/elsewhere.png"]
with Run("items by name", classes=["a", "b"], items={"files": files, "texts": ["one", "two", "three"]},
         features=[[1, 2], [3, 4], [5, 6]], columns=["width", "height"]) as run:
    run.epoch(1, labels=[0, 1, 1], probs=[[0.75, 0.25], [0.25, 0.75], [0.5, 0.5]])
    input()
`;

interface Told {
  matrix: number[][];
  predicted: number[];
}

describe('a training loop of Python is a run, live (R2)', function () {
  this.timeout(240_000);
  const workbench = useWorkbench();
  const running: ChildProcess[] = [];
  afterEach(() => running.splice(0).forEach((child) => child.kill('SIGKILL')));

  /** Starts a loop in the folder that is open. */
  function start(it: Workbench, name: string, text: string): { ended: Promise<number | null>; child: ChildProcess } {
    cpSync(join(process.cwd(), 'extension/python/surprisal_run.py'), join(it.folder, 'surprisal_run.py'));
    writeFileSync(join(it.folder, name), text);
    const child = spawn(python, [name], { cwd: it.folder, stdio: ['pipe', 'inherit', 'inherit'] });
    running.push(child);
    return { child, ended: new Promise((resolve) => child.once('exit', resolve)) };
  }
  const told = (it: Workbench, epoch: number): Told =>
    JSON.parse(readFileSync(join(it.folder, `epoch-${epoch}.json`), 'utf8')) as Told;
  const go = ({ stdin }: ChildProcess): void => void stdin?.write('\n');

  async function follow(it: Workbench, name: string, text: string, title: string, scalar: string): Promise<void> {
    const sidebar = await it.sidebar();
    const { child, ended } = start(it, name, text);
    const part = sidebar.page.getByRole('region', { name: 'Run of another program' });
    await expect(part).toContainText(title, { timeout: 30_000 });
    await part.getByRole('heading', { name: scalar }).waitFor();
    const bar = part.getByRole('progressbar');
    await expect(bar).toHaveAttribute('aria-valuenow', '33');
    assert.equal(child.exitCode, null);
    go(child);
    await expect(bar).toHaveAttribute('aria-valuenow', '67');
    await part.getByText('Open', { exact: true }).click();
    const inspector = await it.frame('.matrix-part .matrix');
    await expect(inspector.locator('.epochs')).toContainText('2 of 2');
    const { matrix, predicted } = told(it, 2);
    for (const [actual, row] of matrix.entries())
      for (const [read, count] of row.entries())
        await expect(inspector.locator(`[data-cell="${actual} ${read}"]${count > 0 ? ' b' : ''}`)).toHaveText(
          String(count),
        );
    // The most confused cell, with its images, while the program still runs.
    const cells = matrix.flatMap((row, actual) => row.map((count, read) => ({ actual, read, count })));
    const wrong = cells.filter(({ actual, read }) => actual !== read).sort((a, b) => b.count - a.count)[0];
    await inspector.locator(`[data-cell="${wrong.actual} ${wrong.read}"]`).click();
    const thumbs = inspector.locator('.cell-images .thumb');
    await expect(thumbs).toHaveCount(wrong.count);
    await inspector.locator('.cell-images .thumb img').first().waitFor();
    const shown = await thumbs.evaluateAll((found) =>
      found.map((each) => Number(/^Test image (\d+),/.exec(each.getAttribute('aria-label') ?? '')?.[1])),
    );
    const labels = labelsOf(it);
    const expected = predicted.flatMap((read, i) => (read === wrong.read && labels[i] === wrong.actual ? [i] : []));
    assert.deepEqual(
      shown.sort((a, b) => a - b),
      expected,
    );
    await it.picture(`logged-${name.split('.')[0]}-dark`);
    assert.equal(child.exitCode, null, 'the program had ended before its images were seen');
    go(child);
    go(child);
    assert.equal(await ended, 0);
    await expect(part).toContainText('Finished');
    await expect(inspector.locator('.epochs')).toContainText('3 of 3');
  }

  /** The actual classes of the items, as the loops take them. */
  function labelsOf(it: Workbench): number[] {
    const text = 'from sklearn.datasets import load_digits; print(*load_digits().target[1200:])';
    const { stdout } = spawnSync(python, ['-c', text], { cwd: it.folder, encoding: 'utf8' });
    return stdout.trim().split(' ').map(Number);
  }

  it('R2 a loop of scikit-learn is seen before it ends: its numbers, its matrix, the images of a cell', async function () {
    if (!existsSync(python) || !has('numpy', 'sklearn')) return this.skip();
    await follow(workbench(), 'loop.py', SKLEARN, 'digits, partial_fit', 'batch_accuracy');
  });

  heavy(
    'R2 a loop of PyTorch is seen before it ends: its numbers, its matrix, the images of a cell',
    async function () {
      if (!existsSync(python) || !has('numpy', 'sklearn', 'torch')) return this.skip();
      const it = workbench();
      await it.closeEditors();
      await follow(it, 'torchLoop.py', TORCH, 'digits, PyTorch', 'loss');
    },
  );

  heavy(
    'R2 S29 items by name: thumbnails of the workspace, and a path elsewhere is shown before it opens',
    async function () {
      if (!existsSync(python) || !has('numpy')) return this.skip();
      const it = workbench();
      await it.closeEditors();
      mkdirSync(join(it.folder, 'named'));
      for (const name of ['a.png', 'b.png']) writeFileSync(join(it.folder, 'named', name), PNG);
      const { ended, child } = start(it, 'named.py', NAMED);
      const sidebar = await it.sidebar();
      const part = sidebar.page.getByRole('region', { name: 'Run of another program' });
      await expect(part).toContainText('items by name', { timeout: 30_000 });
      go(child);
      assert.equal(await ended, 0);
      await expect(part).toContainText('Finished', { timeout: 30_000 });
      await part.getByText('Open', { exact: true }).click();
      const inspector = await it.frame('.matrix-part .matrix');
      await inspector.getByRole('tab', { name: 'Rows' }).click();
      const rows = inspector.locator('.all-rows .row-table tbody tr');
      await expect(rows).toHaveCount(3);
      await expect(rows.locator('.thumbnail img')).toHaveCount(2);
      await it.picture('logged-items-dark');
      await rows.locator('.file-name', { hasText: 'elsewhere.png' }).click();
      const question = it.page.locator('.monaco-dialog-box');
      await expect(question).toContainText('/elsewhere/of/it/elsewhere.png');
      await question.getByRole('button', { name: 'Cancel' }).click();
      await rows.locator('.file-name', { hasText: 'a.png' }).click();
      await it.page.locator('.tab', { hasText: 'a.png' }).waitFor();
      await it.closeEditors();
      await part.getByRole('button', { name: 'Hide' }).click();
      await expect(part).toHaveCount(0);
    },
  );
});
