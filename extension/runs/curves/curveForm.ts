/** What a file of curves is, by its name. */
export type CurveForm = 'events' | 'table' | 'state';

/** Where the metrics of DVCLive lie: `plots/metrics/train/loss.tsv`. */
const DVCLIVE = /^(.*?)(?:\/?plots)?\/metrics\/((?:[^/]+\/)*)[^/]+\.tsv$/;
/** What TensorBoard calls a curve that is saved from it: `run-train-tag-loss.csv`. */
const SAVED = /^(.*\/?run-[^/]+)-tag-([^/]+)\.csv$/;
/** The folder that `add_hparams` of PyTorch makes in that of the run, named by the time. */
const MOMENT = /^(.+)\/\d{9,}(?:\.\d+)?$/;
const CHECKPOINT = /^(.*?)\/checkpoint-(\d+)$/;

/** Null for a file that is not known to be one; a table that is not named as frameworks do is one where it may be any. */
export function curveFormOf(path: string, any = false): CurveForm | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  if (/(?:^|\.)tfevents\./.test(name)) return 'events';
  if (name === 'trainer_state.json') return 'state';
  if (DVCLIVE.test(path) || /\/version_\d+\/metrics\.csv$/.test(path)) return 'table';
  return any && /\.(?:csv|tsv|log)$/i.test(name) ? 'table' : null;
}

/** Where a file belongs: the files of one place are one run, or as many as have written at the same time. */
export interface CurvePlace {
  form: CurveForm;
  /** The folder of the run; of a table that stands for itself, the file. */
  run: string;
  /** What stands before the names of its scalars, as `train/`. */
  before: string;
  /** The name of its one scalar, where the name of the file tells it. */
  scalar?: string;
  /** Of several states of one Trainer the one of the last step counts. */
  step: number;
}

export function curvePlaceOf(path: string, form: CurveForm, folders: ReadonlySet<string>): CurvePlace {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  if (form === 'state') {
    const [, run = folder, step] = CHECKPOINT.exec(folder) ?? [];
    return { form, run, before: '', step: step === undefined ? Infinity : Number(step) };
  }
  if (form === 'events') {
    const parent = MOMENT.exec(folder)?.[1];
    return { form, run: parent !== undefined && folders.has(parent) ? parent : folder, before: '', step: 0 };
  }
  const [, live, before = ''] = DVCLIVE.exec(path) ?? [];
  if (live !== undefined) return { form, run: live, before, step: 0 };
  const saved = SAVED.exec(path);
  if (saved) return { form, run: saved[1], before: '', scalar: saved[2], step: 0 };
  return { form, run: path.endsWith('/metrics.csv') ? folder : path, before: '', step: 0 };
}
