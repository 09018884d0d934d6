import { Uri } from 'vscode';
import type { PredictionTable } from '../../runs/predictions/predictionText.js';
import { runPredictions } from '../../runs/predictions/runPredictions.js';
import { fitsSklearn, hasScript, scriptFiles } from '../../runs/derive/pythonScripts.js';
import type { Run } from '../../runs/model/run.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { Threads } from '../train/threads.js';
import type { OwnExport } from './subject.js';
import type { WeightServices } from './weightFile.js';

/** The predictions of an epoch of a run, or of the latest. */
export async function predictionsOf(run: Run, epoch: number | null): Promise<PredictionTable> {
  const predictions = await runPredictions(run, epoch);
  if (!predictions) throw new Error(t('There are no predictions before the first epoch.'));
  return predictions;
}

/** A finished run on digits, arrays, pictures or a table as scripts of Python, whose makers load when one is asked for. */
export function scriptExports(run: Run, extension: Uri, threads: Pick<Threads, 'params' | 'analyse'>): OwnExport[] {
  const { title, config, status } = run;
  const reads = scriptFiles(config).map((name) => Uri.joinPath(extension, 'dist', 'mnist', name));
  const last = run.epochs.at(-1);
  const { inFiles } = run.summary();
  const isTable = run.summary().imageHeight === 1 && config.data.files?.labels === undefined;
  if (run.weightsFrom !== undefined || !last || !(hasScript(config) || isTable || inFiles) || status !== 'finished')
    return [];
  // With three classes it would fit.
  const binary = run.classes.length === 2 && fitsSklearn(config, 3);
  const group = binary ? t('Scripts (none with scikit-learn: of two classes it makes one output)') : t('Scripts');
  const script = (id: string, label: string, maker: 'pytorchScript' | 'sklearnScript'): OwnExport => {
    const make = async (): Promise<string> => {
      // The size of own images is known once they are read.
      if (run.summary().imageWidth === 0) await run.test.all();
      const { classes, imageWidth, imageHeight, imageChannels } = run.summary();
      const size = { imageWidth, imageHeight, imageChannels };
      const scripted = { title, config, classes, ...size, testAccuracy: last.testAccuracy };
      const made = (await loadCommands(extension))[maker];
      if (hasScript(config)) return made(scripted);
      if (inFiles) return made({ ...scripted, folder: await folderOf(run) });
      const { form } = await threads.analyse('table', await threads.params(config));
      if (!form) throw new Error(t('A script reads a table of text; this is an array.'));
      return made({ ...scripted, table: form });
    };
    return { id, label, group, make, reads };
  };
  const torch = script('pytorch.py', t('Script of Python with PyTorch'), 'pytorchScript');
  if (!fitsSklearn(config, run.classes.length)) return [torch];
  return [torch, script('sklearn.py', t('Script of Python with scikit-learn'), 'sklearnScript')];
}

/** The weights of the epoch that is shown, and those that the run began with, for other programs. */
export function weightExports(run: Run, epoch: number | null, services: WeightServices): OwnExport[] {
  const shown = epoch ?? run.epochs.at(-1)?.epoch;
  if (shown === undefined) return [];
  const group = t('Weights');
  const each = (of: number, name: string): OwnExport[] => {
    const make = (kind: 'stateDict' | 'onnx') => async () =>
      (await loadCommands(services.extension)).weightFile(kind, run, of, services);
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
export const recordExport = ({ id }: Run, library: Pick<RunLibrary, 'record'>): OwnExport => ({
  id: 'record.json',
  label: t('Record as JSON: settings, epochs and hashes'),
  group: t('Run'),
  make: () => library.record(id),
});
