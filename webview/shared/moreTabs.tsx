import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './button.js';
import { t } from './strings.js';

interface MoreTabsProps {
  label: string;
  tabs: readonly { id: string; label: string }[];
  selected: string;
  onSelect: (id: string) => void;
}

const steps: Record<string, (at: number, last: number) => number> = {
  ArrowUp: (at, last) => (at <= 0 ? last : at - 1),
  ArrowDown: (at, last) => (at === last ? 0 : at + 1),
  Home: () => 0,
  End: (_, last) => last,
};

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
    const next = all[steps[event.key]?.(all.indexOf(event.target as HTMLElement), all.length - 1) ?? -1];
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
