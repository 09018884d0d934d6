import { useEffect, useState } from 'preact/hooks';
import { count } from '../../shared/format.js';
import { Icon } from '../../shared/icon.js';
import { t } from '../../shared/strings.js';
import { order, run } from '../state.js';
import { marked, openClass } from './manyState.js';

/** The classes that a text finds, by index: those called so, those that begin so, and those that hold it, as they stand. */
function findClasses(text: string, names: readonly string[], places: readonly number[]): number[] {
  const wanted = text.trim().toLocaleLowerCase();
  if (wanted === '') return [];
  const rank = (index: number): number => {
    const name = (names[index] ?? '').toLocaleLowerCase();
    return name === wanted ? 0 : name.startsWith(wanted) ? 1 : name.includes(wanted) ? 2 : 3;
  };
  return places.filter((index) => rank(index) < 3).sort((a, b) => rank(a) - rank(b));
}

/** Marks a class in row and column; Enter opens its block, the arrows go to the next that is found, Esc ends it. */
export function ClassSearch() {
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const found = findClasses(text, run.value?.classes ?? [], order.value);
  const place = found.length === 0 ? 0 : ((at % found.length) + found.length) % found.length;
  const index = found[place] ?? null;
  useEffect(() => void (marked.value = index), [index]);
  useEffect(() => () => void (marked.value = null), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && index !== null) openClass(index);
    else if (event.key === 'ArrowDown') setAt(place + 1);
    else if (event.key === 'ArrowUp') setAt(place - 1);
    else if (event.key === 'Escape' && text !== '') setText('');
    else return;
    event.preventDefault();
  };
  return (
    <div class="text-input class-search">
      <Icon name="search" />
      <input
        type="text"
        spellcheck={false}
        autocomplete="off"
        size={6}
        value={text}
        placeholder={t('Class')}
        aria-label={t('Search for a class')}
        title={t('Enter opens its block, Up and Down go to the next')}
        onInput={(event) => {
          setText(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={onKeyDown}
      />
      {/* The name is heard as well, as the text may be a part of it. */}
      <span class="hint" aria-live="polite">
        {text.trim() !== '' && (index === null ? t('none') : t('{0} of {1}', count(place + 1), count(found.length)))}
        {index !== null && <span class="only-read">: {run.value?.classes[index]}</span>}
      </span>
    </div>
  );
}
