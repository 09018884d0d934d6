/** The function that VS Code calls to run the suite: every test file in this folder, in one Mocha. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Mocha from 'mocha';

export async function run(): Promise<void> {
  const here = __dirname;
  const root = dirname(dirname(here));
  const mocha = new Mocha({
    ui: 'bdd',
    // Longer than any wait, so that its error shows what it waited for, and shorter than the limit of the launcher.
    timeout: 80_000,
    reporter: join(root, 'scripts', 'reporter.cjs'),
    ...(process.env['SURPRISAL_GREP'] && { grep: process.env['SURPRISAL_GREP'] }),
  });
  for (const file of readdirSync(here, { recursive: true, encoding: 'utf8' }).sort())
    if (file.endsWith('.test.cjs')) mocha.addFile(join(here, file));
  const failed = await new Promise<number>((done) => {
    mocha.run(done);
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}
