import type { Why, WhyUnit } from '../../../extension/protocol/inspector/why.js';
import { count, decimal, signed } from '../../shared/format.js';
import { Signed } from '../../shared/picture.js';
import { plural, t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { imageSize, nameOfClass } from '../state.js';

const hundredths = (value: number): string => signed(value, (size) => decimal(size, 2));

/** Which pixels moved the decision, and what the first layer makes of them. */
export function Decision({ cell, why }: { cell: Cell; why: Why }) {
  const [actual, predicted] = [nameOfClass(cell.actual), nameOfClass(cell.predicted)];
  const { layer } = why;
  const most = layer.units.reduce(
    (sum, { weights }) => weights.reduce((high, w) => Math.max(high, Math.abs(w)), sum),
    0,
  );
  return (
    <div class="why-decision">
      <section aria-label={t('Pixels that moved the decision')}>
        <h2>
          <Term
            meaning={t(
              'Each pixel times the gradient of logit {0} less logit {1} by it: its part in the decision, mean over the errors.',
              predicted,
              actual,
            )}
          >
            {t('Pixels that moved the decision')}
          </Term>
        </h2>
        <figure class="why-push">
          <div class="tile">
            <Signed
              {...imageSize.value}
              channels={1}
              values={why.push}
              label={plural(
                why.items.length,
                'Pixels that speak for {1} and for {2}, of {0} error',
                'Pixels that speak for {1} and for {2}, mean over {0} errors',
                predicted,
                actual,
              )}
            />
          </div>
          <Legend actual={actual} predicted={predicted} />
        </figure>
      </section>
      <section aria-label={t('What the first layer looks at')}>
        <h2>
          <Term meaning={meaningOf(layer)}>{t('What the first layer looks at')}</Term>
        </h2>
        <p class="muted small">
          {layer.kind === 'output'
            ? t('There is no hidden layer: the weights of each class are its picture.')
            : layer.units[0]?.right === null
              ? t(
                  '{0} of {1} {2}, those first whose part in the errors is the greatest; none is read as {3}.',
                  layer.units.length,
                  count(layer.of),
                  layer.kind === 'convolution' ? t('filters') : t('units'),
                  actual,
                )
              : t(
                  '{0} of {1} {2}, those first whose part differs most between the errors and those read as {3}.',
                  layer.units.length,
                  count(layer.of),
                  layer.kind === 'convolution' ? t('filters') : t('units'),
                  actual,
                )}
        </p>
        <ul class="why-units">
          {layer.units.map((unit) => (
            <Unit key={unit.unit} unit={unit} why={why} most={most} actual={actual} predicted={predicted} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function meaningOf({ kind, channels }: Why['layer']): string {
  const drawn =
    channels === 3
      ? t('Red, green and blue are each as far above or below middle grey as their weight is above or below 0.')
      : t('Weights above 0 in one colour, below 0 in the other.');
  const adds =
    kind === 'output'
      ? t('What it adds is its logit, with its sign in the decision.')
      : t(
          'Beside it what the output adds to the decision: its value times the gradient by it; above 0 it speaks for the class that was read.',
        );
  return `${drawn} ${adds}`;
}

export const Legend = ({ actual, predicted }: { actual: string; predicted: string }) => (
  <figcaption class="muted why-key small">
    <span>
      <i class="swatch more" /> {t('for {0}', predicted)}
    </span>
    <span>
      <i class="swatch less" /> {t('for {0}', actual)}
    </span>
  </figcaption>
);

interface UnitProps {
  unit: WhyUnit;
  why: Why;
  most: number;
  actual: string;
  predicted: string;
}

function Unit({ unit: { unit, weights, errors, right }, why: { layer }, most, actual, predicted }: UnitProps) {
  const name =
    layer.kind === 'output'
      ? t('Class {0}', nameOfClass(unit))
      : layer.kind === 'convolution'
        ? t('Filter {0}', unit + 1)
        : t('Unit {0}', unit + 1);
  return (
    <li>
      <div class="tile">
        <Signed
          values={weights}
          width={layer.width}
          height={layer.height}
          channels={layer.channels}
          most={most}
          label={
            right === null
              ? t(
                  'Weights of {0}: adds {1} to {2} against {3} on the errors; none is read right',
                  name,
                  hundredths(errors),
                  predicted,
                  actual,
                )
              : t(
                  'Weights of {0}: adds {1} to {2} against {3} on the errors, {4} on those read right',
                  name,
                  hundredths(errors),
                  predicted,
                  actual,
                  hundredths(right),
                )
          }
        />
      </div>
      <b class="small">{name}</b>
      <dl class="numbers">
        <dt class="muted">{t('errors')}</dt>
        <dd>{hundredths(errors)}</dd>
        <dt class="muted">{t('right')}</dt>
        <dd>{right === null ? <span class="muted">{t('none')}</span> : hundredths(right)}</dd>
      </dl>
    </li>
  );
}
