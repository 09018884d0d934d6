import { useRovingFocus } from '../../shared/rovingFocus.js';
import { t } from '../../shared/strings.js';
import { merged, nameOf, pick, picked } from './classGroups.js';

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowLeft: (at) => Math.max(0, at - 1),
  ArrowUp: (at) => Math.max(0, at - 1),
  ArrowRight: (at, last) => Math.min(last, at + 1),
  ArrowDown: (at, last) => Math.min(last, at + 1),
  Home: () => 0,
  End: (_, last) => last,
};

/** The classes as they stand once merged, each to be picked: arrows move, Space picks, Shift and an arrow picks on. */
export function ClassChips() {
  const chips = merged.value;
  const { box, at, go, item } = useRovingFocus<HTMLDivElement, number>({
    attribute: 'data-place',
    stop: (last) => Math.min(last ?? 0, chips.length - 1),
  });
  const onKeyDown = (event: KeyboardEvent) => {
    const to = steps[event.key]?.(at, chips.length - 1);
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (event.shiftKey) for (const group of chips.slice(Math.min(at, to), Math.max(at, to) + 1)) pick(group, true);
    go(to);
  };
  return (
    <div class="chips" role="group" aria-label={t('Classes: pick those to merge')} ref={box} onKeyDown={onKeyDown}>
      {chips.map((group, i) => (
        <button
          type="button"
          key={group.join()}
          class={`chip ${group.length > 1 ? 'several' : ''}`}
          aria-pressed={group.every((index) => picked.value.includes(index))}
          {...item(i)}
          title={nameOf(group)}
          onClick={() => pick(group)}
        >
          <span class="clip">{nameOf(group)}</span>
        </button>
      ))}
    </div>
  );
}
