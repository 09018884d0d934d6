import { inkOn, mix, type Rgb } from '../../shared/theme.js';

/** The rate from which each step holds. The steps are the same for every run, so that matrices can be compared. */
const from = {
  fine: { right: [0, 0.85, 0.9, 0.93, 0.96, 0.98], wrong: [0, 0.002, 0.005, 0.01, 0.02, 0.04] },
  coarse: { right: [0, 0.4, 0.5, 0.6, 0.75, 0.9], wrong: [0, 0.02, 0.05, 0.1, 0.2, 0.4] },
  // With many classes each is read right less often, and what is wrong is spread over more cells.
  many: { right: [0, 0.6, 0.7, 0.75, 0.8, 0.85], wrong: [0, 0.01, 0.02, 0.03, 0.04, 0.06] },
  manyCoarse: { right: [0, 0.1, 0.2, 0.3, 0.4, 0.6], wrong: [0, 0.01, 0.02, 0.05, 0.1, 0.2] },
};
export const legend = {
  fine: { right: ['<85', '85', '90', '93', '96', '98%'], wrong: ['>0', '0.2', '0.5', '1', '2', '4%'] },
  coarse: { right: ['<40', '40', '50', '60', '75', '90%'], wrong: ['>0', '2', '5', '10', '20', '40%'] },
  many: { right: ['<60', '60', '70', '75', '80', '85%'], wrong: ['>0', '1', '2', '3', '4', '6%'] },
  manyCoarse: { right: ['<10', '10', '20', '30', '40', '60%'], wrong: ['>0', '1', '2', '5', '10', '20%'] },
} as const;
export type Scale = keyof typeof legend;

/**
 * The name of the step of a cell, such as `right-3`; null where the cell has no colour. The number follows the rate, and
 * the hue says whether the cell is on the diagonal.
 */
export function stepName(rate: number | null, diagonal: boolean, scale: Scale = 'fine'): string | null {
  if (rate === null || (rate === 0 && !diagonal)) return null;
  const kind = diagonal ? 'right' : 'wrong';
  return `${kind}-${from[scale][kind].filter((least) => rate >= least).length - 1}`;
}

/** The colours of a step as the style of an element. */
export const stepStyle = (name: string | null) =>
  name === null ? undefined : { background: `var(--${name})`, color: `var(--${name}-ink)` };

/** How much of the hue lies on the page's colour, from the first step to the last. */
const shares = {
  dark: { right: [0.16, 0.26, 0.38, 0.5, 0.62, 0.74], wrong: [0.06, 0.13, 0.23, 0.37, 0.56, 0.92] },
  light: { right: [0.13, 0.21, 0.31, 0.41, 0.51, 0.61], wrong: [0.06, 0.13, 0.23, 0.37, 0.56, 0.92] },
  highContrastLight: { right: [0.13, 0.21, 0.31, 0.41, 0.51, 0.61], wrong: [0.06, 0.13, 0.22, 0.32, 0.44, 0.92] },
  highContrast: { right: [0.1, 0.18, 0.27, 0.36, 0.45, 0.54], wrong: [0.06, 0.13, 0.22, 0.32, 0.44, 1] },
};

export type Kind = keyof typeof shares;

/** The colour of each step and of the text on it: `right-0` and `right-0-ink`, and so on. */
export function stepColors(theme: Kind, colors: { right: Rgb; wrong: Rgb; page: Rgb }): Record<string, Rgb> {
  const steps: Record<string, Rgb> = {};
  for (const kind of ['right', 'wrong'] as const)
    shares[theme][kind].forEach((share, step) => {
      const fill = mix(colors[kind], colors.page, share);
      steps[`${kind}-${step}`] = fill;
      steps[`${kind}-${step}-ink`] = inkOn(fill);
    });
  return steps;
}

/** The same as css variables, `--right-0` and so on. */
export const stepVariables = (...of: Parameters<typeof stepColors>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(stepColors(...of)).map(([name, color]) => [`--${name}`, `rgb(${color.join(' ')})`]),
  );
