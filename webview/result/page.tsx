import { useId, useState } from 'preact/hooks';
import type {
  Phrase,
  ResultAside,
  ResultApi,
  ResultEvents,
  ResultState,
  TextNow,
} from '../../extension/protocol/result.js';
import { Button, IconButton, Link } from '../shared/button.js';
import { Select } from '../shared/field.js';
import type { Host } from '../shared/host.js';
import { Notices } from '../shared/page.js';
import { t } from '../shared/strings.js';
import { ActionButton } from './actionButton.js';
import { Aside } from './aside.js';
import { ItemsTable } from './itemsTable.js';

type ResultHost = Host<ResultApi, ResultEvents>;
interface Props {
  state: ResultState;
  now: TextNow;
  host: ResultHost;
}

const units = [
  { value: 'nats', label: 'nats' },
  { value: 'bits', label: 'bits' },
] as const;

export const ResultPage = ({ state, now, host }: Props) => {
  const [chosen, setChosen] = useState<{ state: ResultState; aside: ResultAside | null } | null>(null);
  const ofRow = chosen?.state === state ? chosen.aside : state.ofRow;
  const asides = ofRow ? [...state.asides, ofRow] : state.asides;
  const onRow = async (row: number) => setChosen({ state, aside: (await host.call('row', row)) ?? ofRow });
  return (
    <main class="result">
      <Head state={state} host={host} />
      <Notices />
      {state.readings.map((group, index) => (
        <Choice
          key={group.label}
          group={group}
          onChoose={(option) => void host.call('read', { group: index, option })}
        />
      ))}
      {now.stale && (
        <p class="warning stale" role="status">
          <i class="codicon codicon-history" aria-hidden="true" />
          <span>{now.stale.text}</span>
          {now.stale.again && (
            <Button icon="refresh" onPress={() => void host.call('again', null)}>
              {t('Compute again')}
            </Button>
          )}
        </p>
      )}
      <Answer state={state} host={host} />
      {state.warnings.map((warning, index) => (
        <p class="warning" key={index}>
          <i class="codicon codicon-warning" aria-hidden="true" />
          <span>
            <Words phrase={warning} now={now} host={host} />
          </span>
        </p>
      ))}
      <dl class="facts">
        {state.facts.map(({ label, code, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {code !== undefined && <code>{code}</code>} <Words phrase={text} now={now} host={host} />
            </dd>
          </div>
        ))}
      </dl>
      {state.pictures.map((picture) => (
        <img key={picture.label} src={picture.uri} width={picture.width} height={picture.height} alt={picture.label} />
      ))}
      {(state.table ?? asides.length > 0) && (
        <div class="body">
          {state.table && <ItemsTable key={state.title} table={state.table} onRow={(row) => void onRow(row)} />}
          <div class="asides">
            {asides.map((aside) => (
              <Aside key={aside.title} aside={aside} />
            ))}
          </div>
        </div>
      )}
      <div class="actions">
        {state.actions.map(({ id, label, icon }) => (
          <ActionButton key={id} icon={icon} label={label} act={() => host.call('act', id)} copies={id !== 'insert'} />
        ))}
      </div>
    </main>
  );
};

const Head = ({ state, host }: Omit<Props, 'now'>) => (
  <header>
    <h1 class={state.choice ? 'only-read' : undefined}>{state.title}</h1>
    {state.choice && (
      <Select
        label={t('Measure')}
        value={state.choice.measure}
        options={state.choice.measures.map(({ id, title }) => ({ value: id, label: title }))}
        onChange={(measure) => void host.call('measure', measure)}
      />
    )}
    {state.base && (
      <Select label={t('Unit')} value={state.base} options={units} onChange={(base) => void host.call('base', base)} />
    )}
    <span class="space" />
    {state.canSwap && (
      <IconButton
        icon="arrow-swap"
        label={t('Swap target and prediction')}
        onPress={() => void host.call('swap', null)}
      />
    )}
    <IconButton
      icon={state.pinned ? 'pinned' : 'pin'}
      label={state.pinned ? t('Let the next result take this place') : t('Keep this result')}
      pressed={state.pinned}
      onPress={() => void host.call('pin', !state.pinned)}
    />
  </header>
);

const Answer = ({ state, host }: Omit<Props, 'now'>) => (
  <>
    {state.value && (
      <p class="answer">
        <span class="value">{state.value.text}</span> <span>{state.value.unit}</span>{' '}
        <span class="muted">{state.value.detail}</span>
        <ActionButton icon="copy" name={t('Copy the value')} act={() => host.call('act', 'copy')} copies />
      </p>
    )}
    {state.verdict !== null && <p class="verdict">{state.verdict}</p>}
  </>
);

/** Words with links to places in the text. A link whose place is gone becomes plain words. */
const Words = ({ phrase, now, host }: { phrase: Phrase; now: TextNow; host: ResultHost }) => (
  <>
    {phrase.map((part, index) => {
      if (typeof part === 'string') return part;
      const { text, alive } = now.places[part.place] ?? { ...part, alive: true };
      return alive ? (
        <Link key={index} onPress={() => void host.call('place', part.place)}>
          {text}
        </Link>
      ) : (
        <span key={index} class="muted">
          {text}
        </span>
      );
    })}
  </>
);

/** The ways to read the numbers, as radio buttons. */
const Choice = ({
  group,
  onChoose,
}: {
  group: ResultState['readings'][number];
  onChoose: (option: number) => void;
}) => {
  const name = useId();
  return (
    <fieldset class="choice">
      <legend>{group.label}</legend>
      {group.options.map(({ label, value }, option) => (
        <label key={option}>
          <input
            type="radio"
            name={name}
            checked={option === group.chosen}
            onChange={(event) => {
              // The choice shown is that of the result shown, until another result comes.
              event.currentTarget.checked = option === group.chosen;
              onChoose(option);
            }}
          />
          <span>
            {label}
            {value !== undefined && <span class="muted"> {value}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
};
