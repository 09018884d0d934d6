import type { CellContrast, MeanImage } from '../../../extension/protocol/inspector/images.js';
import { count, decimal } from '../../shared/format.js';
import { Difference, Picture } from '../../shared/picture.js';
import { itemCount } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { useAtEpoch } from '../atEpoch.js';
import { axisMarks, histogram, type Histogram } from './histogram.js';
import type { Cell } from './matrixKeys.js';
import { host, imageSize, nameOfClass, shownEpoch } from '../state.js';

/** The mean image of the cell beside those of both classes that are read right, and the margins of the class. */
export function CellContrastPart({ cell }: { cell: Cell }) {
  const { value: contrast, stale } = useContrast(cell);
  return contrast ? <ContrastPictures cell={cell} contrast={contrast} stale={stale} /> : <div class="compared" />;
}

export const useContrast = (cell: Cell) =>
  useAtEpoch(`${cell.actual} ${cell.predicted}`, () => host.call('contrast', { ...cell, epoch: shownEpoch.value }));

export function ContrastPictures({ cell, contrast, stale }: { cell: Cell; contrast: CellContrast; stale: boolean }) {
  const names = { actual: nameOfClass(cell.actual), predicted: nameOfClass(cell.predicted) };
  return (
    <div class="compared" aria-busy={stale}>
      <Means contrast={contrast} {...names} />
      <Margins margins={contrast.margins} {...names} />
    </div>
  );
}

function Means({ contrast, actual, predicted }: { contrast: CellContrast; actual: string; predicted: string }) {
  const mean = (title: string, { pixels, count: of }: MeanImage) => (
    <figure key={title}>
      <div class="tile">
        {of > 0 && <Picture {...imageSize.value} pixels={pixels} label={t('{0}, mean of {1}', title, itemCount(of))} />}
      </div>
      <figcaption>
        <span class="clip">{title}</span>
        <span class="muted clip wide">{of > 0 ? t('mean of {0}', count(of)) : t('none')}</span>
      </figcaption>
    </figure>
  );
  return (
    <div class="means">
      {mean(t('Read as {0}', actual), contrast.right)}
      {mean(t('The errors'), contrast.wrong)}
      {mean(t('{0}, read right', predicted), contrast.other)}
      {contrast.right.count > 0 && (
        <figure class="wide">
          <div class="tile">
            <Difference
              {...imageSize.value}
              pixels={contrast.wrong.pixels}
              base={contrast.right.pixels}
              label={t('The errors less those read as {0}: where they have more ink and where less', actual)}
            />
          </div>
          <figcaption>
            <span class="clip">{t('Errors − {0}', actual)}</span>
            <span class="muted key">
              <i class="swatch more" />
              {t('more')} <i class="swatch less" />
              {t('less')}
            </span>
          </figcaption>
        </figure>
      )}
    </div>
  );
}

const height = 76;

function Margins({ margins, actual, predicted }: { margins: Float32Array; actual: string; predicted: string }) {
  const bars = histogram(margins, 36);
  if (!bars) return null;
  const { from, width, counts } = bars;
  const below = margins.reduce((sum, margin) => sum + (margin < 0 ? 1 : 0), 0);
  const most = Math.max(...counts);
  const zero = -from / width;
  const left = `${(zero / counts.length) * 100}%`;
  return (
    <figure class="margins">
      <figcaption>{t('Every {0}, however read: ln p({0}) − ln p({1}), nats', actual, predicted)}</figcaption>
      <div class="bars">
        <div class="sides muted">
          <span class="before" style={{ width: left }}>
            {t('{0} ahead: {1}', predicted, count(below))}
          </span>
          <span class="after">{t('{0} ahead: {1}', actual, count(margins.length - below))}</span>
        </div>
        <svg
          viewBox={`0 0 ${counts.length} ${height}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={marginLabel(bars, actual, predicted, below, margins.length)}
        >
          {counts.map((value, i) => {
            const tall = (value / most) * (height - 2);
            return (
              <rect
                key={i}
                class={i < zero ? 'more' : 'less'}
                x={i + 0.06}
                y={height - tall}
                width={0.88}
                height={tall}
              />
            );
          })}
        </svg>
        <span class="zero" style={{ left }} />
        {axisMarks(bars).map((mark) => (
          <span
            key={mark}
            class="muted mark numbers"
            style={{ left: `${((mark - from) / width / counts.length) * 100}%` }}
          >
            {decimal(mark, 0)}
          </span>
        ))}
      </div>
    </figure>
  );
}

const marginLabel = (bars: Histogram, actual: string, predicted: string, below: number, all: number): string =>
  t(
    'Margins from {0} to {1} nats: {2} of {3} with {4} ahead of {5}',
    decimal(bars.from, 1),
    decimal(bars.from + bars.width * bars.counts.length, 1),
    count(below),
    itemCount(all),
    predicted,
    actual,
  );
