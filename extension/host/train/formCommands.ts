import type { Disposable, Uri } from 'vscode';
import { Run } from '../../runs/model/run.js';
import { registerCommand } from '../ports/commands.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { Form } from './form.js';
import type { FormActions } from './formActions.js';
import type { SidebarView } from './sidebarView.js';

/** The commands of the form, whose actions load with the first. */
export function registerFormCommands(
  extension: Uri,
  form: Form,
  view: SidebarView,
  library: RunLibrary,
  inspectors: { readonly activeId: string | undefined },
): Disposable[] {
  let loaded: Promise<FormActions> | undefined;
  const actions = (): Promise<FormActions> =>
    (loaded ??= loadCommands(extension).then((late) => late.formActions(form, view, library)));
  const useSettings = async (given: unknown): Promise<void> => {
    const id = typeof given === 'string' ? given : inspectors.activeId;
    const run = given instanceof Run || id === undefined ? given : await library.get(id);
    await (await actions()).useSettings(run instanceof Run ? run : undefined);
  };
  const act = (id: string, name: Exclude<keyof FormActions, 'useSettings'>): Disposable =>
    registerCommand(`surprisal.${id}`, async (given?: unknown, more?: unknown) => (await actions())[name](given, more));
  return [
    act('openConfiguration', 'open'),
    registerCommand('surprisal.useRunSettings', useSettings),
    act('saveConfiguration', 'save'),
    act('trainOnFile', 'trainOn'),
    act('trainOnFolder', 'trainOnFolder'),
  ];
}
