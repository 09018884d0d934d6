import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';
import { IconButton } from './button.js';
import { t } from './strings.js';
import { Icon } from './icon.js';

/** What an input needs to be tied to its label and message. */
interface FieldIds {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
}

interface FieldProps {
  label: ComponentChildren;
  /** The label in plain words, for the reset button's name. */
  name: string;
  /** What is wrong with the value, in one line. */
  problem?: string;
  modified?: boolean;
  onReset?: () => void;
  class?: string;
  children: (ids: FieldIds) => ComponentChildren;
}

/** Label, mark and reset of a changed value, the input, and what is wrong with it. */
export function Field({ label, name, problem, modified, onReset, children, ...rest }: FieldProps) {
  const id = useId();
  const ids: FieldIds = problem ? { id, 'aria-describedby': `${id}-problem`, 'aria-invalid': true } : { id };
  return (
    <div class={`field ${modified ? 'modified' : ''} ${problem ? 'wrong' : ''} ${rest.class ?? ''}`}>
      <label for={id}>{label}</label>
      <div class="input">
        {children(ids)}
        {problem && (
          <div class="problem" id={`${id}-problem`} role="alert">
            {problem}
          </div>
        )}
      </div>
      {modified && onReset && (
        <IconButton class="reset" icon="discard" label={t('Reset {0}', name)} onPress={onReset} />
      )}
    </div>
  );
}

interface SelectProps<Value extends string> {
  ids?: FieldIds;
  label?: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

export const Select = <Value extends string>({ ids, label, value, options, onChange }: SelectProps<Value>) => (
  <div class="select">
    <select
      {...ids}
      aria-label={label}
      value={value}
      onChange={(event) => {
        const chosen = options[event.currentTarget.selectedIndex];
        // The select shows the value that holds, also where the choice did not change it.
        event.currentTarget.value = value;
        if (chosen) onChange(chosen.value);
      }}
    >
      {options.map((option) => (
        <option key={option.value} value={option.value} selected={option.value === value}>
          {option.label}
        </option>
      ))}
    </select>
    <Icon name="chevron-down" />
  </div>
);

interface TextInputProps {
  ids: FieldIds;
  /** As the person typed it, which may not be valid yet. */
  text: string;
  onText: (text: string) => void;
  /** The text that Esc restores. */
  lastValid: string;
  /** The next value up or down from `text`, for the arrow keys. */
  step?: (text: string, up: boolean) => string;
  /** A muted text at the right end, such as the range of values. */
  hint?: string;
  numeric?: boolean;
}

/** A text with more letters than this may end in an ellipsis, so that its tooltip shows it whole. */
const LONG = 12;

export function TextInput({ ids, text, onText, lastValid, step, hint, numeric }: TextInputProps) {
  const onKeyDown = (event: KeyboardEvent) => {
    const up = event.key === 'ArrowUp';
    if (event.key === 'Escape') onText(lastValid);
    else if (step && (up || event.key === 'ArrowDown')) onText(step(text, up));
    else return;
    event.preventDefault();
  };
  return (
    <div class="text-input">
      <input
        {...ids}
        type="text"
        spellcheck={false}
        autocomplete="off"
        inputMode={numeric ? 'decimal' : 'text'}
        size={Math.max(1, text.length - 1)}
        title={text.length > LONG ? text : undefined}
        value={text}
        onInput={(event) => onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      {hint && (
        <span class="hint muted clip" title={hint}>
          {hint}
        </span>
      )}
    </div>
  );
}

/** A select with its label before it, in a row of tools. */
export function LabelledSelect<Value extends string>({ label, ...rest }: SelectProps<Value>) {
  const id = useId();
  return (
    <span class="labelled">
      <label for={id}>{label}</label>
      <Select ids={{ id }} {...rest} />
    </span>
  );
}

interface CheckboxProps {
  label: string;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export const Checkbox = ({ label, checked, disabled = false, onChange }: CheckboxProps) => (
  <label class="checkbox">
    <input
      type="checkbox"
      checked={checked}
      disabled={disabled}
      onChange={(event) => onChange(event.currentTarget.checked)}
    />
    <span class="box">{checked && <Icon name="check" />}</span>
    {label}
  </label>
);

interface FoldProps {
  title: string;
  /** The values in the fold, which are shown in small text while it is closed. */
  summary: string;
  open: boolean;
  onToggle: (open: boolean) => void;
  children: ComponentChildren;
}

export function Fold({ title, summary, open, onToggle, children }: FoldProps) {
  const id = useId();
  return (
    <div>
      <button type="button" class="fold-head" aria-expanded={open} aria-controls={id} onClick={() => onToggle(!open)}>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} />
        <span>{title}</span>
        {!open && (
          <span class="summary muted clip" title={summary}>
            {summary}
          </span>
        )}
      </button>
      <div id={id} class={open ? 'fold-body' : 'hidden'}>
        {open && children}
      </div>
    </div>
  );
}
