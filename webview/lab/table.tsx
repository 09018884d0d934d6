import type { LabRow, MeanInterval } from '@surprisal/core';
import { LabelledSelect } from '../shared/field.js';
import { accuracy, count, dash, decimal, percent, plain, signed } from '../shared/format.js';
import { narrowerThan } from '../shared/media.js';
import { plural, t } from '../shared/strings.js';
import { Term } from '../shared/term.js';
import { numberText, parseNumber, stepNumber } from '../sidebar/form.js';
import { Key } from './key.js';
import { detailOf, looks, nameOf } from './names.js';
import { bestRows, changeView, lab, sameRows, state, target } from './state.js';
import { Typed } from './typed.js';
import { signedEpochs, signedPoints } from './verdict.js';
import './table.css';

const middle = narrowerThan(1100);
const percents = { kind: 'number', min: 0.01, max: 1, step: 0.01, scale: 100 } as const;

/** Chooses the curves that are drawn and the accuracy that epochs are counted to. */
export const Looks = () => (
  <div class="bar">
    <LabelledSelect
      label={t('Curves')}
      value={state.value!.view.curves}
      options={[
        { value: 'accuracy', label: t('Validation accuracy') },
        { value: 'loss', label: t('Training loss') },
      ]}
      onChange={(curves) => changeView({ curves })}
    />
    <Typed
      id="target"
      label={t('Epochs to, %')}
      text={numberText(target.value, percents)}
      parse={(text) => parseNumber(text, percents)}
      apply={(target) => changeView({ target })}
      step={(text, up) => stepNumber(text, up, percents)}
      width={4}
    />
  </div>
);

