import { commands, env, type Memento, QuickPickItemKind, type QuickPickItem, UIKind, Uri, workspace } from 'vscode';
import type { ExportItem, PictureColors } from '../../protocol/inspector/export.js';
import { fileName } from '../../runs/derive/fileName.js';
import { files, nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import { count } from '../ports/numbers.js';
import * as prompts from '../ports/prompts.js';
import { saveFile } from '../ports/saveFile.js';
import { t } from '../ports/t.js';
import { colorsOf, COLORS } from './pictureColors.js';
import { projectName } from './projectFolder.js';
import type { OwnExport } from './subject.js';

type Listed = ExportItem | OwnExport;

/** The folder beside a script for the files that it reads. */
const FOLDER = 'mnist';

/** What no editor shows. */
const WEIGHTS = ['safetensors', 'onnx'];

const colorNames = (): Record<PictureColors, string> => ({
  light: t('light'),
  dark: t('dark'),
  theme: t('those of the theme'),
});

/** A list of all, in groups, that says what each will be; gives the chosen one. */
export async function chooseExport(
  title: string,
  items: readonly Listed[],
  memory: Memento,
): Promise<string | undefined> {
  const groups = [...new Set(items.map(({ group }) => group))];
  const options = {
    title: t('Export {0}', title),
    placeHolder: t('What, and as what?'),
    // After the palette the focus goes back to the page, which would close the list again.
    ignoreFocusOut: true,
    matchOnDescription: true,
  };
  for (;;) {
    const colors = colorNames()[colorsOf(memory)];
    const rows: (QuickPickItem & { id?: string })[] = groups.flatMap((group) => [
      { label: group, kind: QuickPickItemKind.Separator },
      ...items.filter((item) => item.group === group).map((item) => rowOf(title, item, colors)),
    ]);
    if (items.some(({ pixels }) => pixels))
      rows.push(
        { label: t('Looks'), kind: QuickPickItemKind.Separator },
        { label: t('Colours of pictures: {0}', colors) },
      );
    const chosen = await prompts.pick(rows, options);
    if (!chosen || chosen.id !== undefined) return chosen?.id;
    await chooseColors(memory);
  }
}

/** An item with what its file will be, and what is written beside it. */
function rowOf(title: string, item: Listed, colors: string): QuickPickItem & { id: string } {
  const { id, label, pixels } = item;
  const detail = 'detail' in item ? item.detail : undefined;
  const reads = 'reads' in item && item.reads ? item.reads : [];
  const [names, file] = [reads.map(nameOf).join(', '), exportName(title, id)];
  return {
    id,
    label,
    ...(detail !== undefined && { detail }),
    ...(pixels && {
      description: t('{0} × {1} pixels, colours: {2}', count(pixels.width), count(pixels.height), colors),
    }),
    ...('save' in item && {
      detail: t('Writes the folder {0}: a program, its data, how to start it.', projectName(title)),
    }),
    ...(id.endsWith('.py') && {
      detail:
        names === ''
          ? t('Writes {0} where you say; it reads your own files, which stay where they are.', file)
          : t('Writes {0} where you say, and into the folder {1} beside it what it reads: {2}.', file, FOLDER, names),
    }),
  };
}

async function chooseColors(memory: Memento): Promise<void> {
  const current = colorsOf(memory);
  const items = (['light', 'dark', 'theme'] as const).map((colors) => ({
    label: { light: t('Light'), dark: t('Dark'), theme: t('Those of the theme') }[colors],
    description: colors === current ? t('current') : '',
    colors,
  }));
  const chosen = await prompts.pick(items, { title: t('Colours of Pictures'), ignoreFocusOut: true });
  if (chosen) await memory.update(COLORS, chosen.colors);
}

const exportName = (title: string, id: string): string => {
  const [name, extension] = id.split('.');
  return `${fileName(`${title} ${name}`)}.${extension}`;
};

/**
 * Writes to `given`, or to where the person says, and offers to open what was written. What it `reads` is put beside it.
 * Says each file that was written, and where.
 */
export async function saveExport(
  title: string,
  id: string,
  content: string | Uint8Array,
  given?: Uri,
  reads: readonly Uri[] = [],
): Promise<void> {
  const extension = id.slice(id.indexOf('.') + 1);
  const toSave = { title: t('Export'), kind: extension.toUpperCase(), ending: extension, name: exportName(title, id) };
  const uri = await saveFile(toSave, () => content, given);
  if (!uri) return;
  const { written, there } = await copyInputs(uri, reads);
  const [name, folder] = [nameOf(uri), workspace.asRelativePath(Uri.joinPath(uri, '..'))];
  const words = [
    written.length > 0
      ? t('Saved {0} and, beside it, {1} in {2}.', name, written.join(', '), folder)
      : t('Saved {0} in {1}.', name, folder),
    ...(there.length > 0 ? [t('It also reads what was there already: {0}.', there.join(', '))] : []),
  ];
  const open = [t('Open'), () => openFile(uri, extension)] as const;
  void notify.info(words.join(' '), ...(WEIGHTS.includes(extension) ? [] : [open]));
}

/** Puts files beside a script, and gives their names there; those that are there already stay as they are. */
async function copyInputs(uri: Uri, reads: readonly Uri[]): Promise<Record<'written' | 'there', string[]>> {
  const names: Record<'written' | 'there', string[]> = { written: [], there: [] };
  for (const from of reads) {
    const name = `${FOLDER}/${nameOf(from)}`;
    const to = Uri.joinPath(uri, '..', name);
    const isThere = (await files.stamp(to)) !== undefined;
    if (!isThere) await files.put(to, await files.read(from));
    names[isThere ? 'there' : 'written'].push(name);
  }
  return names;
}

/** A report opens in the browser where this window stands beside the file; anything else in the editor. */
async function openFile(uri: Uri, extension: string): Promise<void> {
  const beside = uri.scheme === 'file' && env.uiKind === UIKind.Desktop && env.remoteName === undefined;
  if (extension === 'html' && beside) await env.openExternal(uri);
  else await commands.executeCommand('vscode.open', uri);
}
