import { useComputed } from '@preact/signals';
import { Checkbox, LabelledSelect } from '../../shared/field.js';
import { count, percent } from '../../shared/format.js';
import { narrowerThan, width } from '../../shared/media.js';
import { plural, t } from '../../shared/strings.js';
import { cellLabel } from '../matrix/cellWords.js';
import { Legend } from '../matrix/legend.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { useStepColors } from '../matrix/stepColors.js';
import { PickBar } from '../merge/retrain.js';
import {
  blockCount,
  blockNumber,
  blockStarts,
  change,
  matrix,
  manyOrder,
  order,
  ordersNow,
  record,
  report,
  run,
  shareOf,
  view,
} from '../state.js';
import { BlockPart } from './blockPart.js';
import { ClassSearch } from './classSearch.js';
import { ConfusedList } from './confusedList.js';
import { sideOf } from './heatCells.js';
import { HeatHeads, headsOf } from './heatHeads.js';
import { HeatMap } from './heatMap.js';
import { pointed } from './manyState.js';
import { wrongInBlocks } from './wrongInBlocks.js';
import './many.css';
import '../matrix/cells.css';

const narrow = narrowerThan(700);
const small = narrowerThan(420);
const single = narrowerThan(1100);

/** The widest map, px; and what stands left of it beside the names: the title of the axis and the line of a block. */
const WIDEST = 600;
const LEFT = 32;
const GAP = 28;
/** What the block and the pairs need beside a map of full width, px. */
const BESIDE = 610;
/** How many blocks there may be. */
const BLOCKS = [1, 2, 3, 4, 6, 8, 10, 12, 16, 20, 24, 32, 48];

/** Many classes: the whole matrix as a heat map, the block that is open with its numbers, and the most confused pairs. */
export function ManyPart() {
  const colors = useStepColors();
  if (!matrix.value) return null;
  const page = Math.min(1720, width.value) - (narrow.value ? (small.value ? 20 : 24) : 40);
  const half = single.value ? page : Math.min(WIDEST + 88, Math.max(Math.floor((page - GAP) / 2), page - GAP - BESIDE));
  const beside = single.value ? page : page - half - GAP;
  const size = order.value.length;
  const room = (gutter: number): number => Math.max(96, Math.min(WIDEST, half - gutter - LEFT - 2));
  const first = headsOf(sideOf(size, room(40), devicePixelRatio), narrow.value);
  const side = sideOf(size, room(first.gutter), devicePixelRatio);
  const heads = headsOf(side, narrow.value);
  const left = heads.gutter + LEFT;
  return (
    <section class="many" aria-label={t('Confusion matrix')} style={{ ...colors.value, '--left': `${half}px` }}>
      <div
        class="map-part"
        style={{ '--gutter': `${left}px`, '--heads': `${heads.head + 14}px`, '--side': `${side}px` }}
      >
        <Tools />
        <div class="heat">
          <div class="axis-columns muted small">{t('Predicted')}</div>
          <div class="axis-rows muted small">{t('Actual')}</div>
          <HeatHeads side={side} heads={heads} />
          <HeatMap side={side} />
        </div>
        <div class="under-map">
          <Legend />
          <Checkbox
            label={t('Hide diagonal')}
            checked={view.value.hideDiagonal}
            onChange={(hide) => change({ hideDiagonal: hide })}
          />
        </div>
        <Caption />
        <PickBar />
        <p class="only-read">{record.value ? t('Epoch {0}', record.value.epoch) : run.value?.title}</p>
      </div>
      <div class="block-side">
        <BlockPart room={beside - 90} />
        <ConfusedList room={beside} />
      </div>
    </section>
  );
}

function Tools() {
  const { percentOf } = view.value;
  const size = order.value.length;
  const numbers = [...new Set([...BLOCKS, blockNumber.value])].filter((n) => n < size).sort((a, b) => a - b);
  return (
    <div class="bar">
      <LabelledSelect
        label={t('Percent of')}
        value={percentOf}
        options={[
          { value: 'actual', label: t('Actual') },
          { value: 'predicted', label: t('Predicted') },
          { value: 'all', label: t('All') },
        ]}
        onChange={(value) => change({ percentOf: value })}
      />
      <LabelledSelect
        label={t('Order')}
        value={manyOrder.value}
        options={[
          { value: 'class', label: t('By class') },
          { value: 'similarity', label: t('By similarity') },
        ]}
        onChange={(value) => (manyOrder.value = value)}
      />
      {blockStarts.value.length > 0 && (
        <LabelledSelect
          label={t('Blocks')}
          value={String(blockNumber.value)}
          options={numbers.map((n) => ({ value: String(n), label: count(n) }))}
          onChange={(value) => (blockCount.value = Number(value))}
        />
      )}
      <ClassSearch />
    </div>
  );
}

/** The cell under the pointer or the keys. */
const pointedWords = (cell: Cell): string => {
  const words = cellLabel(
    run.value?.classes ?? [],
    cell,
    matrix.value?.counts[cell.actual]?.[cell.predicted] ?? 0,
    shareOf(cell),
  );
  return words.charAt(0).toLocaleUpperCase() + words.slice(1);
};

/** The cell that is pointed at; else how much of what is wrong lies in the blocks, and how the classes stand. */
function Caption() {
  const words = useComputed(caption).value;
  return <p class="muted small heat-caption">{pointed.value ? pointedWords(pointed.value) : words}</p>;
}

function caption(): string {
  const starts = blockStarts.value;
  const numbers = report.value;
  if (!numbers || !matrix.value) return '';
  if (ordersNow.value)
    return t('Rows and columns stand in the order of the classes, until that by similarity is known.');
  if (starts.length === 0) return t('Rows and columns stand in the order of the classes.');
  const wrong = numbers.total - numbers.classes.reduce((sum, { correct }) => sum + correct, 0);
  const rest = t('Rows and columns stand in the order of the tree of confusions.');
  if (wrong === 0) return rest;
  const inside = percent(wrongInBlocks(matrix.value, order.value, starts) / wrong);
  const held = plural(
    starts.length,
    'The block holds {1} of the {2} wrong.',
    'The {0} blocks hold {1} of the {2} wrong.',
    inside,
    count(wrong),
  );
  return `${held} ${rest}`;
}
