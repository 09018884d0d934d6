import { appendFileSync, cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, useWorkbench } from './workbench.js';

/** What frameworks wrote, from the folder of a person to charts, zoomed and followed. */
describe('curves of files in VS Code (R3, R4)', function () {
  this.timeout(240_000);
  const workbench = useWorkbench();

  it('R3 R4 a folder of every framework is charts; one is zoomed, a file that grows is followed, in four themes', async () => {
    const it = workbench();
    // Two of the event files hold what no training has, such as steps beyond 2 ** 40.
    const filter = (source: string): boolean => !/17000000|17000005/.test(source);
    cpSync(join(process.cwd(), 'test/reference/data/curves'), join(it.folder, 'experiments'), {
      recursive: true,
      filter,
    });
    await it.command('Refresh Explorer');
    await it.chooseOn('experiments', 'Open Curves');
    const page = await it.frame('.curves .run-row');
    await expect(page.locator('.run-row')).toHaveCount(6);
    await expect(page.locator('.curves')).toContainText('have no checksum and are taken as they stand');
    const loss = page.getByRole('img', { name: /^loss:/ });
    await loss.scrollIntoViewIfNeeded();
    appendFileSync(join(it.folder, 'experiments/keras/training.csv'), '8,0.9,0.001,0.0078125,0.9,0.25\n');
    await expect(loss).toHaveAccessibleName(/0\.0078/);
    const chart = page.getByRole('img', { name: /^train\/loss:/ });
    await chart.scrollIntoViewIfNeeded();
    // A chart that comes into sight has its points a moment later.
    await expect(chart.locator('..')).toHaveAttribute('data-drawn', 'all');
    const { x, y, width, height } = (await chart.boundingBox())!;
    await it.page.mouse.move(x + width * 0.4, y + height / 2);
    await it.page.mouse.down();
    await it.page.mouse.move(x + width * 0.7, y + height / 2, { steps: 5 });
    await it.page.mouse.up();
    await page.locator('.button.zoom').waitFor();
    await it.pictures('curves');
    await it.reload();
    await expect((await it.frame('.curves .run-row')).locator('.run-row')).toHaveCount(6);
  });

  it('R3 the numbers of a selected log are curves, and the palette finds what the workspace has', async () => {
    const it = workbench();
    const lines = Array.from({ length: 9 }, (_, i) => `epoch ${i + 1} loss ${1 / (i + 1)} acc ${50 + i}%`);
    writeFileSync(join(it.folder, 'train.log'), `Using cuda\n${lines.join('\n')}\n`);
    await it.command('Refresh Explorer');
    await it.openFile('train.log');
    await it.command('Surprisal: Plot the Selection');
    const page = await it.frame('.curves figure');
    await expect(page.getByRole('img', { name: /^loss:/ })).toHaveCount(1);
    await expect(it.tabs('Curves of train.log')).toHaveCount(1);
    await it.picture('curves-text');
    await it.pick('Surprisal: Open Curves', 'experiments');
    await expect(it.tabs('Curves of experiments')).toHaveCount(1);
  });
});