/** Every loss at one rate, and each at its best, compared with the first. */
export function ResultTable() {
  const groups = [
    { title: t('Same rate'), rows: sameRows.value },
    { title: t('Best rate of each'), rows: bestRows.value },
  ];
  const range = rangeOf(groups.flatMap(({ rows }) => rows));
  const goal = percent(target.value, 0);
  const wide = !middle.value;
  return (
    <div class="table-scroll" tabIndex={0} role="group" aria-label={t('Results')}>
      <table
        class="table result-table"
        aria-label={t('Each loss compared with {0}', nameOf(lab.value!.plan.losses[0]))}
      >
        <thead>
          <tr>
            <th scope="col">{t('Loss')}</th>
            <NumberHead>{t('Rate')}</NumberHead>
            <NumberHead>{t('Test accuracy')}</NumberHead>
            <th scope="col">{t('95%')}</th>
            <NumberHead
              meaning={t('Test accuracy less that of the first loss, in points of per cent; pairs have the same seed.')}
            >
              {t('Difference')}
            </NumberHead>
            <th scope="col">{t('95%, paired')}</th>
            {wide && (
              <th scope="col" class="drawn">
                <span class="only-read">{t('Differences, drawn')}</span>
                <Axis range={range} />
              </th>
            )}
            <NumberHead meaning={t('The first epoch at whose end the validation part is read with that accuracy.')}>
              {t('Epochs to {0}', goal)}
            </NumberHead>
            <NumberHead meaning={t('Epochs to {0} less those of the first loss; pairs have the same seed.', goal)}>
              {t('Later')}
            </NumberHead>
            <th scope="col">{t('95%, paired')}</th>
            <NumberHead
              meaning={t(
                'Mean of −ln of the probability of the actual class on the test part, whichever loss was trained.',
              )}
            >
              {t('Nats')}
            </NumberHead>
            <NumberHead meaning={t('How far confidence and accuracy lie apart on the test part, over 15 bins.')}>
              {t('Calibration error')}
            </NumberHead>
          </tr>
        </thead>
        {groups.map(({ title, rows }) => (
          <tbody key={title}>
            <tr class="group">
              <th scope="rowgroup" colSpan={wide ? 12 : 11}>
                {title}
              </th>
            </tr>
            {rows.map((row) => (
              <Row key={row.loss} row={row} wide={wide} range={range} />
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
}

const NumberHead = ({ children, meaning }: { children: string; meaning?: string }) => (
  <th scope="col" class="right">
    {meaning ? <Term meaning={meaning}>{children}</Term> : children}
  </th>
);

const ends = (interval: MeanInterval | null, text: (value: number) => string): string =>
  interval && Number.isFinite(interval.low) ? t('{0} to {1}', text(interval.low), text(interval.high)) : '';

function Row({ row, wide, range }: { row: LabRow; wide: boolean; range: Range }) {
  const loss = lab.value!.plan.losses[row.loss];
  const first = row.loss === 0;
  return (
    <tr>
      <th scope="row">
        <Key loss={row.loss} />
        {nameOf(loss)} <span class="muted small">{detailOf(loss)}</span>
      </th>
      <td class="right">{row.rate === null ? dash : plain(row.rate)}</td>
      {row.failed > 0 || row.rate === null ? (
        <td colSpan={wide ? 5 : 4} class="diverged">
          {row.rate === null
            ? t('At every rate the loss of a run became NaN or infinite')
            : plural(
                row.seeds,
                'The loss became NaN or infinite',
                'The loss became NaN or infinite in {1} of {0} runs',
                count(row.failed),
              )}
        </td>
      ) : (
        <>
          <td class="right">{accuracy(row.accuracy?.mean ?? null)}</td>
          <td class="muted">{ends(row.accuracy, (x) => decimal(x * 100, 1))}</td>
          <td class={first ? 'right muted' : 'right'}>
            {first ? t('baseline') : row.difference ? signedPoints(row.difference.mean) : dash}
          </td>
          <td class="muted">{ends(row.difference, signedPoints)}</td>
          {wide && <td class="drawn">{row.difference && <Differences row={row} range={range} />}</td>}
        </>
      )}
      <td class="right">
        {row.epochs ? decimal(row.epochs.mean, 1) : t('{0} of {1} do', count(row.reached), count(row.seeds))}
      </td>
      <td class={first ? 'right muted' : 'right'}>
        {first ? t('baseline') : row.later ? signedEpochs(row.later.mean) : dash}
      </td>
      <td class="muted">{ends(row.later, signedEpochs)}</td>
      <td class="right">{decimal(row.nats)}</td>
      <td class="right">{percent(row.calibration)}</td>
    </tr>
  );
}

/** The least and the greatest difference that is drawn, in points. 0 lies between them. */
type Range = readonly [low: number, high: number];

function rangeOf(rows: readonly LabRow[]): Range {
  const all = rows.flatMap(({ difference }) => (difference ? difference.values : [])).map((value) => value * 100);
  return [Math.min(-1, Math.floor(Math.min(0, ...all) - 0.2)), Math.max(1, Math.ceil(Math.max(0, ...all) + 0.2))];
}

const at = (value: number, [low, high]: Range): string => `${((value - low) / (high - low)) * 100}%`;

function Axis({ range }: { range: Range }) {
  const [low, high] = range;
  const step = [1, 2, 5, 10, 20, 50].find((size) => (high - low) / size <= 5) ?? 100;
  const marks: number[] = [];
  for (let mark = Math.ceil(low / step) * step; mark <= high; mark += step) marks.push(mark);
  return (
    <span class="difference-axis" aria-hidden="true">
      {marks.map((mark) => (
        <span key={mark} style={{ left: at(mark, range) }}>
          {signed(mark, (size) => decimal(size, 0))}
        </span>
      ))}
    </span>
  );
}

/** A dot a seed, the interval as a bar and the mean as a line. */
function Differences({ row: { difference, loss }, range }: { row: LabRow; range: Range }) {
  const { values, mean, low, high } = difference!;
  const [least, most] = [Math.max(low * 100, range[0]), Math.min(high * 100, range[1])];
  return (
    <span class={`differences ${looks[loss].role}`} aria-hidden="true">
      <i class="zero" style={{ left: at(0, range) }} />
      {Number.isFinite(low) && (
        <i class="range" style={{ left: at(least, range), right: `calc(100% - ${at(most, range)})` }} />
      )}
      {values.map((value, i) => (
        <i key={i} class="dot" style={{ left: at(value * 100, range) }} />
      ))}
      <i class="mean" style={{ left: at(mean * 100, range) }} />
    </span>
  );
}
