import type { ArrayStatistics } from '@surprisal/core';
import { type Asked, isWholeSlice, ofSlice, ofWhole } from './answers.js';
import { AxisStatistics } from './axisStatistics.js';
import { useNanInAll } from './nanInAll.js';
import { isComplex } from './numberText.js';
import { slice, tensor } from './state.js';
import { long } from './statisticsText.js';
import { useWidth } from './useWidth.js';
import { Link } from '../shared/button.js';
import { count, dash, list, percent, plain } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';
import { Term } from '../shared/term.js';
import { Working } from '../shared/working.js';

interface Figure {
  name: string;
  meaning?: string;
  text: (of: ArrayStatistics) => string;
  /** A sample does not tell it. */
  counted?: boolean;
}

const infinite = (of: ArrayStatistics): number => of.positiveInfinity + of.negativeInfinity;
const isLongText = (text: string | null): text is string => text !== null && /^-?\d{7,}$/.test(text);
const end = (text: string | null, value: number | null): string =>
  isLongText(text) ? text.replace('-', '−') : long(value);

const figures = (): Figure[] => [
  { name: t('Min'), text: (of) => end(of.minText, of.min) },
  { name: t('Max'), text: (of) => end(of.maxText, of.max) },
  { name: t('Mean'), text: (of) => long(of.mean) },
  {
    name: t('Deviation'),
    meaning: t('Of all these numbers, not of a sample: divided by n.'),
    text: (of) => long(of.deviation),
  },
  {
    name: t('Median'),
    text: (of) => `${of.quantiles && !of.quantiles.exact ? '≈ ' : ''}${long(of.quantiles?.median ?? null)}`,
  },
  {
    name: t('Norm'),
    meaning: t('The square root of the sum of their squares (L2); of complex numbers, of their magnitudes.'),
    text: (of) => long(of.norm),
    counted: true,
  },
  { name: t('Zeros'), text: (of) => count(of.zeros), counted: true },
  { name: t('NaN'), text: (of) => count(of.nan), counted: true },
  { name: t('Infinite'), text: (of) => count(infinite(of)), counted: true },
  { name: t('Numbers'), text: (of) => count(of.count), counted: true },
];

/** The statistics in one sentence, for who does not see the picture. */
export function statisticsWords(of: ArrayStatistics): string {
  const words = t(
    'min {0}, max {1}, mean {2}, deviation {3}',
    long(of.min),
    long(of.max),
    long(of.mean),
    long(of.deviation),
  );
  return of.nan + infinite(of) > 0 ? t('{0}; NaN {1}, infinite {2}', words, count(of.nan), count(infinite(of))) : words;
}

/** Narrower than this, px, the table stands upright. */
const UPRIGHT = 640;

