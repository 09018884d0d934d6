import type { ArrayStatistics, Histogram } from '@surprisal/core';
import { heatRange, scale } from './answers.js';
import { colorsOf, hueOf, type Scale } from './scale.js';
import { short } from './statisticsText.js';
import { plural, t } from '../shared/strings.js';
import { css, roleColor, themeVersion } from '../shared/theme.js';
import { niceTicks } from '../shared/ticks.js';

/** Between two labels at least, and the width of a letter of one, px. */
const APART = 15;
const LETTER = 7.2;

/** Moves labels apart that would lie on each other, in their order from the top. */
function spread(labels: { y: number; text: string }[], height: number): { y: number; at: number; text: string }[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y).map((label) => ({ ...label, at: label.y }));
  sorted.forEach((label, i) => {
    if (i > 0) label.at = Math.max(label.at, sorted[i - 1].at + APART);
  });
  for (let i = sorted.length - 1; i >= 0; i--)
    sorted[i].at = Math.min(sorted[i].at, i === sorted.length - 1 ? height : sorted[i + 1].at - APART);
  return sorted;
}

interface ColorScaleProps {
  height: number;
  top: number;
  /** Whether there is room for the names of its places. */
  named: boolean;
  /** Of the numbers that are shown. */
  statistics: ArrayStatistics | undefined;
}

/** The colours with their values, which are the axis of the histogram; the least, the greatest and the mean stand on it. */
export function ColorScale({ height, top, named: isNamed, statistics }: ColorScaleProps) {
  const of = scale.value;
  void themeVersion.value;
  if (!of || !heatRange.value || !(of.high > of.low)) return null;
  // By halves, since the distance of two doubles may be more than a double holds.
  const y = (value: number): number => ((of.high / 2 - value / 2) / (of.high / 2 - of.low / 2)) * height;
  const inside = (value: number): boolean => value >= of.low && value <= of.high;
  const named =
    statistics && isNamed
      ? [
          { value: statistics.max, text: t('max {0}', short(statistics.max)) },
          { value: statistics.mean, text: t('mean {0}', short(statistics.mean)) },
          { value: statistics.min, text: t('min {0}', short(statistics.min)) },
        ]
      : [];
  const labels = named.flatMap(({ value, text }) => (value !== null && inside(value) ? [{ y: y(value), text }] : []));
  const greatest = statistics?.histogram ? tallest(statistics.histogram) : null;
  if (isNamed && greatest && inside(greatest.at))
    labels.push({
      y: y(greatest.at),
      text: plural(greatest.count, '1 number', '{0} numbers'),
    });
  const ticks = niceTicks(of.low, of.high, 6);
  const left = Math.max(44, 18 + LETTER * Math.max(...ticks.map((tick) => short(tick).length)));
  return (
    <svg class="color-scale" width={left + (isNamed ? 188 : 56)} height={height + top + 8} aria-hidden="true">
      <g transform={`translate(${left} ${top})`}>
        {ticks.map((tick) => (
          <text key={tick} x="-16" y={y(tick)} dy="0.32em" text-anchor="end" class="axis">
            {short(tick)}
          </text>
        ))}
        <Bar scale={of} height={height} />
        {statistics?.histogram && <Bars scale={of} histogram={statistics.histogram} y={y} height={height} />}
        {spread(labels, height).map(({ y: from, at, text }) => (
          <g key={text}>
            <path d={`M4 ${from}H50L62 ${at}H68`} class="leader" />
            <text x="72" y={at} dy="0.32em" class="axis">
              {text}
            </text>
          </g>
        ))}
      </g>
    </svg>
  );
}

const PIECES = 64;

function Bar({ scale: of, height }: { scale: Scale; height: number }) {
  const colors = colorsOf(of);
  const each = height / PIECES;
  return (
    <g transform="translate(-10 0)">
      {Array.from({ length: PIECES }, (_, i) => (
        <rect
          key={i}
          width="9"
          y={i * each}
          height={each + 0.5}
          fill={css(colors.at(between(of.high, of.low, (i + 0.5) / PIECES)))}
        />
      ))}
    </g>
  );
}

/** So much of the way from one number to another. */
const between = (from: number, to: number, share: number): number => from * (1 - share) + to * share;
const middle = ({ from, to, counts }: Histogram, i: number): number => between(from, to, (i + 0.5) / counts.length);

function tallest(histogram: Histogram): { at: number; count: number } | null {
  let best = 0;
  histogram.counts.forEach((each, i) => {
    if (each > histogram.counts[best]) best = i;
  });
  const most = histogram.counts[best];
  return most > 0 ? { at: middle(histogram, best), count: most } : null;
}

interface BarsProps {
  scale: Scale;
  histogram: Histogram;
  y: (value: number) => number;
  height: number;
}

function Bars({ histogram, y, height, scale: of }: BarsProps) {
  const { from, to, counts } = histogram;
  const most = tallest(histogram)?.count ?? 0;
  const color = (at: number): string => css(roleColor(hueOf(at, of)));
  return (
    <g>
      {[...counts].map((number, i) => {
        if (number === 0) return null;
        const [high, low] = [y(between(from, to, (i + 1) / counts.length)), y(between(from, to, i / counts.length))];
        if (low < 0 || high > height) return null;
        return (
          <rect
            key={i}
            x="4"
            y={Math.min(high, height - 1)}
            height={Math.max(1, low - high - 0.5)}
            width={Math.max(1, (number / most) * 46)}
            fill={color(middle(histogram, i))}
          />
        );
      })}
    </g>
  );
}
