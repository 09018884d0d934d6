import { classificationReport, wilsonInterval } from '@surprisal/core';
import type { ExportItem } from '../../../extension/protocol/inspector/export.js';
import { t } from '../../shared/strings.js';
import {
  marginsFigure,
  marginsSheet,
  reliabilityFigure,
  reliabilitySheet,
  scoresFigure,
  scoresSheet,
} from './charts.js';
import { curvesFigure, curvesSheet } from './curves.js';
import type { Shown } from './shown.js';
import { matrixFigure } from './matrixFigure.js';
import { reportOf } from './report.js';
import { csvOf, jsonRows, markdownOf, type Sheet } from './sheet.js';
import { classSheet, matrixSheet, pairSheet } from './sheets.js';
import { fileSize, pngSize, svgFile, type Figure, type Ink, type Picture } from './svg.js';
import { lossOf, objectiveOf, rightOf } from './headline.js';

interface Thing {
  name: string;
  label: string;
  figure?: (shown: Shown) => Figure | null;
  sheet?: (shown: Shown) => Sheet | null;
  /** Makes the JSON in place of the rows of the sheet. */
  json?: (shown: Shown) => object;
}

const things = (): Thing[] => [
  { name: 'matrix', label: t('Confusion matrix'), figure: matrixFigure, sheet: matrixSheet, json: matrixJson },
  { name: 'classes', label: t('Classes'), sheet: classSheet },
  { name: 'pairs', label: t('Most confused pairs'), sheet: pairSheet },
  { name: 'calibration', label: t('Calibration'), figure: reliabilityFigure, sheet: reliabilitySheet },
  { name: 'scores', label: t('Scores of each class'), figure: scoresFigure, sheet: scoresSheet },
  { name: 'margins', label: t('Margins of the cell shown'), figure: marginsFigure, sheet: marginsSheet },
  { name: 'curves', label: t('Loss and accuracy curves'), figure: curvesFigure, sheet: curvesSheet },
];

/** Everything that can be made of what is shown, the report first. */
export function exportItems(shown: Shown): ExportItem[] {
  const kinds = { svg: t('SVG'), png: t('PNG'), csv: t('CSV'), md: t('Markdown'), json: t('JSON') };
  const items = things().flatMap(({ name, label, figure, sheet }) => {
    const drawn = figure?.(shown);
    const size = drawn && fileSize(drawn);
    const pixels = size && { svg: size, png: pngSize(size) };
    const of = [...(pixels ? ['svg', 'png'] : []), ...(sheet?.(shown) ? ['csv', 'md', 'json'] : [])];
    return (of as (keyof typeof kinds)[]).map((kind) => ({
      id: `${name}.${kind}`,
      label: t('{0} as {1}', label, kinds[kind]),
      group: label,
      ...(pixels && (kind === 'svg' || kind === 'png') && { pixels: pixels[kind] }),
    }));
  });
  return [{ id: 'report.html', label: t('Report as HTML, all in one file'), group: t('Report') }, ...items];
}

/** The content of an item; a picture that is to be drawn before it is saved comes as `draw`. */
export function makeExport(id: string, shown: Shown, ink: Ink): string | { draw: Picture } {
  const [name, kind] = id.split('.');
  if (id === 'report.html') return reportOf(shown);
  const thing = things().find((each) => each.name === name);
  const figure = kind === 'svg' || kind === 'png' ? thing?.figure?.(shown) : null;
  const sheet = thing?.sheet?.(shown);
  if (figure && kind === 'svg') return svgFile(figure, ink).text;
  if (figure && kind === 'png') return { draw: svgFile(figure, ink) };
  if (sheet && kind === 'csv') return csvOf(sheet);
  if (sheet && kind === 'md') return markdownOf(sheet);
  if (sheet && kind === 'json')
    return `${JSON.stringify({ ...about(shown), ...(thing?.json?.(shown) ?? { rows: jsonRows(sheet) }) }, null, 2)}\n`;
  throw new Error(t('There is no {0} to export here.', id));
}

const about = ({ run, epoch }: Shown): object => ({ title: run.title, epoch: epoch?.epoch ?? null });

function matrixJson(shown: Shown): object {
  const { cm } = shown;
  const { right, total } = rightOf(shown);
  const { low, high } = wilsonInterval(right, total);
  const { macro, weighted } = classificationReport(cm);
  return {
    rows: 'actual',
    columns: 'predicted',
    classes: shown.run.classes,
    confusion: cm.counts,
    total,
    accuracy: right / total,
    accuracyInterval: { level: 0.95, low, high },
    logLoss: lossOf(shown),
    objective: objectiveOf(shown),
    macro,
    weighted,
  };
}