/** Statistics of the slice over those of the whole, and what is remarkable of the slice. */
export function Statistics() {
  const [box, width] = useWidth<HTMLElement>(UPRIGHT);
  const rows = [
    { name: t('Slice'), source: ofSlice },
    { name: t('Whole'), source: ofWhole },
  ];
  const all = figures();
  const cell = (figure: Figure, { value }: Asked) => {
    if (!value) return <span class="muted">{dash}</span>;
    return value.sampled !== null && figure.counted
      ? dash
      : `${value.sampled === null ? '' : '≈ '}${figure.text(value.of)}`;
  };
  const head = (figure: Figure) => (figure.meaning ? <Term meaning={figure.meaning}>{figure.name}</Term> : figure.name);
  return (
    <section class="statistics" ref={box} aria-label={t('Statistics')}>
      {width < UPRIGHT ? (
        <div class="table-scroll">
          <table class="table upright" aria-label={t('Statistics')}>
            <thead>
              <tr>
                <th scope="col">{t('Statistics')}</th>
                {rows.map(({ name }) => (
                  <th key={name} scope="col" class="right">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {all.map((figure) => (
                <tr key={figure.name}>
                  <th scope="row">{head(figure)}</th>
                  {rows.map(({ name, source }) => (
                    <td key={name} class="right">
                      {cell(figure, source.asked.value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : (
        <div class="table-scroll">
          <table class="table" aria-label={t('Statistics')}>
            <thead>
              <tr>
                <th scope="col">
                  <span class="only-read">{t('Of')}</span>
                </th>
                {all.map((figure) => (
                  <th key={figure.name} scope="col" class="right">
                    {head(figure)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {rows.map(({ name, source }) => (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  {all.map((figure) => (
                    <td key={figure.name} class="right">
                      {cell(figure, source.asked.value)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.slice(isWholeSlice.value ? 1 : 0).map(({ name, source }) => (
        <Reading
          key={name}
          name={name}
          asked={source.asked.value}
          bytes={source === ofWhole ? tensor.value?.bytes : undefined}
          onAll={source.readAll}
          onCancel={source.cancel}
        />
      ))}
      {isComplex(tensor.value?.dtype ?? '') && (
        <p class="muted">{t('Colours, histogram and statistics of complex numbers are of their magnitudes.')}</p>
      )}
      <Remarkable />
      <AxisStatistics />
    </section>
  );
}

interface ReadingProps {
  name: string;
  asked: Asked;
  /** How much all of it is, where that is known. */
  bytes: number | undefined;
  onAll: () => void;
  onCancel: () => void;
}

/** Bytes from which the size stands on the button that reads them. */
const GIGA = 1e9;
const sizeText = (bytes: number): string =>
  bytes >= GIGA ? `${(bytes / GIGA).toFixed(2)} GB` : `${Math.max(0.1, bytes / 1e6).toFixed(1)} MB`;

/** How far the reading of statistics is, or that they are of a sample, with what to do about it. */
function Reading({ name, asked: { value, trouble, share }, bytes, onAll, onCancel }: ReadingProps) {
  if (trouble)
    return (
      <p class="notice error" role="alert">
        {t('{0}: {1}', name, trouble)} <Link onPress={onAll}>{t('Try again')}</Link>
      </p>
    );
  if (share !== null && share > 0) {
    const words = t('{0}: {1} read', name, percent(share, 0));
    return (
      <Working label={name} share={share} words={words} class="narrow">
        <span class="muted small numbers">
          {words} <Link onPress={onCancel}>{t('Cancel')}</Link>
        </span>
      </Working>
    );
  }
  if (value?.sampled == null && (value || share === 0)) return null;
  const all = bytes === undefined ? t('Read everything') : t('Read everything, {0}', sizeText(bytes));
  return (
    <p class="muted">
      {value?.sampled != null &&
        t('{0} ≈ of a sample, evenly drawn: {1}. ', name, plural(value.sampled, '1 number', '{0} numbers'))}
      <Link onPress={onAll}>{all}</Link>
    </p>
  );
}

/** So many different whole numbers are named. */
const FEW = 12;

/** One line of what stands out, of what was checked. */
function Remarkable() {
  const { value } = ofSlice.asked.value;
  const inAll = useNanInAll();
  if (!value || value.of.count === 0) return null;
  const { of, sampled } = value;
  const said: string[] = [];
  const finite = of.count - of.nan - infinite(of);
  if (inAll !== null)
    said.push(
      plural(
        of.nan,
        'NaN at the same place in all {1} slices.',
        'NaN at the same {0} places in all {1} slices.',
        count(inAll),
      ),
    );
  else if (of.nan > 0) {
    const all = plural(of.count, '1 number', '{0} numbers');
    said.push(of.nan === 1 ? t('1 of {0} is NaN.', all) : t('{0} of {1} are NaN.', count(of.nan), all));
  }
  if (infinite(of) > 0) said.push(plural(infinite(of), '1 number is infinite.', '{0} numbers are infinite.'));
  if (of.count > 1 && finite > 1 && of.min === of.max) said.push(t('Every finite number is {0}.', long(of.min)));
  else if (of.distinct && of.distinct.values.length <= FEW && of.count > FEW)
    said.push(t('Only {0} occur.', list([...of.distinct.values].map(plain))));
  else if (finite > 100 && of.atMin > finite / 20 && of.min !== 0)
    said.push(t('{0} stand at the least value.', percent(of.atMin / finite)));
  else if (finite > 100 && of.atMax > finite / 20 && of.max !== 0)
    said.push(t('{0} stand at the greatest value.', percent(of.atMax / finite)));
  return (
    <p>
      {of.nan > 0 && <i class="hatched" aria-hidden="true" />}
      {sampled !== null && said.length > 0 && `${t('Of the sample:')} `}
      <b>{said.join(' ')}</b> <span class="muted">{sampled === null ? distributionWords(of) : ''}</span>
    </p>
  );
}

function distributionWords({ distributionAlong, unchecked, count: numbers }: ArrayStatistics): string {
  const kept = slice.value.axes.filter(({ kept: is }) => is).length;
  if (kept === 0 || numbers < 2) return '';
  if (distributionAlong.length > 0)
    return distributionAlong.length === 1
      ? t('A distribution along axis {0}.', distributionAlong[0])
      : t('A distribution along each of the axes {0}.', list(distributionAlong.map(String)));
  return unchecked.length === 0 ? t('Not a distribution along any axis.') : '';
}
