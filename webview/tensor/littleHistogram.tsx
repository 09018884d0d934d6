import type { ArrayStatistics } from '@surprisal/core';
import { css, roleColor, themeVersion } from '../shared/theme.js';

const WIDTH = 108;
const HEIGHT = 16;

/** A histogram in a row of the list: about 0 where signs mix, the hue by the sign. */
export function LittleHistogram({ of: { histogram, min, max } }: { of: ArrayStatistics }) {
  void themeVersion.value;
  if (!histogram || min === null || max === null) return null;
  const { from, to, counts } = histogram;
  const full = Math.max(Math.abs(from), Math.abs(to));
  const [low, high] = from < 0 && to > 0 ? [-full, full] : [from, to];
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const x = (value: number): number => (high > low ? ((value - low) / (high - low)) * WIDTH : 0);
  const each = (to - from) / counts.length;
  const [below, above] = [css(roleColor('right')), css(roleColor('wrong'))];
  return (
    <svg class="little-histogram" width={WIDTH} height={HEIGHT} aria-hidden="true">
      {[...counts].map((number, i) => {
        if (number === 0) return null;
        const [left, right] = [x(from + i * each), x(from + (i + 1) * each)];
        const high = Math.max(1, (number / most) * HEIGHT);
        return (
          <rect
            key={i}
            x={left}
            width={Math.max(1, right - left - 0.6)}
            y={HEIGHT - high}
            height={high}
            fill={from + (i + 0.5) * each < 0 ? below : above}
          />
        );
      })}
    </svg>
  );
}
