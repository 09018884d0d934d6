import type { LayerConfig, RunConfig } from '@surprisal/core';
import { count, decimal, plain } from '../../shared/format.js';
import { scaleNames, scaleOf } from '../../shared/scaling.js';
import { itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { reliabilityFigure, scoresFigure } from './charts.js';
import { curvesFigure, curvesSheet } from './curves.js';
import { matrixFigure } from './matrixFigure.js';
import { darkColors, lightColors } from './pageColors.js';
import { nameOf, type Shown } from './shown.js';
import { htmlOf, sheetOf, type Sheet } from './sheet.js';
import { classSheet, pairSheet } from './sheets.js';
import { escape, inkOf, inlineSvg, tag, variablesOf, type Colors, type Figure } from './svg.js';
import { headline } from './headline.js';

const PAIRS = 12;

/** A run in one file that needs no script and no network. It is light or dark as the reader's system is. */
export function reportOf(shown: Shown): string {
  const { run } = shown;
  const ink = variablesOf(inkOf(lightColors));
  const section = (title: string, ...parts: (string | null)[]): string => {
    const content = parts.filter((part) => part !== null).join('\n');
    return content === '' ? '' : tag('section', {}, `${tag('h2', {}, escape(title))}\n${content}`);
  };
  const figure = (drawn: Figure | null): string | null => drawn && scrolled(drawn.label, inlineSvg(drawn, ink));
  const table = (sheet: Sheet | null): string | null => sheet && scrolled(sheet.title, htmlOf(sheet));
  const sections = [
    section(t('Confusion matrix'), figure(matrixFigure(shown))),
    section(t('Classes'), table(classSheet(shown))),
    section(t('Most confused'), table(pairSheet(shown, PAIRS)) ?? tag('p', {}, escape(t('Nothing is read wrong.')))),
    section(t('Confidence'), figure(reliabilityFigure(shown)), figure(scoresFigure(shown))),
    section(itemText('Most surprising images'), pictures(shown)),
    section(t('Training'), figure(curvesFigure(shown)), table(curvesSheet(shown))),
    section(t('Settings'), table(settingsSheet(shown)), run.config ? settings(run.config) : null),
  ];
  const head = [
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escape(run.title)}</title>`,
    `<style>\n${styles()}</style>`,
  ];
  const body = [tag('h1', {}, escape(run.title)), tag('p', { class: 'head' }, escape(headline(shown))), ...sections];
  return `<!DOCTYPE html>
<html lang="en">
<head>
${head.join('\n')}
</head>
<body>
<main>
${body.filter((part) => part !== '').join('\n')}
</main>
</body>
</html>
`;
}

/** A part that may be wider than the window scrolls sideways, also by keyboard. */
const scrolled = (name: string, content: string): string =>
  tag('div', { class: 'wide', tabindex: 0, role: 'group', 'aria-label': name }, content);

function pictures(shown: Shown): string | null {
  const { surprising, run } = shown;
  if (surprising.length === 0) return null;
  const items = surprising.map(({ index, actual, predicted, surprise, picture }) => {
    const words = t('{0} read as {1}', nameOf(shown, actual), nameOf(shown, predicted));
    const size = { width: run.imageWidth * 2, height: run.imageHeight * 2 };
    const alt = itemText('Test image {0}: {1}', index, words);
    const caption = tag('figcaption', {}, `${escape(words)}<br>${escape(t('{0} nats', decimal(surprise, 2)))}`);
    return tag('figure', {}, tag('img', { src: picture, alt, ...size }) + caption);
  });
  return tag('div', { class: 'pictures' }, items.join('\n'));
}

const layer = (each: LayerConfig): string =>
  each.kind === 'dense'
    ? t('dense {0} {1}', each.width, each.activation)
    : each.kind === 'convolution'
      ? t('convolution {0} x {0} x {1} {2}', each.size, each.channels, each.activation)
      : t('max pooling {0} x {0}', each.size);

/** What was trained, on what and how, in a few rows. */
function settingsSheet({ run }: Shown): Sheet | null {
  const { config } = run;
  if (!config) return run.imported ? importedSheet(run.imported) : null;
  const { data, network, loss, optimiser } = config;
  const scale = scaleOf(data);
  const rows: [string, string | undefined][] = [
    [t('Data'), data.source === 'files' ? Object.values(data.files ?? {}).join(', ') : data.source],
    [t('Column of the labels'), data.target === undefined ? undefined : String(data.target)],
    [t('Columns left out'), data.leaveOut?.join(', ')],
    [t('One-hot columns'), data.oneHot === true ? t('all words') : data.oneHot?.join(', ')],
    [t('Scaling'), scale && scaleNames()[scale]],
    [t('Classes'), run.classes.join(', ')],
    [itemText('Training images'), run.trainCount === undefined ? undefined : count(run.trainCount)],
    [itemText('Validation images'), run.validationCount === undefined ? undefined : count(run.validationCount)],
    [itemText('Test images'), count(run.testCount)],
    [t('Layers'), [...network.layers.map(layer), t('{0} outputs', run.classes.length)].join(', ')],
    [t('Loss'), loss.labelSmoothing > 0 ? t('{0}, smoothing {1}', loss.id, plain(loss.labelSmoothing)) : loss.id],
    [t('Optimiser'), t('{0}, rate {1}, {2}', optimiser.id, plain(optimiser.rate), optimiser.schedule)],
    [t('Batch'), count(config.batch)],
    [t('Epochs'), count(config.epochs)],
    [t('Seed'), String(config.seed)],
    [t('Kernel'), run.kernel],
  ];
  return pairsOf(t('Settings'), rows);
}

const importedSheet = ({ from, scores }: NonNullable<Shown['run']['imported']>): Sheet =>
  pairsOf(t('Where the predictions come from'), [
    [t('Actual'), from.actual],
    [t('Predicted'), from.predicted ?? undefined],
    [t('Scores'), from.scores === null ? undefined : `${from.scores} (${scores})`],
  ]);

const pairsOf = (title: string, rows: [string, string | undefined][]): Sheet =>
  sheetOf(
    title,
    rows.filter(([, value]) => value !== undefined && value !== ''),
    [
      { key: 'setting', head: t('Setting'), value: ([name]) => name },
      { key: 'value', head: t('Value'), value: ([, value]) => value ?? null },
    ],
  );

const settings = (config: RunConfig): string => {
  const title = t('The whole configuration, to train it again');
  const text = tag('pre', { tabindex: 0 }, escape(JSON.stringify(config, null, 2)));
  return tag('details', {}, tag('summary', {}, escape(title)) + text);
};

const scheme = (of: Colors): string =>
  Object.entries(inkOf(of))
    .map(([name, color]) => `--${name}: ${color};`)
    .join(' ');

const styles = (): string => `:root { color-scheme: light dark; ${scheme(lightColors)} }
.pictures img { mix-blend-mode: multiply; }
@media (prefers-color-scheme: dark) { :root { ${scheme(darkColors)} } .pictures img { filter: invert(1); mix-blend-mode: screen; } }
body { background: var(--page); color: var(--text); font: 14px/20px system-ui, sans-serif; margin: 0; }
main { margin: 0 auto; max-width: 960px; padding: 24px; }
h1 { font-size: 22px; line-height: 28px; margin: 0; overflow-wrap: anywhere; }
h2 { border-bottom: 1px solid var(--grid); font-size: 16px; line-height: 24px; margin: 32px 0 12px; }
.head, figcaption, thead th { color: var(--muted); }
.head { margin: 4px 0 0; }
.wide { margin: 0 0 16px; overflow-x: auto; position: relative; }
svg { display: block; max-width: none; }
table { border-collapse: collapse; font-size: 13px; font-variant-numeric: tabular-nums; }
caption { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
th, td { border-bottom: 1px solid var(--grid); font-weight: 400; padding: 2px 16px 2px 0; text-align: left; white-space: nowrap; }
tbody th { font-weight: 600; }
.right { text-align: right; }
td:last-child { white-space: normal; overflow-wrap: anywhere; }
.pictures { display: flex; flex-wrap: wrap; gap: 12px; }
figure { font-size: 11px; line-height: 14px; margin: 0; width: 84px; overflow-wrap: anywhere; }
img { display: block; image-rendering: pixelated; max-width: 100%; }
pre { background: var(--tile); overflow: auto; padding: 12px; }
@media print { .wide { overflow: visible; } section { break-inside: avoid-page; } }
`;
