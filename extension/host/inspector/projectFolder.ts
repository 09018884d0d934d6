import type { CancellationToken, Uri as Place } from 'vscode';
import { commands, Uri, workspace } from 'vscode';
import type { ProjectData } from '../../protocol/project.js';
import { fileName } from '../../runs/derive/fileName.js';
import { readmeText } from '../../runs/derive/pytorch/readmeText.js';
import { trainText } from '../../runs/derive/pytorch/trainText.js';
import type { Run } from '../../runs/model/run.js';
import { packed } from '../commands/pythonLogger.js';
import { files, nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';

/** What is packed of a project, by its name there. */
const PACKED = {
  'run.sh': 'project/run.sh',
  'run.sbatch': 'project/run.sbatch',
  'surprisal_run.py': 'surprisal_run.py',
};
const MADE = ['README.md', 'train.py', ...Object.keys(PACKED), 'data', 'start.safetensors'];

/** The folder of a project, by the title of its run. */
export const projectName = (title: string): string => `${fileName(title)}-pytorch`;

/**
 * Writes the project of a run into `given`, or into a new folder where the person says; what is there is replaced only
 * where they say so too. The data is read once the place is known.
 */
export async function saveProject(
  run: Pick<Run, 'id' | 'title' | 'config'>,
  read: (token: CancellationToken) => Promise<ProjectData>,
  extension: Place,
  given?: Place,
): Promise<void> {
  const place = given ?? (await askPlace(run.title));
  if (!place || !(await mayWrite(place))) return;
  const isDone = await notify.progress(t('Making the project {0}', nameOf(place)), async (token) => {
    const { files: read_, ...data } = await read(token);
    const text = { 'README.md': readmeText({ ...run, data }), 'train.py': trainText({ ...run, data }) };
    const parts = [
      ...read_,
      ...Object.entries(text).map(([name, words]) => ({ name, bytes: new TextEncoder().encode(words) })),
    ];
    for (const [name, from] of Object.entries(PACKED)) parts.push({ name, bytes: await packed(extension, from) });
    for (const { name, bytes } of parts) {
      if (token.isCancellationRequested) return false;
      await files.write(Uri.joinPath(place, ...name.split('/')), bytes);
    }
    return true;
  });
  if (!isDone) return;
  const open = (name: string) => () => commands.executeCommand('vscode.open', Uri.joinPath(place, name));
  void notify.info(
    t('The project is in {0}. Its README says how to start it.', workspace.asRelativePath(place)),
    [t('Open README'), open('README.md')],
    [t('Open train.py'), open('train.py')],
  );
}

/** A folder of its own, in the one that the person takes. */
async function askPlace(title: string): Promise<Place | undefined> {
  const folder = await prompts.openFolder(t('Where the Folder of the Project Goes'), t('Put It Here'));
  return folder && Uri.joinPath(folder, projectName(title));
}

/** Whether nothing is there that a project has, or the person lets it be replaced. */
async function mayWrite(place: Place): Promise<boolean> {
  const there = (await files.list(place)).filter((name) => MADE.includes(name));
  if (there.length === 0) return true;
  const names = there.sort().join(', ');
  const answer = await notify.confirm(
    t('Replace what is in {0}?', workspace.asRelativePath(place)),
    t('These would be replaced: {0}.', names),
    [t('Replace'), () => true],
  );
  return answer === true;
}
