import { type ArrayStatistics, atIndex, everything, selectedCount } from '@surprisal/core';
import type { ComponentChildren } from 'preact';
import { useRef } from 'preact/hooks';
import { type Asked, ofWhole, READ_AT_ONCE, SAMPLE, unasked } from './answers.js';
import { useEachStatistics } from './eachStatistics.js';
import { LittleAxis, LittleHistogram } from './littleHistogram.js';
import { viewsOf } from './slices.js';
import { choices, choose, opened, state, tensor } from './state.js';
import { short } from './statisticsText.js';
import { LabelledSelect } from '../shared/field.js';
import { count, dash, percent } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { Term } from '../shared/term.js';
import { useWindowed } from '../shared/windowed.js';

const LINE = 24;
const WIDTH = 132;

/** The axis of the colours where the shape looks like a picture that has some. */
function channelsOf(): { axis: number; names: string[] } | null {
  const view = tensor.value && viewsOf(tensor.value).find(({ colours }) => colours > 1);
  return view && view.channels !== null ? { axis: view.channels, names: ['R', 'G', 'B', 'A'] } : null;
}

/** Statistics of each index of one axis: of the colours without being asked where there are any. */
export function AxisStatistics() {
  const facts = tensor.value;
  if (!facts || facts.shape.length < 2 || facts.count === 0) return null;
  const channels = channelsOf();
  const { each } = choices.value;
  const isThere = typeof each === 'number' && (facts.shape[each] ?? 0) > 1;
  const axis = isThere ? each : each === 'channels' ? (channels?.axis ?? null) : null;
  const axes = facts.shape.flatMap((length, i) => (length > 1 ? [i] : []));
  return (
    <section class="axis-statistics" aria-label={t('Statistics of each index')}>
      <div class="tools">
        <LabelledSelect
          label={t('Each index of')}
          value={axis === null ? 'none' : String(axis)}
          options={[
            { value: 'none', label: t('no axis') },
            ...axes.map((i) => ({
              value: String(i),
              label:
                i === channels?.axis ? t('axis {0}, the channels', i) : t('axis {0}, {1}', i, count(facts.shape[i])),
            })),
          ]}
          onChange={(next) => choose({ each: next === 'none' ? 'none' : Number(next) })}
        />
      </div>
      {axis !== null && <Table axis={axis} names={axis === channels?.axis ? channels.names : []} />}
    </section>
  );
}

function Table({ axis, names }: { axis: number; names: readonly string[] }) {
  const scroller = useRef<HTMLDivElement>(null);
  const { shape } = tensor.value!;
  const { body, from, to } = useWindowed<HTMLTableSectionElement>(shape[axis], LINE, scroller);
  const shown = Array.from({ length: to - from }, (_, i) => from + i);
  const partOf = (index: number) => everything(shape).map((cut, i) => (i === axis ? atIndex(index) : cut));
  const whole = ofWhole.asked.value;
  // All is read where all of the tensor was.
  const most = whole.value?.sampled === null || selectedCount(partOf(0)) <= READ_AT_ONCE / 8 ? null : SAMPLE;
  const key = JSON.stringify([state.value?.reading, opened.value, axis, most]);
  const known = useEachStatistics(key, shown, partOf, most);
  const ends = endsOf([whole, ...known.values()]);
  const gap = (number: number) =>
    number > 0 && (
      <tr class="gap" aria-hidden="true">
        <td colSpan={10} style={{ height: `${number * LINE}px` }} />
      </tr>
    );
  const heads = [t('Min'), t('Max'), t('Mean'), t('Deviation'), t('Norm'), t('NaN')];
  return (
    <div class="each-scroll" ref={scroller} tabIndex={0} role="region" aria-label={t('Each index of axis {0}', axis)}>
      <table class="table" aria-label={t('Each index of axis {0}', axis)} aria-rowcount={shape[axis] + 2}>
        <thead>
          <tr>
            <th scope="col">{names.length > 0 ? t('Channel') : t('Index')}</th>
            {heads.map((head) => (
              <th key={head} scope="col" class="right">
                {head}
              </th>
            ))}
            <th scope="col" class="right">
              <Term
                meaning={t('How many of the finite numbers are the least: where many are, they may have been clipped.')}
              >
                {t('At min')}
              </Term>
            </th>
            <th scope="col" class="right">
              <Term meaning={t('How many of the finite numbers are the greatest.')}>{t('At max')}</Term>
            </th>
            <th scope="col">{t('Histogram, one axis')}</th>
          </tr>
        </thead>
        <tbody ref={body}>
          {gap(from)}
          {shown.map((index) => (
            <Row key={index} asked={known.get(index) ?? unasked} ends={ends} rowIndex={index + 2}>
              {names[index] !== undefined && <b>{names[index]} </b>}
              <code>
                x[{':, '.repeat(axis)}
                {index}]
              </code>
            </Row>
          ))}
          {gap(shape[axis] - to)}
        </tbody>
        <tfoot>
          <Row asked={whole} ends={ends} rowIndex={shape[axis] + 2} isLast>
            {t('Whole')}
          </Row>
        </tfoot>
      </table>
    </div>
  );
}

interface RowProps {
  asked: Asked;
  /** Where the common axis of the histograms begins and ends. */
  ends: readonly [low: number, high: number] | null;
  rowIndex: number;
  /** The axis stands in place of a histogram. */
  isLast?: boolean;
  children: ComponentChildren;
}

function Row({ asked: { value, trouble }, ends, rowIndex, isLast = false, children }: RowProps) {
  const of = value?.of;
  const about = value?.sampled == null ? '' : '≈ ';
  const number = (which: 'min' | 'max' | 'mean' | 'deviation'): string => (of ? `${about}${short(of[which])}` : dash);
  return (
    <tr aria-rowindex={rowIndex}>
      <th scope="row">{children}</th>
      {trouble !== '' && !of ? (
        <td colSpan={9}>{trouble}</td>
      ) : (
        <>
          <td class="right">{number('min')}</td>
          <td class="right">{number('max')}</td>
          <td class="right">{number('mean')}</td>
          <td class="right">{number('deviation')}</td>
          <td class="right">{of && value.sampled === null ? short(of.norm) : dash}</td>
          <td class="right">{of && value.sampled === null ? count(of.nan) : dash}</td>
          <td class="right">{of ? `${about}${atEnd(of, 'atMin')}` : dash}</td>
          <td class="right">{of ? `${about}${atEnd(of, 'atMax')}` : dash}</td>
          <td>
            {isLast
              ? ends && <LittleAxis ends={ends} width={WIDTH} />
              : of && ends && <LittleHistogram of={of} ends={ends} width={WIDTH} hue="none" />}
          </td>
        </>
      )}
    </tr>
  );
}

/** Which part of the finite numbers stands at the end of the range. */
function atEnd(of: ArrayStatistics, which: 'atMin' | 'atMax'): string {
  const finite = of.count - of.nan - of.positiveInfinity - of.negativeInfinity;
  return finite === 0 ? dash : percent(of[which] / finite);
}

/** The least and the greatest of all that is known. */
function endsOf(all: readonly Asked[]): readonly [number, number] | null {
  let [low, high] = [Infinity, -Infinity];
  for (const { value } of all) {
    low = Math.min(low, value?.of.min ?? Infinity);
    high = Math.max(high, value?.of.max ?? -Infinity);
  }
  return low <= high ? [low, high] : null;
}
