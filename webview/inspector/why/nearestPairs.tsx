import type { Why } from '../../../extension/protocol/inspector/why.js';
import { count, decimal } from '../../shared/format.js';
import { itemCount } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { nameOfClass } from '../state.js';
import { Near } from './errors.js';

/** The images of the two classes that lie nearest to one another. */
export function NearestPairs({ cell, why: { pairs, searched } }: { cell: Cell; why: Why }) {
  return (
    <section aria-label={t('Nearest across the border')}>
      <div class="detail-head">
        <h2>{t('Nearest across the border')}</h2>
        <span class="muted clip">
          {t(
            'of {0} of {1} and {2} of {3} in the training part, by L2',
            itemCount(searched.actual),
            nameOfClass(cell.actual),
            count(searched.predicted),
            nameOfClass(cell.predicted),
          )}
        </span>
      </div>
      <ul class="why-pairs">
        {pairs.map(({ distance, actual, predicted }) => (
          <li key={`${actual.image} ${predicted.image}`}>
            <Near of={actual} cell={cell} />
            <Near of={predicted} cell={cell} />
            <span class="numbers small">{decimal(distance, 2)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
