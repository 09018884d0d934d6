import {
  type CancellationToken,
  type Hover,
  type HoverProvider,
  type Position,
  Range,
  type TextDocument,
  Uri,
  workspace,
} from 'vscode';
import { hoversIn } from '../language/settings.js';
import { files } from '../ports/files.js';
import { pathAt } from './pathAt.js';

/** Says what a file is that a string names: one below the folder of the workspace, reached through no link. */
export const pathHovers = (
  hoverOf: (uri: Uri, token: CancellationToken) => Promise<Hover | undefined>,
): HoverProvider => ({
  async provideHover(document: TextDocument, { line, character }: Position, token) {
    if (!workspace.isTrusted || !hoversIn(document)) return undefined;
    const named = pathAt(document.lineAt(line).text, character);
    const uri = named && (await findFile(document, named.path));
    if (!uri || token.isCancellationRequested) return undefined;
    const hover = await hoverOf(uri, token);
    if (hover) hover.range = new Range(line, named.start, line, named.end);
    return hover;
  },
});

/** Beside the document, else from the folder of the workspace; undefined where neither is there. */
async function findFile(document: TextDocument, path: string): Promise<Uri | undefined> {
  const own = notebookOf(document) ?? document.uri;
  const folder = workspace.getWorkspaceFolder(own)?.uri;
  if (!folder) return undefined;
  for (const base of [Uri.joinPath(own, '..'), folder]) {
    const uri = Uri.joinPath(base, path);
    if (await isPlainFile(folder, uri)) return uri;
  }
  return undefined;
}

/** A cell of a notebook has an address of its own. */
const notebookOf = (document: TextDocument): Uri | undefined =>
  document.uri.scheme === 'vscode-notebook-cell'
    ? workspace.notebookDocuments.find((each) => each.getCells().some((cell) => cell.document === document))?.uri
    : undefined;

/** Whether a file stands below a folder, and no part of the way to it is a link. */
async function isPlainFile(folder: Uri, uri: Uri): Promise<boolean> {
  const top = folder.path.endsWith('/') ? folder.path : `${folder.path}/`;
  if (uri.scheme !== folder.scheme || uri.authority !== folder.authority || !uri.path.startsWith(top)) return false;
  let at = folder;
  try {
    for (const part of uri.path.slice(top.length).split('/')) {
      at = Uri.joinPath(at, part);
      if ((await files.isLink(at)) !== false) return false;
    }
    return (await files.size(uri)) >= 0;
  } catch {
    return false;
  }
}
