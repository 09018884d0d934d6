import {
  anyData,
  type LayerConfig,
  layersText,
  messageOf,
  refusePickled,
  type RunConfig,
  type ScalingSaid,
  withCorrections,
} from '@surprisal/core';
import { CancellationError, type CancellationToken, CancellationTokenSource, commands, Uri } from 'vscode';
import type { ImportedRun, WeightsFacts, WeightsFile } from '../../protocol/weights.js';
import { readSettings } from '../../runs/derive/readConfig.js';
import { Run } from '../../runs/model/run.js';
import { cancellable } from '../ports/cancellable.js';
import { readDataFile } from '../ports/dataFile.js';
import { files, nameOf } from '../ports/files.js';
import * as notify from '../ports/notify.js';
import { percent } from '../ports/numbers.js';
import * as prompts from '../ports/prompts.js';
import { plural, t } from '../ports/t.js';
import { savedWords } from '../runs/storedRunWords.js';
import type { Form } from './form.js';
import { networkTitle, sourceTitle } from './runTitle.js';
import type { Threads } from './threads.js';

/** What a model is imported with. */
export interface ImportServices {
  threads: Pick<Threads, 'params' | 'analyse'>;
  library: { importRun(run: Run, imported: ImportedRun): Promise<void>; add(run: Run): void };
  /** Its data, and the settings that a run trains on with. */
  form: Pick<Form, 'config'>;
  open(run: Run): void;
}

type Said = ScalingSaid | 'fitted';

/**
 * Makes a run of the weights of another program: asks for the file, for what it does not say, and for the data; then shows
 * how the model reads the test part.
 */
export async function importWeights(given: unknown, services: ImportServices): Promise<void> {
  const uri = given instanceof Uri ? given : await pickFile();
  if (!uri) return;
  try {
    const imported = await importFile(uri, services);
    if (!imported) return;
    const { run, named } = imported;
    services.open(run);
    void notify.info(doneWords(run, named), [
      t('Resume'),
      () => commands.executeCommand('surprisal.resumeRun', run.id),
    ]);
  } catch (error) {
    if (error instanceof CancellationError) return;
    const log = [t('Log a Run from Python…'), () => commands.executeCommand('surprisal.logRun')] as const;
    void notify.error(messageOf(error), log);
  }
}

async function importFile(
  uri: Uri,
  { threads, library, form }: ImportServices,
): Promise<{ run: Run; named: boolean } | undefined> {
  const name = nameOf(uri);
  refusePickled({ name, bytes: new Uint8Array(0) });
  const file = await cancellable(name, readDataFile(uri, name, t('{0} is not there.', name)));
  const inform = (layers: LayerConfig[] | null): Promise<WeightsFacts | null> =>
    working(name, (token) => threads.analyse('weights', { file, layers }, { token }));
  let weights: WeightsFile = { file, layers: null };
  let facts = await inform(null);
  if (!facts) {
    const layers = await askLayers(name, form.config);
    if (!layers) return undefined;
    weights = { file, layers };
    facts = await inform(layers);
  }
  const data = facts && (await askData(facts, form));
  if (!facts || !data) return undefined;
  const said = facts.saysScaling ? null : await askScaling(name);
  if (said === undefined) return undefined;
  const { classWeights } = form.config.loss;
  const loss = { ...form.config.loss, classWeights: Array.isArray(classWeights) ? 'none' : classWeights } as const;
  const network = { layers: facts.layers };
  const { scale: _, ...unscaled } = data;
  const config = withCorrections({ ...form.config, mode: 'fast', loss, network, data: unscaled });
  const { config: corrected, files: read, kernels } = await cancellable(sourceTitle(data), threads.params(config));
  const params = { config: corrected, files: read, kernels, weights, scaling: said };
  const imported = await working(name, (token) => threads.analyse('importWeights', params, { token }));
  return { run: await keep(name, imported, library), named: facts.classes !== null };
}

/** How the model does; where its file names no classes, which its outputs are taken for. */
function doneWords({ weightsFrom, epochs: [{ testAccuracy }], classes }: Run, named: boolean): string {
  const right = t(
    '{0} reads {1} of the test part right. Resume trains on from it.',
    weightsFrom ?? '',
    percent(testAccuracy, 2),
  );
  if (named) return right;
  const order = classes.length > MOST_NAMED ? [...classes.slice(0, MOST_NAMED), '…'] : classes;
  return [right, t('Its outputs are taken for these classes, in this order: {0}.', order.join(', '))].join(' ');
}

/** Classes that a message names. */
const MOST_NAMED = 10;

/** Puts the model on disk, and into the list of runs. */
async function keep(name: string, imported: ImportedRun, library: ImportServices['library']): Promise<Run> {
  const { config, started, record, testLogits } = imported;
  const { imageWidth, imageHeight, imageChannels, classes } = started;
  const ends = { inputs: imageWidth * imageHeight * imageChannels, classes: classes.length };
  const run = new Run(name, `${name} · ${networkTitle(config, ends)}`, config, Date.now());
  run.weightsFrom = name;
  run.test.start({ ...started, testLogits });
  await library.importRun(run, imported);
  run.addEpoch({ record: { ...record, seconds: 0 }, testLogits });
  run.resumable = true;
  run.end('stopped', undefined, savedWords(0, name));
  library.add(run);
  return run;
}

