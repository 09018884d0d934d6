import { percent, count } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { blockSpan } from '../many/frame.js';
import { heatCells } from '../many/heatCells.js';
import { wrongInBlocks } from '../many/wrongInBlocks.js';
import { headline } from './headline.js';
import { colorScale } from './colorScale.js';
import { nameOf, type Shown } from './shown.js';
import { fit, tag, widthOf, words, type Figure, type Ink } from './svg.js';

const TOP = 54;
/** The most classes of which each one is named, and how wide a cell is then; else how wide the map may be, px. */
const MOST_NAMED = 160;
const NAMED = 12;
const WIDEST = 1200;
/** How far apart the names of more classes stand, px. */
const LINE = 14;

/** The confusion matrix of many classes as a heat map, actual on the rows, with every class named that finds room. */
export function heatFigure(shown: Shown): Figure {
  const { cm, order, view, run, blocks, report } = shown;
  const size = order.length;
  const cells = heatCells(cm, order, order, shown.scale, view.hideDiagonal);
  const named = size <= MOST_NAMED;
  const cell = named ? NAMED : Math.max(1, Math.floor(WIDEST / cells.rows));
  const side = cell * cells.rows;
  const at = (place: number): number => (place / size) * side;
  const every = named ? 1 : Math.ceil((LINE / side) * size);
  const places = order.flatMap((_, place) => (place % every === 0 ? [place] : []));
  const label =
    Math.min(140, Math.max(20, ...places.map((place) => widthOf(nameOf(shown, order[place] ?? 0), 10)))) + 8;
  const left = 22 + label;
  const top = TOP + 18 + label;
  const [right, bottom] = [left + side, top + side];
  const wrong = report.total - report.classes.reduce((sum, { correct }) => sum + correct, 0);
  const name = (place: number): string => fit(nameOf(shown, order[place] ?? 0), label - 8, 10);
  const middle = (place: number): number => at(place) + at(1) / 2 + 3.5;
  const frames = (ink: Ink): string[] =>
    blocks.map((from, block) => {
      const many = blockSpan(blocks, block, size)[1] - from;
      return tag('rect', {
        x: left + at(from),
        y: top + at(from),
        width: at(many),
        height: at(many),
        fill: 'none',
        stroke: ink.base,
      });
    });
  const note =
    blocks.length > 0
      ? t(
          '{0} blocks hold {1} of the {2} wrong; in the order of the tree of confusions',
          count(blocks.length),
          percent(wrong > 0 ? wrongInBlocks(cm, order, blocks) / wrong : null),
          count(wrong),
        )
      : t('{0} wrong; in the order of the classes', count(wrong));
  return {
    label: t('Confusion matrix of {0}, actual on the rows: {1}', run.title, headline(shown)),
    width: Math.max(right, widthOf(headline(shown), 12), widthOf(note, 11), 480),
    height: bottom + 12 + 28,
    body: (ink) =>
      [
        words(0, 15, fit(run.title, right, 14), ink.text, { size: 14, bold: true }),
        words(0, 34, headline(shown), ink.muted),
        words((left + right) / 2, TOP + 12, t('Predicted'), ink.muted, { anchor: 'middle' }),
        words(12, (top + bottom) / 2, t('Actual'), ink.muted, { anchor: 'middle', turn: -90 }),
        tag('rect', { x: left, y: top, width: side, height: side, fill: ink.none }),
        ...rowsOf(cells, cell, left, top, ink),
        ...frames(ink),
        ...places.map((place) =>
          words(left - 6, top + middle(place), name(place), ink.text, { size: 10, anchor: 'end' }),
        ),
        ...places.map((place) => words(left + middle(place), top - 6, name(place), ink.text, { size: 10, turn: -90 })),
        colorScale(ink, shown.scale, 'right', 0, bottom + 12),
        colorScale(ink, shown.scale, 'wrong', 236, bottom + 12),
        words(0, bottom + 38, note, ink.muted, { size: 11 }),
      ].join('\n'),
  };
}

/** Cells of one colour side by side are one box. */
function rowsOf(cells: ReturnType<typeof heatCells>, cell: number, left: number, top: number, ink: Ink): string[] {
  const { rows, columns, steps, names } = cells;
  const boxes: string[] = [];
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns;) {
      const step = steps[y * columns + x] ?? 0;
      const from = x;
      while (x < columns && steps[y * columns + x] === step) x++;
      const name = names[step];
      if (name)
        boxes.push(
          tag('rect', {
            x: left + from * cell,
            y: top + y * cell,
            width: (x - from) * cell,
            height: cell,
            fill: ink[name],
          }),
        );
    }
  return boxes;
}
