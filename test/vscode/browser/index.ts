/** The function that VS Code for the Web calls to run the suite, after every test file was loaded. */
import { mocha } from './mocha.js';
import { extensions, Uri, workspace } from 'vscode';

/** The launcher writes the pattern that chooses tests into the folder. */
async function words(): Promise<string | undefined> {
  const [folder] = workspace.workspaceFolders ?? [];
  try {
    return folder && new TextDecoder().decode(await workspace.fs.readFile(Uri.joinPath(folder.uri, '.grep')));
  } catch {
    return undefined;
  }
}

export async function run(): Promise<void> {
  const grep = await words();
  if (grep) mocha.grep(grep);
  // An opened document activates the extension, but VS Code does not wait for it.
  await extensions.getExtension('surprisal.surprisal')?.activate();
  const failed = await new Promise<number>((done) => {
    mocha.run(done);
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}