/** Has a thread work, which a person can cancel where it takes longer. */
async function working<T>(name: string, work: (token: CancellationToken) => Promise<T>): Promise<T> {
  const stop = new CancellationTokenSource();
  try {
    return await cancellable(name, work(stop.token), t('Importing {0}', name));
  } finally {
    stop.cancel();
  }
}

async function pickFile(): Promise<Uri | undefined> {
  const kinds = { [t('Weights')]: ['onnx', 'safetensors'], [t('All files')]: ['*'] };
  return (await prompts.open(t('Import Weights'), t('Import'), kinds))?.[0];
}

/** A state_dict names tensors, and says nothing of activations, strides and pools. */
async function askLayers(name: string, { network }: RunConfig): Promise<LayerConfig[] | undefined> {
  const own = t('The network of the form');
  const items = [
    { label: own, description: networkText(network.layers), file: false },
    { label: t('That of a configuration or a run…'), description: t('a file'), file: true },
  ];
  const placeHolder = t('It holds weights alone: no activations and no pools.');
  const chosen = await prompts.pick(items, { title: t('Which network is {0} of?', name), placeHolder, ...STAYS });
  if (!chosen?.file) return chosen && network.layers;
  const [uri] = (await prompts.open(t('Open Configuration'), t('Open'), { [t('Configurations')]: ['json'] })) ?? [];
  if (!uri) return undefined;
  const bytes = await cancellable(nameOf(uri), files.read(uri));
  return readSettings(new TextDecoder().decode(bytes)).config.network.layers;
}

const STAYS = { ignoreFocusOut: true };

const networkText = (layers: readonly LayerConfig[]): string =>
  layers.length === 0 ? t('no layer before the last') : layersText(layers, null);

/** The data of the form, the packed digits, or own files, which then stand in the form. */
async function askData(facts: WeightsFacts, form: ImportServices['form']): Promise<RunConfig['data'] | undefined> {
  const { data } = form.config;
  const any = anyData(data);
  const packed = (['mnist-sample', 'mnist'] as const)
    .filter((source) => source !== data.source)
    .map((source) => ({
      label: source === 'mnist' ? t('MNIST, full') : t('MNIST, sample'),
      description: t('ten digits'),
      data: { ...any, source },
    }));
  const own = { label: t('Own files…'), description: t('they then stand in the form'), data: undefined };
  const inForm = { label: t('The data of the form'), description: sourceTitle(data), data };
  const classes = facts.classes?.join(', ');
  const about = plural(facts.outputs, '{0} class', '{0} classes');
  const isEmpty = data.source === 'files' && !data.files;
  const chosen = await prompts.pick([...(isEmpty ? [] : [inForm]), ...packed, own], {
    title: t('What is the model to read?'),
    placeHolder: classes === undefined ? t('It tells {0} apart.', about) : t('It tells {0} apart: {1}', about, classes),
    ...STAYS,
  });
  if (!chosen) return undefined;
  if (chosen.data) return chosen.data;
  const before = JSON.stringify(data.files);
  await commands.executeCommand('surprisal.trainOnFile');
  const { data: now } = form.config;
  return now.source === 'files' && JSON.stringify(now.files) !== before ? now : undefined;
}

/** What was done to features before they came to the model; undefined where the person turns away. */
async function askScaling(name: string): Promise<Said | undefined> {
  const items: { label: string; description: string; said: Said | null }[] = [
    { label: t('Nothing'), description: t('as they stand in the file: pixels from 0 to 255'), said: { rule: 'none' } },
    { label: t('Divided by 255'), description: t('as ToTensor of torchvision does'), said: { rule: 'byte' } },
    {
      label: t('Divided by 255, then normalised…'),
      description: t('by a mean and a deviation, as Normalize'),
      said: null,
    },
    {
      label: t('Standardised'),
      description: t('each feature by its mean and deviation over the training part, as StandardScaler'),
      said: 'fitted',
    },
  ];
  const title = t('What was done to features before they came to {0}?', name);
  const chosen = await prompts.pick(items, { title, placeHolder: t('The file does not say it.'), ...STAYS });
  if (!chosen?.said) return chosen && askNormal();
  return chosen.said;
}

const numbersOf = (text: string): number[][] =>
  text.split(';').map((part) =>
    part
      .trim()
      .split(/[\s,]+/)
      .map(Number),
  );

async function askNormal(): Promise<Said | undefined> {
  const problem = (text: string): string | undefined => {
    const [mean = [], deviation = [], more] = numbersOf(text);
    const fits =
      !more &&
      mean.length === deviation.length &&
      [1, 3].includes(mean.length) &&
      mean.every(Number.isFinite) &&
      deviation.every((each) => each > 0 && each < Infinity);
    return fits ? undefined : t('Mean; deviation: a number each, or one a channel. Such as {0}.', '0.1307; 0.3081');
  };
  const options = { title: t('Mean; deviation, after the division by 255'), value: '0.1307; 0.3081', ...STAYS };
  const text = await prompts.input(options, problem);
  if (text === undefined || problem(text) !== undefined) return undefined;
  const [mean, deviation] = numbersOf(text).map((numbers) => Float64Array.from(numbers, (each) => 255 * each));
  return { rule: 'standard', mean, deviation };
}
