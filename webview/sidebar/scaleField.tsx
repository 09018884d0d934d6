import { scaleRules, type RunConfig, type ScaleRule } from '@surprisal/core';
import { Link } from '../shared/button.js';
import { count } from '../shared/format.js';
import { scaleNames } from '../shared/scaling.js';
import { t } from '../shared/strings.js';
import { ChoiceField } from './fields.js';
import { active, canTrain, configure, draft, source, train } from './state.js';

const AUTOMATIC = 'automatic';
type Choice = ScaleRule | typeof AUTOMATIC;

const meanings = (): Record<ScaleRule, string> => ({
  none: t('Each value goes in as the file has it.'),
  byte: t('Values from 0 to 255 become 0 to 1.'),
  standard: t('Each column less its mean, over its deviation; both are those of the rows trained on.'),
});

function withChoice(config: RunConfig, choice: Choice): RunConfig {
  const { scale: _, ...data } = config.data;
  return { ...config, data: choice === AUTOMATIC ? data : { ...data, scale: choice } };
}

/** How features are scaled: by their kind, which it names, or as the person chooses. */
export function ScaleField() {
  const { data } = draft.value;
  const usual = data.source === 'files' ? source.value?.scale?.usual : 'byte';
  const names = scaleNames();
  const automatic = { byte: t('Automatic: ÷ 255'), none: t('Automatic: none') };
  return (
    <ChoiceField
      label={t('Scaling')}
      options={[
        { value: AUTOMATIC, label: usual ? automatic[usual] : t('Automatic') },
        ...scaleRules.map((rule) => ({ value: rule, label: names[rule] })),
      ]}
      value={({ data }): Choice => (data.scale === 'legacy' ? AUTOMATIC : (data.scale ?? AUTOMATIC))}
      apply={withChoice}
    />
  );
}

/** Says what the rule does to the person's data, and offers another rule where that looks better. */
export function ScaleNote() {
  const { rule, advice } = source.value?.scale ?? {};
  if (!rule) return null;
  const pick = (scale: ScaleRule) => () => configure(withChoice(draft.value, scale));
  return (
    <p class="hint-line field-note" role="status">
      {meanings()[rule]}{' '}
      {advice?.bytes && (
        <>
          {t('They are whole numbers from 0 to 255: pixels learn better divided.')}{' '}
          <Link onPress={pick('byte')}>{t('Divide by 255')}</Link>{' '}
        </>
      )}
      {advice?.factor != null && (
        <>
          {t(
            'Columns differ by a factor of {0}: the widest hide the others.',
            count(Number(advice.factor.toPrecision(2))),
          )}{' '}
          <Link onPress={pick('standard')}>{t('Standardise')}</Link>
          {canTrain.value && !active.value && (
            <>
              {' '}
              <Link
                onPress={() => {
                  pick('standard')();
                  train();
                }}
              >
                {t('Standardise and train')}
              </Link>
            </>
          )}
        </>
      )}
    </p>
  );
}
