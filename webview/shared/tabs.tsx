import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { MoreTabs } from './moreTabs.js';
import { moveRound } from './rovingFocus.js';

export interface Tab {
  id: string;
  label: string;
  content: () => ComponentChildren;
}

interface TabsProps {
  label: string;
  tabs: readonly Tab[];
  selected: string;
  onSelect: (id: string) => void;
  /** What stands at the right end of the row. */
  extra?: ComponentChildren;
}

export function Tabs({ label, tabs, selected, onSelect, extra }: TabsProps) {
  const id = useId();
  const row = useRef<HTMLDivElement>(null);
  const at = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === selected),
  );
  const chosen = tabs[at]?.id ?? '';
  const [narrow, setNarrow] = useState(false);
  const labels = tabs.map((tab) => tab.label).join();
  useLayoutEffect(() => {
    const element = row.current;
    if (!element) return undefined;
    const hideCut = () => {
      const room = element.getBoundingClientRect();
      for (const tab of element.children) {
        const { left, right } = tab.getBoundingClientRect();
        tab.classList.toggle('cut', left < room.left - 1 || right > room.right + 1);
      }
    };
    const measure = () => {
      setNarrow(element.scrollWidth > element.clientWidth + 1);
      element.querySelector(`[data-tab="${chosen}"]`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      hideCut();
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    element.addEventListener('scroll', hideCut);
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', hideCut);
    };
  }, [labels, chosen]);
  const onKeyDown = (event: KeyboardEvent) => {
    const tab = tabs[moveRound(event.key, at, tabs.length, ['ArrowLeft', 'ArrowRight']) ?? -1];
    if (!tab) return;
    event.preventDefault();
    onSelect(tab.id);
    row.current?.querySelector<HTMLElement>(`[data-tab="${tab.id}"]`)?.focus();
  };
  return (
    <>
      <div class="tab-row">
        <div class="tabs" role="tablist" aria-label={label} ref={row} onKeyDown={onKeyDown}>
          {tabs.map((tab, index) => (
            <button
              type="button"
              key={tab.id}
              role="tab"
              class="tab"
              id={`${id}-${tab.id}`}
              data-tab={tab.id}
              aria-selected={index === at}
              aria-controls={`${id}-panel`}
              tabIndex={index === at ? 0 : -1}
              onClick={() => onSelect(tab.id)}
            >
              {tab.label}
            </button>
          ))}
        </div>
        {narrow && <MoreTabs label={label} tabs={tabs} selected={chosen} onSelect={onSelect} />}
        {extra}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen}`}>
        {tabs[at]?.content()}
      </div>
    </>
  );
}
