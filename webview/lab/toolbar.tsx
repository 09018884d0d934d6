import { labRanges, type LabLoss } from '@surprisal/core';
import { Button, IconButton } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { Select } from '../shared/field.js';
import { plain } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';
import { numberText, parseNumber, rangeOf, stepNumber, type Parsed } from '../sidebar/form.js';
import { Key } from './key.js';
import { detailOf, lossNames, nameOf } from './names.js';
import { changeSettings, host, lab, next, running, state } from './state.js';
import { Typed, typedWrong } from './typed.js';

/** The settings of the next comparison, and the button that starts or stops it. */
export function Toolbar() {
  const { value } = state;
  const plan = next.value;
  if (!value || !plan) return null;
  const { settings, config } = value;
  const epochs = rangeOf('epochs');
  const seeds = { kind: 'integer', step: 1, ...labRanges.seeds } as const;
  const runs = plan.losses.length * plan.rates.length * plan.seeds.length;
  return (
    <form class="bar" aria-label={t('Next comparison')} onSubmit={(event) => event.preventDefault()}>
      <Losses />
      <Typed
        id="seeds"
        label={t('Seeds')}
        text={numberText(settings.seeds, seeds)}
        parse={(text) => parseNumber(text, seeds)}
        apply={(seeds) => changeSettings({ seeds })}
        step={(text, up) => stepNumber(text, up, seeds)}
        width={3}
      />
      <Typed
        id="epochs"
        label={t('Epochs')}
        text={numberText(plan.config.epochs, epochs)}
        parse={(text) => parseNumber(text, epochs)}
        apply={(epochs) => changeSettings({ epochs: epochs === config.epochs ? null : epochs })}
        step={(text, up) => stepNumber(text, up, epochs)}
        width={4}
      />
      <Typed
        id="rates"
        label={t('Rates')}
        text={plan.rates.join(', ')}
        parse={parseRates}
        apply={(rates) => changeSettings({ rates: rates.length > 0 ? rates : null })}
        width={16}
      />
      {settings.rates && (
        <IconButton
          icon="discard"
          label={t('Rates of the form again')}
          onPress={() => changeSettings({ rates: null })}
        />
      )}
      <span class="row start">
        <span class="muted">
          {plural(
            runs,
            '{0} run; same split, first weights and batches in each seed',
            '{0} runs; same split, first weights and batches in each seed',
          )}
        </span>
        {running.value ? (
          <Button icon="debug-stop" onPress={() => attempt(host.call('stop', null))}>
            {t('Stop')}
          </Button>
        ) : (
          <Button primary icon="play" disabled={typedWrong.value} onPress={() => attempt(host.call('start', null))}>
            {lab.value ? t('Run again') : t('Run')}
          </Button>
        )}
      </span>
    </form>
  );
}

/** Reads 1 to 5 rates. An empty text stands for the rate of the form. */
function parseRates(text: string): Parsed<number[]> {
  const rates: number[] = [];
  for (const part of text.split(/[,;\s]+/).filter(Boolean)) {
    const parsed = parseNumber(part, rangeOf('optimiser.rate'));
    if ('problem' in parsed) return { problem: `${part}: ${parsed.problem}` };
    if (rates.includes(parsed.value)) return { problem: t('{0} stands there twice.', plain(parsed.value)) };
    rates.push(parsed.value);
  }
  if (rates.length > labRanges.rates.max) return { problem: t('At most {0} rates.', labRanges.rates.max) };
  return { value: rates };
}

function Losses() {
  const { losses } = state.value!.settings;
  const names = lossNames();
  const left = (Object.keys(names) as LabLoss[]).filter((id) => !losses.includes(id));
  return (
    <span class="losses" role="group" aria-label={t('Losses')}>
      {losses.map((id, i) => (
        <span class="chip" key={id}>
          <Key loss={i} />
          <span title={i === 0 ? t('The others are compared with it') : ''}>{nameOf(next.value!.losses[i])}</span>
          <span class="muted small">{detailOf(next.value!.losses[i])}</span>
          <IconButton
            icon="close"
            label={t('Leave {0} out', names[id])}
            disabled={losses.length <= labRanges.losses.min}
            onPress={() => changeSettings({ losses: losses.filter((other) => other !== id) })}
          />
        </span>
      ))}
      {left.length > 0 && (
        <Select
          label={t('Add a loss')}
          value=""
          options={[{ value: '', label: t('Add…') }, ...left.map((id) => ({ value: id, label: names[id] }))]}
          onChange={(id) => id !== '' && changeSettings({ losses: [...losses, id] })}
        />
      )}
    </span>
  );
}
