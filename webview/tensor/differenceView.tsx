import { type ArrayDifference, atIndex } from '@surprisal/core';
import { unasked } from './answers.js';
import { against, differences, go, isByNames, isSameShape, left, pairOf, progress, stop } from './differences.js';
import { placeOf } from './grid.js';
import { withMinus } from './numberText.js';
import { shapeText } from './slices.js';
import { cell, host, isList, opened, setSlice, slice, state, tensor } from './state.js';
import { long, short } from './statisticsText.js';
import { IconButton, Link } from '../shared/button.js';
import { Fact } from '../shared/fact.js';
import { attempt } from '../shared/failure.js';
import { count, list, percent } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';
import { Working } from '../shared/working.js';

/** How the tensor on show differs from the one that it is compared with. */
export function Difference() {
  const other = against.value;
  const facts = tensor.value;
  if (!other || !facts) return null;
  const pair = pairOf(opened.value);
  if (!pair && other.one !== null) return null;
  const with_ = other.one ? t('{0}: {1}', other.title, other.one) : other.title;
  return (
    <section class="difference" aria-label={t('Difference')}>
      <Head title={with_} canEnd={other.one !== null || !isList.value} />
      {!pair ? (
        <p>{t('It is only in this file.')}</p>
      ) : !isSameShape(opened.value) ? (
        <p>
          {t(
            'The shapes differ: {0} here, {1} there. Only tensors of one shape are compared.',
            shapeText(facts.shape),
            shapeText(pair.shape),
          )}
        </p>
      ) : (
        <Figures />
      )}
    </section>
  );
}

const Head = ({ title, canEnd }: { title: string; canEnd: boolean }) => (
  <div class="tools">
    <h2 class="clip" title={title}>
      {t('Compared with {0}', title)}
    </h2>
    <span class="space" />
    {canEnd && (
      <IconButton
        icon="close"
        label={t('Do not compare any longer')}
        onPress={() => attempt(host.call('endCompare', null))}
      />
    )}
  </div>
);

const nanWords = (): string => t('Two NaN are equal here, as in NumPy’s allclose with equal_nan.');

function Figures() {
  const { value: of, trouble, share } = differences.value.get(opened.value) ?? unasked;
  if (trouble)
    return (
      <p class="notice error" role="alert">
        {trouble} <Link onPress={go}>{t('Try again')}</Link>
      </p>
    );
  if (!of) return <Progress share={share} />;
  return (
    <>
      <p>
        <b>{differenceWords(of)}</b>{' '}
        <span class="muted">
          {nanWords()}
          {of.finite < of.count &&
            ` ${plural(of.finite, 'Max, mean and relative are of the one pair that is finite on both sides.', 'Max, mean and relative are of the {0} pairs that are finite on both sides.')}`}
        </span>
      </p>
      <dl class="facts">
        <Fact name={t('Max |a − b|')}>
          <b class="numbers">{long(of.max)}</b>{' '}
          {of.at && of.max !== 0 && (
            <>
              {t('at')} <Place index={of.at} />
            </>
          )}
        </Fact>
        <Fact name={t('Mean |a − b|')}>
          <b class="numbers">{long(of.mean)}</b>
        </Fact>
        <Fact name={t('Relative')} meaning={t('The norm of a − b over the norm of b, the other tensor.')}>
          <b class="numbers">{long(of.relative)}</b>
        </Fact>
        <Fact name={t('Not close')} meaning={t('|a − b| is more than 1e-8 + 1e-5 |b|, where NumPy’s isclose says no.')}>
          <b class="numbers">{count(of.far)}</b>
        </Fact>
        <Fact name={t('NaN')}>{t('{0} on both sides, {1} on one', count(of.nanBoth), count(of.nanOne))}</Fact>
        {of.first && of.texts && (
          <Fact name={t('First unequal')}>
            <Place index={of.first} /> {t('{0} here, {1} there', withMinus(of.texts[0]), withMinus(of.texts[1]))}
          </Fact>
        )}
      </dl>
    </>
  );
}

/** A share that is not 0 and not all is not told as such. */
const shareText = (share: number): string =>
  share < 0.0005
    ? t('less than {0}', percent(0.001))
    : share < 1 && share >= 0.9995
      ? t('more than {0}', percent(0.999))
      : percent(share);

function differenceWords({ count: all, unequal, nanBoth }: ArrayDifference): string {
  if (all === 0) return t('Both are empty.');
  if (all === 1 && unequal === 1) return t('The one number differs.');
  if (unequal > 0)
    return plural(
      unequal,
      '1 of {1} differs ({2}).',
      '{0} of {1} differ ({2}).',
      plural(all, '1 number', '{0} numbers'),
      shareText(unequal / all),
    );
  return nanBoth === 0
    ? plural(all, 'The one number is equal.', 'All {0} numbers are equal.')
    : plural(nanBoth, 'All are equal, one of them NaN on both sides.', 'All are equal, {0} of them NaN on both sides.');
}

