import { anyData, defaultConfig, presets, type RunConfig } from '@surprisal/core';
import { IconButton, Link } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { Select } from '../shared/field.js';
import { count } from '../shared/format.js';
import { textWidth, width } from '../shared/media.js';
import { t } from '../shared/strings.js';
import { activationNames, optionsOf } from './choices.js';
import { CorrectionsField } from './correctionsField.js';
import { ChoiceField, NumberField, TextField } from './fields.js';
import {
  activationOf,
  endsOf,
  networkText,
  optimiserOf,
  parseNetwork,
  withOptimiser,
  withPreset,
  write,
  type OptimiserChoice,
} from './form.js';
import { LossOptions, More } from './formFolds.js';
import { Examples } from './examples.js';
import { ScaleField, ScaleNote } from './scaleField.js';
import { configure, data, dataProblem, draft, host, networkProblem, source, typed } from './state.js';
import { TableFields } from './tableFields.js';
import './form.css';

const lossNames = (): Record<RunConfig['loss']['id'], string> => ({
  crossEntropy: t('Cross-entropy'),
  focal: t('Focal'),
  squaredError: t('Squared error'),
});
const optimiserNames = (): Record<OptimiserChoice, string> => ({
  nesterov: t('SGD, Nesterov'),
  momentum: t('SGD, momentum'),
  plain: t('SGD'),
  adam: t('Adam'),
});
/** The form of the next run: the main fields, and the others in folds. */
export const FormPart = () => (
  <form class="form" onSubmit={(event) => event.preventDefault()} aria-label={t('Next run')}>
    <DataField />
    <Examples />
    <OwnFiles />
    <CorrectionsField />
    <NetworkField />
    <ChoiceField
      label={t('Loss')}
      options={optionsOf(lossNames())}
      value={({ loss }) => loss.id}
      apply={(config, id) => write(config, 'loss.id', id)}
    />
    <LossOptions />
    <ChoiceField
      label={t('Optimiser')}
      options={optionsOf(optimiserNames())}
      value={optimiserOf}
      apply={withOptimiser}
    />
    <div class="pair">
      <NumberField path="optimiser.rate" label={t('Rate')} range={{ ladder: true }} />
      <NumberField path="batch" label={t('Batch')} class="second" />
    </div>
    <div class="pair">
      <NumberField path="epochs" label={t('Epochs')} />
      <NumberField path="seed" label={t('Seed')} class="second" />
    </div>
    <More />
    <p class="configuration">
      <Link onPress={() => attempt(host.call('configuration', 'open'))}>{t('Open configuration…')}</Link>
      <Link onPress={() => attempt(host.call('configuration', 'save'))}>{t('Save configuration…')}</Link>
    </p>
  </form>
);

type Source = RunConfig['data']['source'];
/** This entry of the list is no source: it opens a dialog for files. */
const OPEN = 'open';

function DataField() {
  const names = data.value.map(({ source, trainCount, testCount, label }) => ({
    value: source,
    label:
      source === 'mnist-sample'
        ? t('MNIST sample ({0})', count(trainCount + testCount))
        : source === 'mnist'
          ? t('MNIST, full ({0})', count(trainCount + testCount))
          : trainCount > 0
            ? `${label ?? t('Own files')} (${count(trainCount + testCount)})`
            : (label ?? t('Own files')),
  }));
  return (
    <ChoiceField
      label={t('Data')}
      options={[...names, { value: OPEN, label: t('Open your own data…') }]}
      value={({ data }): Source | typeof OPEN => data.source}
      apply={(config, choice) => (choice === OPEN ? config : withSource(config, choice))}
      onPick={(choice) => choice === OPEN && openData()}
      problem={dataProblem.value}
    />
  );
}

/**
 * Both sets of MNIST have the same classes, so a choice of classes stays. The person's files stay named, so that they can
 * be chosen again.
 */
