import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from './button.js';
import { Icon } from './icon.js';
import { moveRound } from './rovingFocus.js';

interface MenuItem {
  id: string;
  label: string;
  /** For one of several that exclude each other, or for one that is on or off; undefined where pressing does something. */
  checked?: boolean;
  onPress: () => void;
}

interface MenuButtonProps {
  icon: string;
  /** The button's name. */
  label: string;
  /** What the menu is of. */
  menu: string;
  /** Stands beside the icon; without it the button is the icon alone. */
  text?: string;
  items: readonly MenuItem[];
  /** Whether one item alone is checked at a time. */
  radio?: boolean;
  class?: string;
}

/** The least between a menu and the edge of the page, px. */
const EDGE = 4;

/** A button that opens a menu under it. Arrows go through the menu, Esc closes it. */
export function MenuButton({ icon, label, menu, text, items, radio = false, ...rest }: MenuButtonProps) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const entries = () => [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
  useLayoutEffect(() => {
    if (!open || !list.current) return;
    const { left, right } = list.current.getBoundingClientRect();
    const { clientWidth } = document.documentElement;
    const shift = left < EDGE ? EDGE - left : Math.min(0, clientWidth - EDGE - right);
    if (shift !== 0) list.current.style.transform = `translateX(${shift}px)`;
    const all = entries();
    (all.find((item) => radio && item.ariaChecked === 'true') ?? all[0])?.focus();
  }, [open]);
  const close = (back: boolean): void => {
    setOpen(false);
    if (back) box.current?.querySelector('button')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!open) return;
    const all = entries();
    const at = all.indexOf(event.target as HTMLElement);
    const next = all[moveRound(event.key, at, all.length, ['ArrowUp', 'ArrowDown']) ?? -1];
    event.stopPropagation();
    if (!next && event.key !== 'Escape') return;
    event.preventDefault();
    if (next) next.focus();
    else close(true);
  };
  const role = (checked: boolean | undefined): 'menuitem' | 'menuitemradio' | 'menuitemcheckbox' =>
    checked === undefined ? 'menuitem' : radio ? 'menuitemradio' : 'menuitemcheckbox';
  return (
    <div
      class={`menu-button ${rest.class ?? ''}`}
      ref={box}
      onKeyDown={onKeyDown}
      onFocusOut={({ relatedTarget }) => box.current?.contains(relatedTarget as Node | null) || close(false)}
    >
      {text === undefined ? (
        <IconButton icon={icon} label={label} expanded={open} onPress={() => setOpen(!open)} />
      ) : (
        <button
          type="button"
          class="button secondary"
          aria-expanded={open}
          title={label}
          onClick={() => setOpen(!open)}
        >
          <Icon name={icon} />
          <span>{text}</span>
        </button>
      )}
      {open && (
        <div class="menu" role="menu" aria-label={menu} ref={list}>
          {items.map(({ id, label, checked, onPress }) => (
            <button
              type="button"
              key={id}
              role={role(checked)}
              aria-checked={checked}
              tabIndex={-1}
              onClick={() => {
                close(true);
                onPress();
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
