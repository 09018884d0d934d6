import { atIndex } from '@surprisal/core';
import { useHeats } from './keptHeats.js';
import { withCut } from './slices.js';
import { alongAxis, opened, setSlice, slice, state, tensor } from './state.js';
import { Tile } from './tile.js';
import { useWidth } from './useWidth.js';
import { t } from '../shared/strings.js';

/** A small picture and the room that it takes, px. */
const SIDE = 42;
const EACH = 56;

/** The axis along which neighbours are shown: the one whose index was changed last, else the last one at an index. */
function axisOf(): number | null {
  const { axes } = slice.value;
  const can = (axis: number): boolean => !axes[axis].kept && (tensor.value?.shape[axis] ?? 0) > 1;
  if (alongAxis.value !== null && alongAxis.value < axes.length && can(alongAxis.value)) return alongAxis.value;
  return axes.reduce<number | null>((last, _, axis) => (can(axis) ? axis : last), null);
}

/** Small pictures of the neighbours on one axis, in one scale; Left and Right step the index. */
export function AlongAxis() {
  const [box, width] = useWidth<HTMLDivElement>(12 * EACH);
  const fit = Math.max(3, Math.min(28, Math.floor(width / EACH)));
  const axis = axisOf();
  const length = axis === null ? 0 : tensor.value!.shape[axis];
  const at = axis === null ? 0 : slice.value.axes[axis].start;
  const from = Math.max(0, Math.min(length - fit, at - Math.floor(fit / 2)));
  const to = Math.min(length, from + fit);
  const shown = Array.from({ length: axis === null ? 0 : to - from }, (_, i) => from + i);
  const key =
    axis === null
      ? ''
      : JSON.stringify([state.value?.reading, opened.value, axis, withCut(slice.value, axis, atIndex(0))]);
  const slices = shown.map((index) => [String(index), withCut(slice.value, axis!, atIndex(index))] as const);
  const heats = useHeats(key, new Map(slices), { height: SIDE, width: SIDE });
  if (axis === null) return <div ref={box} />;
  const go = (index: number): void => {
    alongAxis.value = axis;
    setSlice(withCut(slice.value, axis, atIndex(Math.max(0, Math.min(length - 1, index)))));
  };
  return (
    <section class="along" aria-label={t('Along axis {0}', axis)}>
      <h2>
        {t('Along axis {0}', axis)} <span class="muted small plain">{t('one scale; arrow keys step')}</span>
      </h2>
      <div
        ref={box}
        class="along-row"
        role="listbox"
        tabIndex={0}
        aria-orientation="horizontal"
        aria-label={t('Index on axis {0}', axis)}
        aria-activedescendant={`along-${at}`}
        onKeyDown={(event) => {
          const page = { PageUp: at - fit, PageDown: at + fit };
          const steps: Record<string, number> = {
            ArrowLeft: at - 1,
            ArrowRight: at + 1,
            Home: 0,
            End: length - 1,
            ...page,
          };
          if (steps[event.key] === undefined) return;
          event.preventDefault();
          go(steps[event.key]);
        }}
      >
        {shown.map((index) => (
          <div
            key={index}
            id={`along-${index}`}
            role="option"
            aria-selected={index === at}
            aria-label={String(index)}
            class={index === at ? 'chosen' : ''}
            onClick={() => go(index)}
          >
            <Tile heat={heats.get(String(index)) ?? null} placing={{ width: SIDE, height: SIDE }} />
            <span>{index}</span>
          </div>
        ))}
      </div>
    </section>
  );
}
