import { Uri } from 'vscode';
import { predictionsCsv, predictionsJson, type PredictionTable } from '../../runs/predictions/predictionText.js';
import { runPredictions } from '../../runs/predictions/runPredictions.js';
import { fitsSklearn, scriptFiles } from '../../runs/derive/pythonScripts.js';
import type { Run } from '../../runs/model/run.js';
import { loadCommands } from '../ports/lateBundles.node.js';
import { t } from '../ports/t.js';
import type { RunLibrary } from '../runs/runLibrary.js';
import type { OwnExport } from './subject.js';

/** The predictions of a subject as files that Import Predictions reads. */
export function predictionExports(table: () => Promise<PredictionTable>): OwnExport[] {
  const group = t('Predictions');
  return [
    { id: 'predictions.csv', label: t('Predictions as CSV'), group, make: async () => predictionsCsv(await table()) },
    {
      id: 'predictions.json',
      label: t('Predictions as JSON'),
      group,
      make: async () => predictionsJson(await table()),
    },
  ];
}

/** The predictions of an epoch of a run, or of the latest. */
export async function predictionsOf(run: Run, epoch: number | null): Promise<PredictionTable> {
  const predictions = await runPredictions(run, epoch);
  if (!predictions) throw new Error(t('There are no predictions before the first epoch.'));
  return predictions;
}

/** A finished run on MNIST as scripts of Python, whose makers load when one is asked for. */
export function scriptExports(run: Run, extension: Uri): OwnExport[] {
  const { title, config, status } = run;
  const reads = scriptFiles(config).map((name) => Uri.joinPath(extension, 'dist', 'mnist', name));
  const last = run.epochs.at(-1);
  if (!last || reads.length === 0 || status !== 'finished') return [];
  const scripted = { title, config, classes: run.summary().classes, testAccuracy: last.testAccuracy };
  const script = (id: string, label: string, maker: 'pytorchScript' | 'sklearnScript'): OwnExport => {
    const make = async (): Promise<string> => (await loadCommands(extension))[maker](scripted);
    return { id, label, group: t('Scripts'), make, reads };
  };
  const torch = script('pytorch.py', t('Script of Python with PyTorch'), 'pytorchScript');
  if (!fitsSklearn(config)) return [torch];
  return [torch, script('sklearn.py', t('Script of Python with scikit-learn'), 'sklearnScript')];
}

/** The record of a run, as it is on disk. */
export const recordExport = ({ id }: Run, library: Pick<RunLibrary, 'record'>): OwnExport => ({
  id: 'record.json',
  label: t('Record as JSON: settings, epochs and hashes'),
  group: t('Run'),
  make: () => library.record(id),
});
