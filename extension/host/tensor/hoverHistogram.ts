import type { Histogram } from '@surprisal/core';
import type { Theme } from '../../protocol/arrayFacts.js';
import { count, short } from '../ports/numbers.js';
import { plural, t } from '../ports/t.js';

/** Words, axis, and bars below and above 0: a picture in a hover cannot use the variables of a theme. */
const inks: Record<Theme, readonly [text: string, axis: string, below: string, above: string]> = {
  dark: ['#cccccc', '#6e6e6e', '#59a4f9', '#e7963c'],
  light: ['#3b3b3b', '#a0a0a0', '#1a70d6', '#b25c00'],
  hcDark: ['#ffffff', '#ffffff', '#59a4f9', '#ffa64d'],
  hcLight: ['#292929', '#292929', '#0f4a85', '#8a3f00'],
};
const [WIDTH, EDGE, BASE, TALL, HEIGHT] = [360, 4, 44, 40, 60];

/** A histogram as Markdown: a picture in which bars below 0 and above it differ, with words for who does not see it. */
export function histogramMarkdown({ from, to, counts, below: under, above: over }: Histogram, theme: Theme): string {
  const [text, axis, below, above] = inks[theme];
  const most = counts.reduce((a, b) => Math.max(a, b), 0);
  const step = (WIDTH - 2 * EDGE) / counts.length;
  const each = to / counts.length - from / counts.length;
  const bars = Array.from(counts, (number, i) => {
    if (number === 0) return '';
    const height = Math.max(1, (number / most) * TALL);
    const fill = from + (i + 0.5) * each < 0 ? below : above;
    return `<rect x="${tenth(EDGE + i * step)}" y="${tenth(BASE - height)}" width="${tenth(step - 0.6)}" height="${tenth(height)}" fill="${fill}"/>`;
  });
  const label = (value: number, x: number, anchor: string): string =>
    `<text x="${tenth(x)}" y="${BASE + 13}" fill="${text}" text-anchor="${anchor}">${short(value).replace('−', '-')}</text>`;
  const zero = EDGE + (-from / each) * step;
  const isWithin = zero > EDGE + 50 && zero < WIDTH - EDGE - 50;
  const svg = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" font-family="system-ui,sans-serif" font-size="11">`,
    ...bars,
    `<path d="M${EDGE} ${BASE}.5H${WIDTH - EDGE}" stroke="${axis}"/>`,
    label(from, EDGE, 'start'),
    isWithin ? label(0, zero, 'middle') : '',
    label(to, WIDTH - EDGE, 'end'),
    '</svg>',
  ].join('');
  const words = t('histogram: of {0} bars the highest counts {1}', counts.length, count(most));
  const left = under + over;
  const beside =
    left > 0 ? `\n\n${plural(left, '1 number farther out is not drawn', '{0} numbers farther out are not drawn')}` : '';
  return `![${words}](data:image/svg+xml;base64,${btoa(svg)}|width=${WIDTH},height=${HEIGHT})${beside}`;
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
