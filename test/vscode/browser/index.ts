/** What VS Code calls in the web to run the suite, once every test file has been read. */
import { mocha } from './mocha.js';
import { extensions, Uri, workspace } from 'vscode';

/** The launcher leaves the words that tests are chosen by in the folder. */
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
  // A document that opens wakes the extension up, but nobody waits for it.
  await extensions.getExtension('surprisal.surprisal')?.activate();
  const failed = await new Promise<number>((done) => {
    mocha.run(done);
  });
  if (failed > 0) throw new Error(`${failed} failed`);
}
