import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './button.js';
import { moveRound } from './rovingFocus.js';
import { t } from './strings.js';

interface MoreTabsProps {
  label: string;
  tabs: readonly { id: string; label: string }[];
  selected: string;
  onSelect: (id: string) => void;
}

/** An ellipsis with every tab in its menu, for a row that is too narrow for them. */
export function MoreTabs({ label, tabs, selected, onSelect }: MoreTabsProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const items = () => [...(box.current?.querySelectorAll<HTMLElement>('[role=menuitemradio]') ?? [])];
  useLayoutEffect(() => {
    if (open)
      items()
        .find((item) => item.ariaChecked === 'true')
        ?.focus();
  }, [open]);
  const close = (back: boolean) => {
    setOpen(false);
    if (back) box.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const all = items();
    const at = all.indexOf(event.target as HTMLElement);
    const next = all[moveRound(event.key, at, all.length, ['ArrowUp', 'ArrowDown']) ?? -1];
    if (!open || (!next && event.key !== 'Escape')) return;
    event.preventDefault();
    event.stopPropagation();
    if (next) next.focus();
    else close(true);
  };
  return (
    <div
      class="more-tabs"
      ref={box}
      onKeyDown={onKeyDown}
      onFocusOut={({ relatedTarget }) => box.current?.contains(relatedTarget as Node | null) || close(false)}
    >
      <IconButton icon="ellipsis" label={t('More views')} expanded={open} onPress={() => setOpen(!open)} />
      {open && (
        <div class="menu" role="menu" aria-label={label}>
          {tabs.map(({ id, label }) => (
            <button
              type="button"
              key={id}
              role="menuitemradio"
              aria-checked={id === selected}
              tabIndex={-1}
              onClick={() => {
                close(true);
                onSelect(id);
              }}
            >
              {label}
            </button>
          ))}
        </div>
      )}
    </div>
  );
}
