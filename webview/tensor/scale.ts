import { inkOn, mix, roleColor, themeKind, type Rgb } from '../shared/theme.js';

/** What the colours run from and to. A diverging scale has the page's colour at 0. */
export interface Scale {
  low: number;
  high: number;
  diverging: boolean;
}

/** Where a value stands: −1 to 1 of a diverging scale, 0 to 1 of another one. */
export function shareOf({ low, high, diverging }: Scale, value: number): number {
  if (diverging) {
    const full = Math.max(Math.abs(low), Math.abs(high)) || 1;
    return Math.max(-1, Math.min(1, value / full));
  }
  return high > low ? Math.max(0, Math.min(1, (value / 2 - low / 2) / (high / 2 - low / 2))) : high === 0 ? 0 : 1;
}

/** The hue of a value: about 0 that of its sign; of one hue, that of the numbers' sign. */
export const hueOf = (value: number, { high, diverging }: Scale): 'right' | 'wrong' =>
  (diverging ? value < 0 : high <= 0) ? 'right' : 'wrong';

/** How strong the hue is; of negative numbers alone the least is the strongest. */
const strengthOf = (share: number, { high, diverging }: Scale): number =>
  !diverging && high <= 0 ? 1 - share : Math.abs(share);

const STEPS = 255;

/** The colours of a scale in the theme of now, from its low end to its high one. */
export function colorsOf(scale: Scale): { at(value: number): Rgb } {
  const [page, right, wrong] = [roleColor('page'), roleColor('right'), roleColor('wrong')];
  const table = Array.from({ length: STEPS + 1 }, (_, i): Rgb => {
    const share = scale.diverging ? (2 * i) / STEPS - 1 : i / STEPS;
    const hue = hueOf(share, scale) === 'right' ? right : wrong;
    return mix(hue, page, strengthOf(share, scale));
  });
  return {
    at: (value) => {
      const share = shareOf(scale, value);
      return table[Math.round((scale.diverging ? (share + 1) / 2 : share) * STEPS)];
    },
  };
}

/** How strong the six steps of the tint of a cell are. */
const TINTS = [0.05, 0.16, 0.3, 0.48, 0.68, 0.95];

export interface Tint {
  background: Rgb;
  ink: Rgb;
}

/** The tint of a cell, or none: in high contrast a strong value has an outline in place of it. */
export function tintOf(scale: Scale): (value: number) => Tint | { outline: Rgb } | null {
  const [page, right, wrong] = [roleColor('page'), roleColor('right'), roleColor('wrong')];
  const bare = themeKind().startsWith('highContrast');
  const tints = [right, wrong].map((hue) =>
    TINTS.map((share, step) => {
      if (bare) return step >= 3 ? { outline: hue } : null;
      const background = mix(hue, page, share);
      return step === 0 ? null : { background, ink: inkOn(background) };
    }),
  );
  return (value) => {
    if (!Number.isFinite(value)) return null;
    const share = shareOf(scale, value);
    const step = Math.min(TINTS.length - 1, Math.floor(strengthOf(share, scale) * TINTS.length));
    return tints[hueOf(share, scale) === 'right' ? 0 : 1][step];
  };
}

/** The scale of numbers between two ends, about 0 where signs mix or where it is wanted so. */
export function scaleOf(low: number, high: number, colours: 'auto' | 'diverging' | 'one'): Scale {
  const diverging = colours === 'diverging' || (colours === 'auto' && low < 0 && high > 0);
  if (!diverging) return { low, high, diverging };
  const full = Math.max(Math.abs(low), Math.abs(high));
  return { low: -full, high: full, diverging };
}