/** An index that shows its number. */
function Place({ index }: { index: readonly number[] }) {
  const text = `[${index.join(', ')}]`;
  return index.length === 0 ? <>{t('the one number')}</> : <Link onPress={() => show(index)}>{text}</Link>;
}

/** Shows a number in the grid: axes that are not on the rows and columns go to its index. */
function show(index: readonly number[]): void {
  const { axes, rows, columns } = slice.value;
  const shape = tensor.value?.shape ?? [];
  const isIn = (axis: number | null): boolean => {
    if (axis === null) return true;
    const place = placeOf(axis, index[axis]);
    return Number.isInteger(place) && place >= 0 && place < axes[axis].count;
  };
  const all = (axis: number) => ({ start: 0, step: 1, count: shape[axis], kept: true });
  setSlice({
    rows,
    columns,
    axes: axes.map((cut, axis) =>
      axis !== rows && axis !== columns ? atIndex(index[axis]) : isIn(axis) ? cut : all(axis),
    ),
  });
  const at = (axis: number | null): number => (axis === null ? 0 : placeOf(axis, index[axis]));
  cell.value = { row: at(rows), column: at(columns) };
}

/** How far the comparison is, with what ends it, or goes on with it. */
function Progress({ share }: { share: number | null }) {
  if (share === null && progress.value === null)
    return (
      <p>
        {t('It was not compared to the end.')} <Link onPress={go}>{t('Go on')}</Link>
      </p>
    );
  const words = t('{0} compared', percent(share ?? 0, 0));
  return (
    <Working label={t('Comparison')} share={share ?? 0} words={words} class="narrow">
      <span class="muted small numbers">
        {words} <Link onPress={stop}>{t('Cancel')}</Link>
      </span>
    </Working>
  );
}

/** What a comparison by names found so far, above the list. */
export function ListDifference() {
  const other = against.value;
  if (!other || !isByNames.value) return null;
  const { tensors } = state.value!;
  const known = [...differences.value].flatMap(([at, { value }]) => (value ? [{ at, of: value }] : []));
  const unequal = known.filter(({ of }) => of.unequal > 0);
  const most = unequal.reduce<(typeof unequal)[number] | null>(
    (best, each) => ((each.of.relative ?? Infinity) > (best?.of.relative ?? -1) ? each : best),
    null,
  );
  const nan = known.filter(({ of }) => of.nanOne > 0).length;
  const shapes = other.pairs.filter(({ tensor: at }) => !isSameShape(at)).length;
  const onlyHere = tensors.length - other.pairs.length;
  const onlyThere = other.onlyThere.length + other.more;
  const words = [
    t('{0} of {1} are equal.', count(known.length - unequal.length), plural(known.length, '1 tensor', '{0} tensors')),
    ...(most
      ? [
          t(
            'By its size {0} differs most: relative {1}, max {2}.',
            tensors[most.at].name,
            short(most.of.relative),
            short(most.of.max),
          ),
        ]
      : []),
    ...(nan > 0 ? [plural(nan, '1 has NaN on one side alone.', '{0} have NaN on one side alone.')] : []),
    ...(shapes > 0 ? [plural(shapes, '1 has another shape there.', '{0} have another shape there.')] : []),
    ...(onlyHere > 0 ? [plural(onlyHere, '1 is only in this file.', '{0} are only in this file.')] : []),
    ...(onlyThere > 0 ? [plural(onlyThere, '1 is only in the other one.', '{0} are only in the other one.')] : []),
  ];
  return (
    <section class="difference" aria-label={t('Differences')}>
      <Head title={other.title} canEnd />
      {progress.value !== null ? (
        <Progress share={progress.value} />
      ) : left.value > 0 ? (
        <p>
          {plural(left.value, '1 tensor was not compared.', '{0} tensors were not compared.')}{' '}
          <Link onPress={go}>{t('Go on')}</Link>
        </p>
      ) : null}
      <p>
        {words.join(' ')} <span class="muted">{nanWords()}</span>
      </p>
    </section>
  );
}

/** So many names are told. */
const NAMES = 50;

/** The names that only the other file has. */
export function OnlyThere() {
  const other = against.value;
  if (!other || other.onlyThere.length === 0) return null;
  const told = other.onlyThere.slice(0, NAMES);
  const more = other.onlyThere.length + other.more - told.length;
  const names = more > 0 ? [...told, plural(more, '1 more', '{0} more')] : told;
  return <p class="only-there">{t('Only in {0}: {1}.', other.title, list(names))}</p>;
}
