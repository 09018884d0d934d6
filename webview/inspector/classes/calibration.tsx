import type { CalibrationBin } from '@surprisal/core';
import { count, percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { Table, type Column } from '../../shared/table.js';
import { predictions } from '../state.js';
import { capital, itemNouns } from '../itemNouns.js';
import { calibrationOf } from './calibrationOf.js';

/** Compares the probabilities that the network gave with how often it was right. */
export function CalibrationPart() {
  const calibration = calibrationOf(predictions.value);
  if (!calibration) return null;
  const { bins, error } = calibration;
  return (
    <section class="calibration" aria-label={t('Calibration')}>
      <div class="classes-head">
        <h2>{t('Calibration')}</h2>
        <span class="muted">
          {t('Error {0}: how far the share read right lies from the probability given, on the mean', percent(error))}
        </span>
      </div>
      <div class="reliability">
        <Reliability bins={bins} error={error} />
        <div class="table-scroll">
          <Table
            label={t('Calibration, by the probability of the class read')}
            columns={columns()}
            rows={bins}
            rowId={({ low }) => low}
          />
        </div>
      </div>
    </section>
  );
}

const columns = (): Column<CalibrationBin>[] => [
  {
    id: 'bin',
    head: t('Probability given'),
    cell: ({ low, high }) => t('{0} to {1}', percent(low, 0), percent(high, 0)),
    value: ({ low }) => low,
  },
  {
    id: 'count',
    head: capital(itemNouns()),
    align: 'right',
    cell: (bin) => count(bin.count),
    value: (bin) => -bin.count,
  },
  { id: 'confidence', head: t('Mean'), align: 'right', cell: (bin) => percent(bin.confidence) },
  { id: 'accuracy', head: t('Read right'), align: 'right', cell: (bin) => percent(bin.accuracy) },
];

const SIDE = 100;

/** Bars of the share read right in each bin. They would end at the dashed line if the probabilities were right. */
function Reliability({ bins, error }: { bins: readonly CalibrationBin[]; error: number }) {
  return (
    <figure>
      <div class="square">
        <span class="muted numbers top">{percent(1, 0)}</span>
        <span class="muted numbers bottom">{percent(0, 0)}</span>
        <svg
          viewBox={`0 0 ${SIDE} ${SIDE}`}
          role="img"
          aria-label={t('Reliability curve, calibration error {0}', percent(error))}
        >
          {bins.map(({ low, high, accuracy }) => {
            const tall = (accuracy ?? 0) * SIDE;
            return (
              <rect key={low} x={low * SIDE + 0.4} width={(high - low) * SIDE - 0.8} y={SIDE - tall} height={tall} />
            );
          })}
          <line x1={0} y1={SIDE} x2={SIDE} y2={0} />
        </svg>
      </div>
      <figcaption class="muted">{t('Read right, by the probability given (0 to 100%)')}</figcaption>
    </figure>
  );
}
