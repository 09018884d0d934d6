import { computed, signal } from '@preact/signals';
import { useId } from 'preact/hooks';
import { t } from '../shared/strings.js';
import type { Parsed } from '../sidebar/form.js';

/** Texts as they were typed, while they are wrong or write their value in another way. */
const typed = signal<Record<string, { text: string; problem?: string }>>({});
export const typedWrong = computed(() => Object.values(typed.value).some(({ problem }) => problem !== undefined));

interface TypedProps<T> {
  id: string;
  label: string;
  /** How its value is written. */
  text: string;
  parse: (text: string) => Parsed<T>;
  apply: (value: T) => void;
  /** The next value up or down, for the arrow keys. */
  step?: (text: string, up: boolean) => string;
  /** How many letters the field has room for. */
  width: number;
}

/** A short field in a row of tools: checked at each key and sent on while it is right; Esc gives back the last right one. */
export function Typed<T>({ id, label, text, parse, apply, step, width }: TypedProps<T>) {
  const own = useId();
  const now = typed.value[id];
  const forget = () => {
    const { [id]: _, ...others } = typed.value;
    typed.value = others;
  };
  const set = (next: string) => {
    const parsed = parse(next);
    typed.value = { ...typed.value, [id]: { text: next, ...('problem' in parsed && { problem: parsed.problem }) } };
    if ('value' in parsed) apply(parsed.value);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const up = event.key === 'ArrowUp';
    if (event.key === 'Escape') forget();
    else if (step && (up || event.key === 'ArrowDown')) set(step(now?.text ?? text, up));
    else return;
    event.preventDefault();
  };
  return (
    <span class={`labelled typed ${now?.problem ? 'wrong' : ''}`}>
      <label for={own}>{label}</label>
      <span class="text-input">
        <input
          id={own}
          type="text"
          spellcheck={false}
          autocomplete="off"
          value={now?.text ?? text}
          style={{ width: `calc(${width}ch + 18px)` }}
          aria-invalid={now?.problem !== undefined}
          aria-describedby={now?.problem ? `${own}-problem` : undefined}
          onInput={(event) => set(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => now?.problem === undefined && forget()}
        />
      </span>
      {now?.problem && (
        <span class="problem" id={`${own}-problem`} role="alert">
          {t('{0}: {1}', label, now.problem)}
        </span>
      )}
    </span>
  );
}
