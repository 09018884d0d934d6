import { type Disposable, Uri, window, workspace } from 'vscode';
import { t } from './t.js';

/** Documents under this scheme are ours: they are read, and nothing asks to save them. */
export const SHOWN = 'surprisal-text';

const texts = new Map<string, string>();
let opened = 0;

/** Shows a text beside others of its name, as a document that can't be changed. Its language is told by its ending. */
export async function showText(name: string, content: string): Promise<void> {
  const uri = Uri.from({ scheme: SHOWN, path: `/${++opened}/${name}` });
  texts.set(uri.path, content);
  await window.showTextDocument(uri, { preview: false });
}

/** Gives VS Code the texts; one that was open in an earlier window is gone, and says so. */
export const registerShownTexts = (): Disposable[] => [
  workspace.registerTextDocumentContentProvider(SHOWN, {
    provideTextDocumentContent: ({ path }) =>
      texts.get(path) ?? t('These numbers went with the window that showed them; open them again from the inspector.'),
  }),
  workspace.onDidCloseTextDocument(({ uri }) => uri.scheme === SHOWN && texts.delete(uri.path)),
];