function withSource(config: RunConfig, source: Source): RunConfig {
  const { data } = config;
  if (source !== 'files' && data.source !== 'files') {
    // Corrections are of one source alone.
    const { corrections: _, ...rest } = data;
    return write({ ...config, data: rest }, 'data.source', source);
  }
  return { ...config, data: { ...anyData(data), ...(data.files && { files: data.files }), source } };
}

const openData = (): void => attempt(host.call('openData', null));

/** The files that the person chose, and how their features are scaled; what is wrong with them stands under the data. */
function OwnFiles() {
  const { source: from, files } = draft.value.data;
  if (from !== 'files' || !files) return null;
  const parts: [string, string | undefined][] = [
    [files.labels ? t('Images') : t('File'), files.images],
    [t('Labels'), files.labels],
    [t('Test images'), files.testImages],
    [t('Test labels'), files.testLabels],
  ];
  const leftOut = data.value.find((each) => each.source === 'files')?.leftOut ?? [];
  return (
    <>
      <div class="own-data">
        <dl class="own-files" aria-label={t('Files')}>
          {parts.map(
            ([name, file]) =>
              file !== undefined && (
                <div key={name}>
                  <dt>{name}</dt>
                  <dd class="clip" title={file}>
                    {file}
                  </dd>
                </div>
              ),
          )}
        </dl>
        <IconButton icon="folder-opened" label={t('Choose other files')} onPress={openData} />
      </div>
      {leftOut.map(({ file, columns }) => (
        <p key={file} class="hint-line field-note">
          {columns === 1
            ? t('{0}: the first column numbers the rows, and is no feature.', file)
            : t('{0}: the first {1} columns number the rows, and are no features.', file, columns)}
        </p>
      ))}
      <TableFields />
      <ScaleField />
      <ScaleNote />
    </>
  );
}

/** Margins, label, paddings and chevron beside what the network's field says; and the reset of a changed one. */
const HINT_BESIDES = 180;
const RESET = 24;

const widths = [[], [10], [32], [128]];

/** Typed or picked: a network alone, or a preset, which sets all but own data. */
function NetworkField() {
  const own = source.value?.ends ?? null;
  const ends = endsOf(draft.value, own);
  const parse = (text: string) => parseNetwork(text, ends, activationOf(draft.value));
  const apply = (config: RunConfig, layers: RunConfig['network']['layers']): RunConfig => ({
    ...config,
    network: { layers },
  });
  const pick = (choice: string) => {
    const preset = presets.find(({ id }) => id === choice);
    const parsed = parse(choice);
    typed.value = {};
    if (preset) configure(withPreset(draft.value, preset.config()));
    else if ('value' in parsed) configure(apply(draft.value, parsed.value));
  };
  const hidden = draft.value.network.layers.length > 0;
  const activation = activationNames()[activationOf(draft.value)];
  const long = hidden ? t('{0}, softmax', activation) : t('softmax');
  const textOf = (config: RunConfig): string => networkText(config, own);
  const usual = textOf({ ...defaultConfig(), data: draft.value.data });
  const shown = textOf(draft.value);
  const room = width.value - HINT_BESIDES - (shown === usual ? 0 : RESET) - textWidth(shown, '13px');
  const hint =
    textWidth(long, '11px') <= room ? long : hidden && textWidth(activation, '11px') <= room ? activation : '';
  return (
    <TextField
      id="network"
      label={t('Network')}
      text={textOf}
      usual={usual}
      parse={parse}
      apply={apply}
      hint={hint}
      problem={networkProblem.value}
      class="network"
    >
      <span class="picker">
        <Select
          label={t('Pick a network or a preset')}
          value=""
          options={[
            { value: '', label: t('Pick a network or a preset') },
            ...(ends
              ? widths
                  .map((middle) => [ends.inputs, ...middle, ends.classes].join('-'))
                  .map((label) => ({ value: label, label }))
              : []),
            ...presets.map(({ id, title }) => ({ value: id, label: t('Preset: {0}', title) })),
          ]}
          onChange={pick}
        />
      </span>
    </TextField>
  );
}
