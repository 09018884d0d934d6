import type { ArrayStatistics } from '@surprisal/core';
import { short } from './statisticsText.js';
import { css, roleColor, themeVersion } from '../shared/theme.js';
import { niceTicks } from '../shared/ticks.js';

const HEIGHT = 16;

type Ends = readonly [low: number, high: number];

interface LittleHistogramProps {
  of: ArrayStatistics;
  /** Where its axis begins and ends; without them it is about 0 where signs mix, else from the least to the greatest. */
  ends?: Ends;
  width?: number;
  /** Whether blue stands below 0 and orange above. */
  hue?: 'sign' | 'none';
}

/** Where a number stands on an axis, px; by halves, since the distance of two doubles may be more than a double holds. */
const placeOn =
  ([low, high]: Ends, width: number) =>
  (value: number): number =>
    high > low ? ((value / 2 - low / 2) / (high / 2 - low / 2)) * width : 0;

/** A histogram in a row of a table. */
export function LittleHistogram({
  of: { histogram, min, max },
  ends,
  width = 108,
  hue = 'sign',
}: LittleHistogramProps) {
  void themeVersion.value;
  if (!histogram || min === null || max === null) return null;
  const { from, to, counts } = histogram;
  const full = Math.max(Math.abs(from), Math.abs(to));
  const x = placeOn(ends ?? (from < 0 && to > 0 ? [-full, full] : [from, to]), width);
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const edge = (i: number): number => from * (1 - i / counts.length) + to * (i / counts.length);
  const [below, above, plain] = (['right', 'wrong', 'muted'] as const).map((role) => css(roleColor(role)));
  return (
    <svg class="little-histogram" width={width} height={HEIGHT} aria-hidden="true">
      {[...counts].map((number, i) => {
        if (number === 0) return null;
        const [left, right] = [Math.max(0, Math.min(width - 1, x(edge(i)))), Math.min(width, x(edge(i + 1)))];
        const high = Math.max(1, (number / most) * HEIGHT);
        return (
          <rect
            key={i}
            x={left}
            width={Math.max(1, right - left - 0.6)}
            y={HEIGHT - high}
            height={high}
            fill={hue === 'none' ? plain : edge(i + 0.5) < 0 ? below : above}
          />
        );
      })}
    </svg>
  );
}

/** The axis that histograms above it have in common. */
export function LittleAxis({ ends, width }: { ends: Ends; width: number }) {
  const x = placeOn(ends, width);
  return (
    <svg class="little-histogram" width={width} height={HEIGHT} aria-hidden="true">
      {niceTicks(ends[0], ends[1], 4).map((tick) => (
        <text
          key={tick}
          x={x(tick)}
          y="12"
          text-anchor={x(tick) < 12 ? 'start' : x(tick) > width - 12 ? 'end' : 'middle'}
          class="axis"
        >
          {short(tick)}
        </text>
      ))}
    </svg>
  );
}
