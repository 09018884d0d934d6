import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { t } from '../../shared/strings.js';

/** Classes that are listed at once. */
const MOST = 50;

interface ClassPickerProps {
  classes: readonly string[];
  /** The class that Enter takes before anything is typed. */
  suggested: string;
  onPick: (name: string) => void;
  /** Closes without a choice; `back` where the focus is to return. */
  onLeave: (back: boolean) => void;
}

/** Classes that begin with a text, then those that hold it elsewhere. */
function matching(classes: readonly string[], text: string, suggested: string): readonly string[] {
  if (text === '')
    return classes.includes(suggested) ? [suggested, ...classes.filter((c) => c !== suggested)] : classes;
  const low = text.toLowerCase();
  const begins = classes.filter((name) => name.toLowerCase().startsWith(low));
  return [...begins, ...classes.filter((name) => !begins.includes(name) && name.toLowerCase().includes(low))];
}

/** A new label: one key where each class is one letter or digit, else the beginning of its name and Enter. */
export function ClassPicker({ classes, suggested, onPick, onLeave }: ClassPickerProps) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  // At once, so that a key that is pressed right after goes there too.
  useLayoutEffect(() => {
    input.current?.focus();
    input.current?.parentElement?.scrollIntoView({ block: 'nearest' });
  }, []);
  const found = matching(classes, text, suggested).slice(0, MOST);
  const single = classes.every((name) => name.length === 1);
  const type = (typed: string) => {
    if (single && classes.includes(typed)) onPick(typed);
    else {
      setText(typed);
      setAt(0);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.key === 'Escape') onLeave(true);
    else if (event.key === 'Enter') {
      if (found[at] !== undefined) onPick(found[at]);
    } else if (event.key === 'ArrowDown') setAt(Math.min(found.length - 1, at + 1));
    else if (event.key === 'ArrowUp') setAt(Math.max(0, at - 1));
    else return;
    event.preventDefault();
  };
  return (
    <div class="class-picker">
      <input
        ref={input}
        type="text"
        role="combobox"
        aria-label={t('New label')}
        aria-expanded={found.length > 0}
        aria-controls={id}
        aria-activedescendant={found.length > 0 ? `${id}-${at}` : undefined}
        spellcheck={false}
        autocomplete="off"
        placeholder={t('New label')}
        value={text}
        onInput={(event) => type(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onBlur={() => onLeave(false)}
      />
      <ul id={id} role="listbox" aria-label={t('Classes')}>
        {found.map((name, i) => (
          <li
            key={name}
            id={`${id}-${i}`}
            role="option"
            aria-selected={i === at}
            class="clip"
            title={name}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => onPick(name)}
          >
            {name}
          </li>
        ))}
      </ul>
      {found.length === 0 && <p class="muted small">{t('No class is called so.')}</p>}
    </div>
  );
}
