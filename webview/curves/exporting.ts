import { csvOf, markdownOf, type Sheet, type Value } from '../inspector/export/sheet.js';
import { notFormula } from '@surprisal/core';
import { svgFile, themeInk } from '../inspector/export/svg.js';
import { pngOf } from '../inspector/export/png.js';
import { attempt } from '../shared/failure.js';
import { plural, t } from '../shared/strings.js';
import { xAxis, xName } from './axes.js';
import { chartLabel, isLogarithmic, queryOf } from './chartScene.js';
import { chartFigure } from './figure.js';
import { colorOf } from './looks.js';
import { domain } from './points.js';
import { axisThrough } from './scene.js';
import { scalarOf, type ScalarFacts } from './scalars.js';
import { host, kept, nameOf, palette, shownLines, view } from './state.js';

const WIDTH = 720;
const HEIGHT = 300;
const LEFT = 48;

/** Saves a chart as it is shown: as a picture in the theme's colours, or its exact points as CSV. */
export const exportChart = (kind: 'svg' | 'png' | 'csv', facts: ScalarFacts): void =>
  attempt(kind === 'csv' ? saveCsv(facts) : savePicture(kind, facts));

function saveCsv({ name }: ScalarFacts): Promise<unknown> {
  const { zoom } = kept.value;
  const runs = shownLines.value.flatMap((line) => line.runs).filter((run) => scalarOf(run, name));
  const range = { from: zoom?.from ?? null, to: zoom?.to ?? null };
  const named = runs.map(({ id }) => ({ id, name: nameOf(id) }));
  return host.call('saveCsv', { scalar: name, runs: named, x: view.value.x, ...range });
}

async function savePicture(kind: 'svg' | 'png', facts: ScalarFacts): Promise<void> {
  const lines = shownLines.value.filter(({ runs }) => runs.some((run) => scalarOf(run, facts.name)));
  const { query } = queryOf(facts, lines, WIDTH);
  const [points] = await host.call('points', [query]);
  const [range, colors] = [domain.value, palette.value];
  const how = { logarithmic: isLogarithmic(facts), whole: false, height: HEIGHT };
  const scene = {
    box: { left: LEFT, top: 4, width: WIDTH - LEFT, height: HEIGHT },
    x: xAxis(query.x, range, WIDTH, query.logarithmicX),
    y: axisThrough(points, range, facts, how),
    xName: xName(query.x, query.logarithmicX),
    lines: lines.map((line, i) => {
      const color = colorOf(line.look, colors);
      return { id: line.id, name: line.name, color, dash: line.look.dash, width: 1.5, points: points[i] };
    }),
  };
  const facets = [
    ...(how.logarithmic ? [t('log')] : []),
    ...(query.smoothing > 0 ? [smoothingWords(query.smoothing)] : []),
  ].join(', ');
  const picture = svgFile(chartFigure(scene, facts.name, facets, chartLabel(facts, lines)), themeInk());
  const content = kind === 'svg' ? new TextEncoder().encode(picture.text) : await pngOf(picture);
  await host.call('saveExport', { name: `${fileName(facts.name)}.${kind}`, content });
}

const smoothingWords = (steps: number): string =>
  plural(steps, 'exponential mean over 1 step', 'exponential mean over {0} steps');

/** Letters, digits, points and dashes alone, and no more than a file system takes. */
const fileName = (name: string): string =>
  name
    .replace(/[^\w.-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 60) || 'curves';

/** The names and settings of runs are those of their programs. */
const cell = (value: Value): Value => (typeof value === 'string' ? notFormula(value) : value);
const tableCsv = (sheet: Sheet): string =>
  csvOf({ ...sheet, keys: sheet.keys.map(notFormula), values: sheet.values.map((row) => row.map(cell)) });

export const saveTable = (sheet: Sheet, kind: 'csv' | 'md'): void => {
  const text = kind === 'csv' ? tableCsv(sheet) : markdownOf(sheet);
  attempt(host.call('saveExport', { name: `runs.${kind}`, content: new TextEncoder().encode(text) }));
};

export const copyTable = (sheet: Sheet, kind: 'csv' | 'md'): void =>
  attempt(host.call('copy', kind === 'csv' ? tableCsv(sheet) : markdownOf(sheet)));
