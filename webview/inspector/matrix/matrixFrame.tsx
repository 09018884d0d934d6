import type { ComponentChildren } from 'preact';
import { narrowerThan, textWidth, width } from '../../shared/media.js';
import { t } from '../../shared/strings.js';

const small = narrowerThan(420);
/** How wide a matrix gets, px. */
const WIDEST = 612;

interface FrameProps {
  /** The names of the rows and of the columns. */
  names: readonly [rows: readonly string[], columns: readonly string[]];
  /** The greatest width of a name, px. */
  room: number;
  /** How wide the column of totals is, px. */
  totals?: number;
  class?: string;
  children: ComponentChildren;
}

/** The titles of both axes around a matrix. Names of columns that are wider than a column stand upright. */
export function MatrixFrame({ names: [rows, columns], room, totals = 0, children, ...rest }: FrameProps) {
  const font = small.value ? '600 11px' : '600 13px';
  const widest = (names: readonly string[]) =>
    Math.min(room, Math.max(...names.map((name) => textWidth(name, font)))) + 12;
  const label = Math.ceil(Math.max(small.value ? 15 : 27, widest(rows)));
  const head = widest(columns);
  const column = (Math.min(WIDEST, width.value - 40) - label - totals) / columns.length;
  const long = head > Math.max(column, small.value ? 18 : 36);
  const sizes = {
    '--classes': columns.length,
    '--label': `${label}px`,
    ...(long && { '--head': `${Math.max(40, Math.ceil(head))}px` }),
  };
  return (
    <div class={`matrix-frame ${rest.class ?? ''} ${long ? 'long' : ''}`} style={sizes}>
      {small.value ? (
        <div class="axis-small muted small">{t('Predicted →, actual ↓')}</div>
      ) : (
        <>
          <div class="axis-columns muted small">{t('Predicted')}</div>
          <div class="axis-rows muted small">{t('Actual')}</div>
        </>
      )}
      {children}
    </div>
  );
}
