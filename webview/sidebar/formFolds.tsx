import type { RunConfig } from '@surprisal/core';
import { attempt } from '../shared/failure.js';
import { Field, Fold, Select } from '../shared/field.js';
import { plain } from '../shared/format.js';
import { scaleNames } from '../shared/scaling.js';
import { plural, t } from '../shared/strings.js';
import { activationNames, optionsOf } from './choices.js';
import { ChoiceField, NumberField, TextField } from './fields.js';
import { activationOf, numberText, optimiserOf, parseNumber, rangeOf, withActivation, write } from './form.js';
import { ScaleField } from './scaleField.js';
import { draft, host, open, pace, patienceProblem } from './state.js';

const schedules = (): Record<RunConfig['optimiser']['schedule'], string> => ({
  constant: t('Constant'),
  step: t('Steps'),
  cosine: t('Cosine'),
  oneCycle: t('One cycle'),
});

/**
 * Replay works in double precision and in scikit-learn's order: of three classes or more its losses are those of
 * `MLPClassifier` with `tol` off.
 */
const modes = (): Record<RunConfig['mode'], string> => ({
  fast: t('Fast'),
  replay: t('Replay of scikit-learn'),
});

export function LossOptions() {
  const { loss } = draft.value;
  const weights = Array.isArray(loss.classWeights) ? 'own' : loss.classWeights;
  const weightWords = { none: t('no class weights'), balanced: t('balanced weights'), own: t('own weights') }[weights];
  const parts = [t('smoothing {0}', plain(loss.labelSmoothing)), weightWords];
  if (loss.id === 'focal') parts.unshift(t('γ {0}, α {1}', plain(loss.gamma), plain(loss.alpha)));
  return (
    <Fold
      title={t('Loss options')}
      summary={parts.join(', ')}
      open={open.value.loss ?? false}
      onToggle={(loss) => (open.value = { ...open.value, loss })}
    >
      {loss.id === 'focal' && (
        <>
          <NumberField path="loss.gamma" label={t('Gamma')} hint="0–10" />
          <NumberField path="loss.alpha" label={t('Alpha')} hint="0.01–1" />
        </>
      )}
      <NumberField path="loss.labelSmoothing" label={t('Smoothing')} hint="0–0.9" />
      <ChoiceField
        label={t('Weights')}
        options={[
          { value: 'none', label: t('None') },
          { value: 'balanced', label: t('Balanced') },
          ...(Array.isArray(loss.classWeights) ? [{ value: 'own', label: t('Own') } as const] : []),
        ]}
        value={({ loss }): 'none' | 'balanced' | 'own' =>
          Array.isArray(loss.classWeights) ? 'own' : loss.classWeights
        }
        apply={(config, choice) =>
          choice === 'own' ? config : { ...config, loss: { ...config.loss, classWeights: choice } }
        }
      />
    </Fold>
  );
}

const validation = { scale: 100 };
const patience = { kind: 'integer', min: 0, max: 1000, step: 1 } as const;

export function More() {
  const { optimiser, data, earlyStop, mode } = draft.value;
  const parts = [
    t('validation {0}%', numberText(data.validationFraction, rangeOf('data.validationFraction', validation))),
  ];
  parts.unshift(t('L2 {0}', plain(optimiser.l2)));
  if (optimiser.id === 'sgd' && optimiser.momentum > 0) parts.unshift(t('momentum {0}', plain(optimiser.momentum)));
  if (earlyStop) parts.push(t('early stop {0}', earlyStop.patience));
  if (data.source !== 'files' && data.scale) parts.push(t('scaling: {0}', scaleNames()[data.scale]));
  if (mode === 'replay') parts.push(t('replay'));
  if (pace.value > 0) parts.push(plural(pace.value, '{0} batch a second', '{0} batches a second'));
  return (
    <Fold
      title={t('More')}
      summary={parts.join(', ')}
      open={open.value.more ?? false}
      onToggle={(more) => (open.value = { ...open.value, more })}
    >
      <ChoiceField
        label={t('Activation')}
        options={optionsOf(activationNames())}
        value={activationOf}
        apply={withActivation}
      />
      {optimiser.id === 'sgd' && optimiserOf(draft.value) !== 'plain' && (
        <NumberField path="optimiser.momentum" label={t('Momentum')} hint="0–0.999" />
      )}
      <NumberField path="optimiser.l2" label={t('L2')} range={{ ladder: true }} hint="0–100" />
      <ChoiceField
        label={t('Schedule')}
        options={optionsOf(schedules())}
        value={({ optimiser }) => optimiser.schedule}
        apply={(config, schedule) => write(config, 'optimiser.schedule', schedule)}
      />
      {data.source !== 'files' && <ScaleField />}
      <NumberField path="data.validationFraction" label={t('Validation')} range={validation} hint="%" />
      {data.source !== 'mnist' && (
        <NumberField path="data.testFraction" label={t('Test')} range={validation} hint="%" />
      )}
      <TextField
        id="earlyStop"
        label={t('Early stop')}
        numeric
        hint={t('epochs; 0 is off')}
        text={({ earlyStop }) => String(earlyStop?.patience ?? 0)}
        parse={(text) => parseNumber(text, patience)}
        apply={(config, epochs) => ({ ...config, earlyStop: epochs === 0 ? null : { patience: epochs } })}
        problem={patienceProblem.value}
      />
      <ChoiceField
        label={t('Mode')}
        options={optionsOf(modes())}
        value={({ mode }) => mode}
        apply={(config, mode) => write(config, 'mode', mode)}
      />
      <Pace />
    </Fold>
  );
}

/** How fast the training runs, for watching it. It can be changed during a run and is no part of the run's configuration. */
function Pace() {
  const steps = [...new Set([0, 1, 5, 20, 100, pace.value])].sort((a, b) => a - b);
  const set = (next: number) => {
    pace.value = next;
    attempt(host.call('pace', next));
  };
  return (
    <Field label={t('Pace')} name={t('Pace')} modified={pace.value !== 0} onReset={() => set(0)}>
      {(ids) => (
        <Select
          ids={ids}
          value={String(pace.value)}
          options={steps.map((step) => ({
            value: String(step),
            label: step === 0 ? t('Full speed') : plural(step, '{0} batch/s', '{0} batches/s'),
          }))}
          onChange={(value) => set(Number(value))}
        />
      )}
    </Field>
  );
}
