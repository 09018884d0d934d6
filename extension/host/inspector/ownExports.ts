import type { NamedBytes } from '@surprisal/core';
import { type CancellationToken, Uri } from 'vscode';
import type { ProjectData } from '../../protocol/project.js';
import { fitsSklearn, hasScript, scriptFiles, sklearnScript } from '../../runs/derive/sklearnScript.js';
import { predictionsCsv, predictionsJson } from '../../runs/predictions/predictionText.js';
import type { Run } from '../../runs/model/run.js';
import { t } from '../ports/t.js';
import type { Threads } from '../train/threads.js';
import { predictionExports } from './predictionExports.js';
import { predictionsOf } from './predictionsOf.js';
import { saveProject } from './projectFolder.js';
import type { OwnExport } from './subject.js';
import { weightFile, type WeightServices } from './weightFile.js';

/** What exports of a run are made of. */
interface ExportServices extends WeightServices {
  library: WeightServices['library'] & { record(id: string): Promise<Uint8Array> };
  threads: WeightServices['threads'] & Pick<Threads, 'analyse'>;
}

/** What the host makes of a run, but for its labels. */
export const runExports = (
  run: Run,
  epoch: number | null,
  { extension, library, threads }: ExportServices,
): OwnExport[] => [
  ...predictionExports(
    () => predictionsOf(run, epoch),
    () => Promise.resolve({ predictionsCsv, predictionsJson }),
  ),
  ...weightExports(run, epoch, { extension, library, threads }),
  ...pythonExports(run, extension, threads, library),
  recordExport(run, library),
];

/** What goes on in Python: a project of PyTorch, and of a finished run a script of scikit-learn where it fits. */
function pythonExports(
  run: Run,
  extension: Uri,
  threads: Pick<Threads, 'params' | 'analyse'>,
  library: WeightServices['library'],
): OwnExport[] {
  const { config, classes } = run;
  // With three classes it would fit.
  const binary = classes.length === 2 && fitsSklearn(config, 3);
  const group = binary ? t('Python (none with scikit-learn: of two classes it makes one output)') : t('Python');
  const read = async (token: CancellationToken): Promise<ProjectData> =>
    threads.analyse('project', { ...(await threads.params(config)), ...(await branchedFrom(run, library)) }, { token });
  const save = async (folder?: Uri): Promise<void> => saveProject(run, read, extension, folder);
  const project = { id: 'pytorch.project', label: t('PyTorch, one process or many'), group, save };
  return [project, ...scriptExports(run, group, extension, threads)];
}

/** The state that a branch goes on from, or an import began with; nothing of another run. Throws where it is not kept any more. */
async function branchedFrom(run: Run, library: WeightServices['library']): Promise<{ checkpoint?: NamedBytes }> {
  const epoch = run.begunAt;
  if (epoch === undefined) return {};
  const { checkpoint } = await library.recover(run, epoch);
  if (!checkpoint) throw new Error(t('The weights of epoch {0}, which this run goes on from, are not kept.', epoch));
  return { checkpoint };
}

function scriptExports(
  run: Run,
  group: string,
  extension: Uri,
  threads: Pick<Threads, 'params' | 'analyse'>,
): OwnExport[] {
  const { title, config, status } = run;
  const last = run.epochs.at(-1);
  const { inFiles } = run.summary();
  const isTable = run.summary().imageHeight === 1 && config.data.files?.labels === undefined;
  const readable = hasScript(config) || isTable || inFiles;
  if (run.weightsFrom !== undefined || !last || !readable || status !== 'finished') return [];
  if (!fitsSklearn(config, run.classes.length)) return [];
  const make = async (): Promise<string> => {
    // The size of own images is known once they are read.
    if (run.summary().imageWidth === 0) await run.test.all();
    const { classes, imageWidth, imageHeight, imageChannels } = run.summary();
    const size = { imageWidth, imageHeight, imageChannels };
    const scripted = { title, config, classes, ...size, testAccuracy: last.testAccuracy };
    if (hasScript(config)) return sklearnScript(scripted);
    if (inFiles) return sklearnScript({ ...scripted, folder: await folderOf(run) });
    const { form } = await threads.analyse('table', await threads.params(config));
    if (!form) throw new Error(t('A script reads a table of text; this is an array.'));
    return sklearnScript({ ...scripted, table: form });
  };
  const reads = scriptFiles(config).map((name) => Uri.joinPath(extension, 'dist', 'mnist', name));
  return [{ id: 'sklearn.py', label: t('scikit-learn, one script'), group, make, reads }];
}

/** The weights of the epoch that is shown, and those that the run began with, for other programs. */
function weightExports(run: Run, epoch: number | null, services: WeightServices): OwnExport[] {
  const shown = epoch ?? run.epochs.at(-1)?.epoch;
  if (shown === undefined) return [];
  const group = t('Weights');
  const each = (of: number, name: string): OwnExport[] => {
    const make = (kind: 'stateDict' | 'onnx') => () => weightFile(kind, run, of, services);
    return [
      {
        id: `${name}.safetensors`,
        label: t('Weights of epoch {0} as safetensors (PyTorch state_dict)', of),
        detail: t('For an nn.Sequential of the same layers. Its metadata says how features are scaled before.'),
        group,
        make: make('stateDict'),
      },
      {
        id: `${name}.onnx`,
        label: t('Model of epoch {0} as ONNX', of),
        detail: t('It takes features as the data has them, scales them itself, and gives logits.'),
        group,
        make: make('onnx'),
      },
    ];
  };
  return [...each(shown, 'weights'), ...(shown > 0 ? each(0, 'first') : [])];
}

/** Of a folder that holds `train` and `test` a picture lies one folder deeper. */
async function folderOf({ test, config }: Run): Promise<'whole' | 'pair'> {
  const path = (await test.image(0))?.item.file ?? '';
  return path.slice(config.data.files!.images.length).split('/').length > 3 ? 'pair' : 'whole';
}

/** The record of a run, as it is on disk. */
const recordExport = ({ id }: Run, library: ExportServices['library']): OwnExport => ({
  id: 'record.json',
  label: t('Record as JSON: settings, epochs and hashes'),
  group: t('Run'),
  make: () => library.record(id),
});
