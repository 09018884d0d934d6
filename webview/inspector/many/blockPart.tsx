import { useMemo } from 'preact/hooks';
import { Button, IconButton } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { count, dash } from '../../shared/format.js';
import { textWidth } from '../../shared/media.js';
import { useRovingFocus } from '../../shared/rovingFocus.js';
import { plural, t } from '../../shared/strings.js';
import { cellLabel } from '../matrix/cellWords.js';
import { stepName, stepStyle } from '../matrix/colorSteps.js';
import type { Cell } from '../matrix/matrixKeys.js';
import {
  blockStarts,
  has,
  host,
  matrix,
  order,
  rateOf,
  report,
  run,
  scale,
  shareOf,
  shownCell,
  view,
} from '../state.js';
import { ZOOM, zoomed, type Frame } from './frame.js';
import { HeatCanvas } from './heatCanvas.js';
import { heatCells } from './heatCells.js';
import {
  atPlaces,
  choose,
  classesAt,
  frame,
  goBack,
  marked,
  nameAt,
  openBlock,
  openFrame,
  rangeName,
} from './manyState.js';

/** Frames of more rows or columns are drawn without numbers. */
const MOST_NUMBERS = 26;

/** The widest that a name of a row gets, the column of what is elsewhere, and the least width of a cell, px. */
const NAME = 110;
const ELSEWHERE = 70;
const CELL = 27;

/** The rows and columns that are open, with their numbers. `room` is how wide they may get, px. */
export function BlockPart({ room }: { room: number }) {
  const { value: open } = frame;
  if (!open || !matrix.value) return null;
  const [rows, columns] = [classesAt(open.row, open.rows), classesAt(open.column, open.columns)];
  const square = open.row === open.column && open.rows === open.columns;
  const cell = shownCell.value;
  const about = atPlaces(cell ?? { actual: rows[0] ?? 0, predicted: columns[0] ?? 0 });
  const size = order.value.length;
  const zoom = (by: number) => openFrame(zoomed(open, by, about, size));
  return (
    <section class="block-part" aria-label={frameName(open)}>
      <div class="detail-head">
        <h2 class="clip" title={frameName(open)} aria-live="polite">
          {frameName(open)}
        </h2>
        <span class="muted numbers wide">{t('{0} wrong inside it', count(wrongIn(rows, columns)))}</span>
        <span class="space" />
        {square && has('merge') && open.rows > 1 && (
          <Button
            icon="beaker"
            title={plural(
              open.rows,
              'A new run with these settings that knows this class alone',
              'A new run with these settings that knows these {0} classes alone',
            )}
            onPress={() => attempt(host.call('trainOnly', [...rows]))}
          >
            {t('Train only these')}
          </Button>
        )}
        <IconButton
          icon="zoom-out"
          label={t('More classes (−)')}
          disabled={open.rows === size && open.columns === size}
          onPress={() => zoom(1 / ZOOM)}
        />
        <IconButton
          icon="zoom-in"
          label={t('Fewer classes (+)')}
          disabled={Math.max(open.rows, open.columns) <= 3}
          onPress={() => zoom(ZOOM)}
        />
        <IconButton icon="close" label={t('Close the block (Esc)')} onPress={() => openFrame(null)} />
      </div>
      {Math.max(open.rows, open.columns) <= MOST_NUMBERS ? (
        <BlockTable rows={rows} columns={columns} />
      ) : (
        <Drawn rows={rows} columns={columns} room={room} />
      )}
    </section>
  );
}

function frameName(open: Frame): string {
  const block = openBlock.value;
  const [first, last] = [nameAt(open.row), nameAt(open.row + open.rows - 1)];
  if (block !== null)
    return plural(
      open.rows,
      'Block {1} of {2}: {0} class, {3}',
      'Block {1} of {2}: {0} classes, {3} to {4}',
      block + 1,
      blockStarts.value.length,
      first,
      last,
    );
  if (open.row === open.column && open.rows === open.columns)
    return plural(open.rows, '{0} class, {1}', '{0} classes, {1} to {2}', first, last);
  return t('{0} read as {1}', rangeName(open.row, open.rows), rangeName(open.column, open.columns));
}

function wrongIn(rows: readonly number[], columns: readonly number[]): number {
  const counts = matrix.value?.counts ?? [];
  return rows.reduce(
    (sum, actual) =>
      columns.reduce((rest, other) => rest + (actual === other ? 0 : (counts[actual]?.[other] ?? 0)), sum),
    0,
  );
}

interface PartProps {
  rows: readonly number[];
  columns: readonly number[];
}

