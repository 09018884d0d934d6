import { textWidth } from '../../shared/media.js';
import { blockStarts, order } from '../state.js';
import { blockSpan } from './frame.js';
import { frame, marked, nameAt, placeOf, rangeName } from './manyState.js';

const FONT = '12px';
/** Of the name that is open or marked. */
const STRONG = '600 12px';
/** The least height of a line of text, px, and what stands between two names of columns. */
const LINE = 15;
const APART = 8;
/** The widest that a name gets, px. */
const WIDEST = 132;

/** A name beside the map: of a block, or of a class where there are no blocks. */
interface Head {
  from: number;
  many: number;
  name: string;
  /** Whether there is room for the name beside its rows. */
  fits: boolean;
}

interface Heads {
  rows: Head[];
  columns: Head[];
  /** The names of columns stand upright. */
  upright: boolean;
  /** Room for the names, px. */
  gutter: number;
  head: number;
}

/** The names beside a map of this side, and the room that they take. Names that find no room give way. */
export function headsOf(side: number, small: boolean): Heads {
  const size = order.value.length;
  const starts = blockStarts.value;
  const cell = side / size;
  const spans = (least: number): [number, number][] => {
    if (starts.length > 0) return starts.map((from, block) => [from, blockSpan(starts, block, size)[1] - from]);
    const step = Math.max(1, Math.ceil(least / cell));
    return Array.from({ length: Math.ceil(size / step) }, (_, i) => [i * step, 1]);
  };
  const width = (from: number, many: number, font = FONT): number => textWidth(rangeName(from, many), font);
  const room = (many: number): number => (starts.length > 0 ? many * cell : Infinity);
  const rows = spans(LINE);
  const widest = Math.max(...rows.map(([from, many]) => width(from, many, STRONG)));
  const flat = spans(widest + APART);
  const fitting = flat.filter(([from, many]) => width(from, many) + APART <= room(many)).length;
  const upright = fitting < flat.length / 2;
  const columns = upright ? spans(LINE) : flat;
  const most = small ? 72 : WIDEST;
  return {
    rows: rows.map(([from, many]) => ({ from, many, name: rangeName(from, many), fits: room(many) >= LINE - 2 })),
    columns: columns.map(([from, many]) => {
      const fits = upright ? room(many) >= LINE - 2 : width(from, many) + APART <= room(many);
      return { from, many, name: rangeName(from, many), fits };
    }),
    upright,
    gutter: Math.ceil(Math.min(most, widest)),
    head: upright ? Math.ceil(Math.min(most, widest)) : LINE,
  };
}

/** The names of the rows and columns, with the line that shows how far a block goes. */
export function HeatHeads({ side, heads }: { side: number; heads: Heads }) {
  const size = order.value.length;
  const at = (place: number): number => (place / size) * side;
  const open = frame.value;
  const mark = marked.value === null ? null : (placeOf.value[marked.value] ?? null);
  const isOpen = (from: number, many: number, start: number | undefined, span: number | undefined): boolean =>
    start === from && span === many;
  const holdsMark = ({ from, many }: Head): boolean => mark !== null && mark >= from && mark < from + many;
  const blocks = blockStarts.value.length > 0;
  const state = (head: Head, start: number | undefined, span: number | undefined): string =>
    `${isOpen(head.from, head.many, start, span) ? 'open' : ''} ${holdsMark(head) ? 'marked' : ''}`;
  return (
    <div aria-hidden="true">
      <div class={`heat-columns ${heads.upright ? 'upright' : ''}`}>
        {heads.columns.map((head) => (
          <span
            key={head.from}
            class={`heat-head ${state(head, open?.column, open?.columns)}`}
            style={{ left: `${at(head.from)}px`, width: `${blocks ? at(head.many) : Math.max(at(1), 15)}px` }}
            title={nameOfSpan(head)}
          >
            {head.fits && <span class="clip">{head.name}</span>}
            {blocks && <i />}
          </span>
        ))}
      </div>
      <div class="heat-rows">
        {heads.rows.map((head) => (
          <span
            key={head.from}
            class={`heat-head ${state(head, open?.row, open?.rows)}`}
            style={{ top: `${at(head.from)}px`, height: `${blocks ? at(head.many) : at(1)}px` }}
            title={nameOfSpan(head)}
          >
            {head.fits && <span class="clip">{head.name}</span>}
            {blocks && <i />}
          </span>
        ))}
      </div>
    </div>
  );
}

/** All names of a block, as its tooltip. */
const nameOfSpan = ({ from, many }: Head): string =>
  Array.from({ length: Math.min(many, 40) }, (_, i) => nameAt(from + i)).join(', ') + (many > 40 ? ', …' : '');
