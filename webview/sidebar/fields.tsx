import type { ComponentChildren } from 'preact';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import { Field, Select, TextInput } from '../shared/field.js';
import { numberText, parseNumber, rangeOf, read, stepNumber, write, type NumberRange, type Parsed } from './form.js';
import { configure, draft, typed } from './state.js';

interface TextFieldProps<T> {
  id: string;
  label: string;
  text: (config: RunConfig) => string;
  /** Its usual text, where that is not the text of the usual run. */
  usual?: string;
  parse: (text: string) => Parsed<T>;
  apply: (config: RunConfig, value: T) => RunConfig;
  step?: (text: string, up: boolean) => string;
  hint?: string;
  numeric?: boolean;
  class?: string;
  problem?: string;
  children?: ComponentChildren;
}

/** A text field. It is checked at each key, and its value is sent while it is valid. */
export function TextField<T>({ id, label, text, parse, apply, children, problem, ...rest }: TextFieldProps<T>) {
  const wrong = typed.value[id];
  const valid = text(draft.value);
  const usual = rest.usual ?? text(defaultConfig());
  const set = (next: string) => {
    const parsed = parse(next);
    const { [id]: _, ...others } = typed.value;
    if ('problem' in parsed) typed.value = { ...others, [id]: { text: next, problem: parsed.problem } };
    else {
      // The text stays as it was typed as long as it means the same.
      half.set(id, next);
      typed.value = others;
      configure(apply(draft.value, parsed.value));
    }
  };
  const typedText = half.get(id);
  const parsed = typedText === undefined ? undefined : parse(typedText);
  const same = parsed && 'value' in parsed && text(apply(draft.value, parsed.value)) === valid;
  return (
    <Field
      label={label}
      name={label}
      class={rest.class}
      problem={wrong?.problem ?? problem}
      modified={(wrong?.text ?? valid) !== usual}
      onReset={() => {
        half.delete(id);
        set(usual);
      }}
    >
      {(ids) => (
        <>
          <TextInput
            ids={ids}
            text={wrong?.text ?? (same ? (typedText ?? valid) : valid)}
            onText={set}
            lastValid={valid}
            step={rest.step}
            hint={rest.hint}
            numeric={rest.numeric}
          />
          {children}
        </>
      )}
    </Field>
  );
}

/** Valid texts that differ from the way their value is written, such as `0.10` or `1.`. */
const half = new Map<string, string>();

type NumberPath = Parameters<typeof rangeOf>[0];

interface NumberFieldProps {
  path: NumberPath;
  label: string;
  range?: Partial<NumberRange>;
  hint?: string;
  class?: string;
}

export function NumberField({ path, label, range: more, hint, ...rest }: NumberFieldProps) {
  const range = rangeOf(path, more);
  return (
    <TextField
      id={path}
      label={label}
      class={rest.class}
      numeric
      hint={hint}
      text={(config) => numberText(Number(read(config, path)), range)}
      parse={(text) => parseNumber(text, range)}
      apply={(config, value) => write(config, path, value)}
      step={(text, up) => stepNumber(text, up, range)}
    />
  );
}

interface ChoiceFieldProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string }[];
  value: (config: RunConfig) => Value;
  apply: (config: RunConfig, value: Value) => RunConfig;
  problem?: string;
  class?: string;
  /** For a choice that does something else than change the form. */
  onPick?: (choice: Value) => void;
}

export function ChoiceField<Value extends string>({
  label,
  options,
  value,
  apply,
  problem,
  onPick,
  ...rest
}: ChoiceFieldProps<Value>) {
  const usual = value(defaultConfig());
  const chosen = value(draft.value);
  const set = (next: Value) => {
    onPick?.(next);
    const changed = apply(draft.value, next);
    if (changed !== draft.value) configure(changed);
  };
  return (
    <Field
      label={label}
      name={label}
      class={rest.class}
      problem={problem}
      modified={chosen !== usual}
      onReset={() => set(usual)}
    >
      {(ids) => <Select ids={ids} value={chosen} options={options} onChange={set} />}
    </Field>
  );
}
