/** Runs the suite inside VS Code: the executable in VSCODE_EXECUTABLE, or a downloaded one. */
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from './ensure.mjs';
import { copySamplesTo } from './samples.mjs';

const scratch = mkdtempSync(join(tmpdir(), 'surprisal-suite-'));
const folder = join(scratch, 'samples');
copySamplesTo(folder);
try {
  const vscodeExecutablePath =
    process.env.VSCODE_EXECUTABLE ??
    (await downloadAndUnzipVSCode().catch((error) => {
      throw new Error(
        `No VS Code can be downloaded here (${error.message}). Name one in VSCODE_EXECUTABLE, or run npm test, which serves one.`,
      );
    }));
  await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: root,
    extensionTestsPath: join(root, 'out', 'vscode', 'index.cjs'),
    launchArgs: [folder, '--disable-extensions', `--user-data-dir=${join(scratch, 'user')}`],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
