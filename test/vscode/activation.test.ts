import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const extension = () => {
  const found = vscode.extensions.getExtension('surprisal.surprisal');
  assert(found, 'VS Code does not know surprisal.surprisal');
  return found;
};
interface Contributed {
  command: string;
  title: string;
  category?: string;
}

describe('activation', () => {
  it('the extension activates', async () => {
    await extension().activate();
    assert(extension().isActive);
  });

  it('every command of the manifest is registered, in the category Surprisal (U23, F28)', async () => {
    await extension().activate();
    const contributed = (extension().packageJSON as { contributes: { commands: Contributed[] } }).contributes.commands;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert(contributed.length > 0);
    for (const { command, category } of contributed) {
      assert(registered.has(command), `${command} is not registered`);
      assert.equal(category, 'Surprisal', command);
    }
  });
});