function BlockTable({ rows, columns }: PartProps) {
  const first = { actual: rows[0] ?? 0, predicted: columns[0] ?? 0 };
  const chosen = shownCell.value;
  const isIn = (cell: Cell | null): cell is Cell =>
    cell !== null && rows.includes(cell.actual) && columns.includes(cell.predicted);
  const { box, at, go, item } = useRovingFocus<HTMLTableElement, Cell>({
    attribute: 'data-cell',
    stop: (last) => (isIn(last) ? last : isIn(chosen) ? chosen : first),
    name: ({ actual, predicted }) => `${actual} ${predicted}`,
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const to = moveIn(event.key, at, rows, columns);
    if (to) go(to);
    else if (event.key === 'Enter') choose(at);
    else if (event.key === 'Escape') goBack();
    else return;
    event.preventDefault();
  };
  const classes = run.value?.classes ?? [];
  const head = (index: number, one: number | undefined) => (
    <span class={`clip ${index === one || index === marked.value ? 'chosen' : ''}`} title={classes[index]}>
      {classes[index]}
    </span>
  );
  const selected = view.value.selected;
  const names =
    Math.ceil(Math.min(NAME, Math.max(...rows.map((index) => textWidth(classes[index] ?? '', '600 12px'))))) + 14;
  return (
    <div class="block-scroll">
      <table
        class="block-table numbers"
        role="grid"
        aria-label={t('Counts of these classes: actual on the rows, predicted on the columns')}
        ref={box}
        onKeyDown={onKeyDown}
        style={{ '--names': `${names}px`, minWidth: `${names + ELSEWHERE + columns.length * CELL}px` }}
      >
        <thead>
          <tr>
            <td class="corner" />
            {columns.map((column) => (
              <th key={column} scope="col">
                {head(column, selected?.predicted)}
              </th>
            ))}
            <th scope="col" class="elsewhere">
              {t('elsewhere')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((actual) => (
            <tr key={actual}>
              <th scope="row">{head(actual, selected?.actual)}</th>
              {columns.map((predicted) => {
                const items = matrix.value?.counts[actual]?.[predicted] ?? 0;
                const cell = { actual, predicted };
                const [rate, share] = [rateOf(cell), shareOf(cell)];
                const masked = actual === predicted && view.value.hideDiagonal;
                const step = masked ? null : stepName(rate, actual === predicted, scale.value);
                const isChosen = selected?.actual === actual && selected.predicted === predicted;
                const focusable = item(cell);
                return (
                  <td
                    key={predicted}
                    role="gridcell"
                    class={`cell ${masked ? 'masked' : step === null ? 'none' : ''} ${isChosen ? 'chosen' : ''}`}
                    style={stepStyle(step)}
                    {...focusable}
                    aria-selected={isChosen}
                    aria-label={cellLabel(classes, cell, items, share)}
                    onClick={() => {
                      focusable.onFocus();
                      choose(cell);
                    }}
                  >
                    {masked ? '' : rate === null ? dash : count(items)}
                  </td>
                );
              })}
              <td class="elsewhere">{count(elsewhere(actual, columns))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The items of a class that are read as none of these. */
const elsewhere = (actual: number, columns: readonly number[]): number =>
  columns.reduce(
    (rest, column) => rest - (matrix.value?.counts[actual]?.[column] ?? 0),
    report.value?.classes[actual]?.support ?? 0,
  );

function moveIn(key: string, cell: Cell, rows: readonly number[], columns: readonly number[]): Cell | null {
  const step = (list: readonly number[], from: number, by: number): number =>
    list[Math.min(list.length - 1, Math.max(0, list.indexOf(from) + by))] ?? from;
  const { actual, predicted } = cell;
  if (key === 'ArrowUp' || key === 'ArrowDown')
    return { actual: step(rows, actual, key === 'ArrowUp' ? -1 : 1), predicted };
  if (key === 'ArrowLeft' || key === 'ArrowRight')
    return { actual, predicted: step(columns, predicted, key === 'ArrowLeft' ? -1 : 1) };
  if (key === 'Home') return { actual, predicted: columns[0] ?? predicted };
  if (key === 'End') return { actual, predicted: columns.at(-1) ?? predicted };
  return null;
}

/** Too many classes for numbers. */
function Drawn({ rows, columns, room }: PartProps & { room: number }) {
  const cm = matrix.value;
  const { hideDiagonal } = view.value;
  // Drawn anew where it shows something else, not at each move of the pointer.
  const cells = useMemo(
    () => cm && heatCells(cm, rows, columns, scale.value, hideDiagonal),
    [cm, rows.join(), columns.join(), scale.value, hideDiagonal],
  );
  if (!cells) return null;
  const cell = Math.max(1, Math.floor(Math.min(room, 520) / Math.max(rows.length, columns.length)));
  const wrong = count(wrongIn(rows, columns));
  return (
    <div class="block-drawn">
      <HeatCanvas
        cells={cells}
        width={cell * columns.length}
        height={cell * rows.length}
        label={t('{0} by {1}, {2} wrong', rows.length, columns.length, wrong)}
      />
      <p class="muted small">
        {t('Numbers are shown up to {0} by {0}: zoom in, or choose more blocks.', MOST_NUMBERS)}
      </p>
    </div>
  );
}
