import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { IconButton } from '../../shared/button.js';
import { Select } from '../../shared/field.js';
import { t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { ClassOrNone } from '../classSelect.js';
import { itemNouns, itemText } from '../itemNouns.js';
import { hasScores } from '../state.js';
import { activeFilters, boundsOf, clear, filter, put, type RangeName, rangeNames, type Typed } from './itemFilter.js';
import { imageOrders } from './loadedImages.js';

/** What a person types is waited for, ms. */
const TYPING = 200;

/** A text that is given on once the typing rests; what is set elsewhere takes its place. */
function useTyped(value: string, give: (text: string) => void): [string, (text: string) => void] {
  const [text, setText] = useState(value);
  const given = useRef(value);
  useEffect(() => {
    if (value !== given.current) setText((given.current = value));
  }, [value]);
  useEffect(() => {
    if (text === given.current) return undefined;
    const timer = setTimeout(() => give((given.current = text)), TYPING);
    return () => clearTimeout(timer);
  }, [text]);
  return [text, setText];
}

interface ClassFilterProps<Kind extends string> {
  labels: Record<Kind, string>;
  /** Null lists the items of any class. */
  chosen: Record<Kind, number | null>;
  onChoose: (part: Partial<Record<Kind, number | null>>) => void;
  /** Takes back what is chosen here and in `children`; null where nothing is. */
  onClear: (() => void) | null;
  children: ComponentChildren;
}

/** Chooses the items that are listed by their classes of several kinds. */
export function ClassFilter<Kind extends string>(props: ClassFilterProps<Kind>) {
  const { labels, chosen, onChoose, onClear, children } = props;
  return (
    <div class="bar filters">
      {(Object.keys(labels) as Kind[]).map((kind) => (
        <ClassOrNone
          key={kind}
          label={labels[kind]}
          value={chosen[kind]}
          none={t('Any')}
          onChange={(index) => onChoose({ [kind]: index } as Partial<typeof chosen>)}
        />
      ))}
      {children}
      {onClear && <IconButton icon="clear-all" label={t('Show all {0}', itemNouns())} onPress={onClear} />}
    </div>
  );
}

/** Chooses the items of the test part: by class, wrong or right, confidence and surprise. */
export function FilterBar({ orders = imageOrders(), children }: FilterBarProps) {
  const { actual, predicted, show, order } = filter.value;
  return (
    <ClassFilter
      labels={{ actual: t('Actual'), predicted: t('Predicted') }}
      chosen={{ actual, predicted }}
      onChoose={put}
      onClear={activeFilters.value.length > 0 ? () => clear() : null}
    >
      <Select
        label={itemText('Images that are shown')}
        value={show}
        options={[
          { value: 'all', label: t('Right and wrong') },
          { value: 'wrong', label: t('Wrong only') },
          { value: 'right', label: t('Right only') },
        ]}
        onChange={(show) => put({ show })}
      />
      {hasScores.value && (
        <>
          <Range name="confidence" meaning={t('The probability of the class it is read as.')} />
          <Range name="surprise" meaning={t('−ln of the probability of the actual class')} unit={t('nats')} />
          <Select
            label={itemText('Order of the images')}
            value={order}
            options={orders}
            onChange={(order) => put({ order })}
          />
        </>
      )}
      {children}
    </ClassFilter>
  );
}

interface FilterBarProps {
  orders?: ReturnType<typeof imageOrders>;
  children?: ComponentChildren;
}

/** From where to where a number lies, each end open where it is empty. */
function Range({ name, meaning, unit }: { name: RangeName; meaning: string; unit?: string }) {
  const id = useId();
  const typed = filter.value[name];
  const bounds = boundsOf(name, typed);
  const problem = typeof bounds === 'string' ? bounds : '';
  const end = (side: keyof Typed, label: string, hint: string) => (
    <TypedText
      label={t(label, rangeNames()[name])}
      hint={hint}
      value={typed[side]}
      problem={problem && id}
      onText={(text) => put({ [name]: { ...filter.value[name], [side]: text } })}
    />
  );
  return (
    <span class="labelled range" role="group" aria-label={rangeNames()[name]}>
      <span class="muted">
        <Term meaning={meaning}>{rangeNames()[name]}</Term>
      </span>
      {end('from', '{0} from', '0')}
      <span class="muted">–</span>
      {end('to', '{0} to', name === 'confidence' ? '1' : '∞')}
      {unit && <span class="muted">{unit}</span>}
      {problem && (
        <span class="problem" id={id} role="alert">
          {problem}
        </span>
      )}
    </span>
  );
}

interface TypedTextProps {
  label: string;
  hint: string;
  value: string;
  /** The id of what is said to be wrong with it; empty where nothing is. */
  problem: string;
  onText: (text: string) => void;
}

function TypedText({ label, hint, value, problem, onText }: TypedTextProps) {
  const [text, setText] = useTyped(value, onText);
  return (
    <span class={`text-input bound ${problem ? 'wrong' : ''}`}>
      <input
        type="text"
        inputMode="decimal"
        autocomplete="off"
        spellcheck={false}
        placeholder={hint}
        aria-label={label}
        aria-invalid={problem !== ''}
        aria-describedby={problem || undefined}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
      />
    </span>
  );
}

/** Searches the rows of a table. */
export function SearchField({ hint }: { hint: string }) {
  const [text, setText] = useTyped(filter.value.search, (search) => put({ search }));
  return (
    <input
      class="search"
      type="search"
      placeholder={hint}
      aria-label={t('Search for a row, a class, a value or a condition')}
      value={text}
      onInput={(event) => setText(event.currentTarget.value)}
      onKeyDown={(event) => event.key === 'Escape' && setText('')}
    />
  );
}
