/** The function that VS Code for the Web calls to run the suite, after every test file was loaded. */
import { tryAll } from '../../cases.js';
import { mocha } from './mocha.js';
import { extensions, Uri, workspace } from 'vscode';

/** The launcher writes into the folder which tests it wants. */
async function wanted(): Promise<{ grep: string; all: boolean }> {
  const [folder] = workspace.workspaceFolders ?? [];
  const text = new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder.uri, '.wanted.json')));
  return JSON.parse(text) as { grep: string; all: boolean };
}

export async function run(): Promise<void> {
  const { grep, all } = await wanted();
  if (grep) mocha.grep(grep);
  if (all) tryAll();
  // An opened document activates the extension, but VS Code does not wait for it.
  await extensions.getExtension('surprisal.surprisal')?.activate();
  const failed = await new Promise<number>((done) => {
    mocha.run(done);
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}
