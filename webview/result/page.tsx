import { useEffect, useId, useState } from 'preact/hooks';
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
import { t } from '../shared/strings.js';
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

/** Words with their links as the text is now; one whose place is gone is words alone, and says so. */
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

/** Ways to read the numbers, of which one holds: a group of radio buttons, walked by the arrow keys. */
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
              // What is shown is what holds, until another result is here.
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

interface ActionProps {
  icon: string;
  act: () => Promise<boolean>;
  /** Says for a while that something was copied. */
  copies: boolean;
  label?: string;
  /** Of a button that is an icon alone. */
  name?: string;
}

const SAYS = 2000;

function ActionButton({ icon, act, copies, label, name }: ActionProps) {
  const [done, setDone] = useState(0);
  useEffect(() => {
    const timer = done > 0 ? setTimeout(() => setDone(0), SAYS) : undefined;
    return () => clearTimeout(timer);
  }, [done]);
  const press = async () => {
    if ((await act()) && copies) setDone((times) => times + 1);
  };
  const said = done > 0 ? t('Copied') : '';
  const shown = said ? 'check' : icon;
  return (
    <>
      {name === undefined ? (
        <Button icon={shown} onPress={() => void press()}>
          {said || label}
        </Button>
      ) : (
        <IconButton icon={shown} label={name} onPress={() => void press()} />
      )}
      <span role="status" class={name === undefined ? 'only-read' : 'muted'}>
        {said}
      </span>
    </>
  );
}

const Aside = ({ aside }: { aside: ResultAside }) => {
  const bars = aside.rows.some(({ share }) => share !== undefined);
  return (
    <section>
      <h2>{aside.title}</h2>
      <table class="aside">
        <tbody>
          {aside.rows.map(({ label, text, share }, index) => (
            <tr key={label}>
              <th scope="row" class={bars ? 'strong' : undefined}>
                {label}
              </th>
              {bars && <td class="room">{share ? <Bar share={share} wrong={index === 0} /> : null}</td>}
              <td class="number">{text}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

/** As long as its share of the room; never shorter than a line. */
export const Bar = ({ share, wrong }: { share: number; wrong: boolean }) => (
  <svg class="bar" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 8">
    <rect class={wrong ? 'wrong' : 'right'} width={Math.max(1, Math.min(1, share) * 100)} height="8" />
  </svg>
);
