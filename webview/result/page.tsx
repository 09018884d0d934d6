import { useState } from 'preact/hooks';
import type { Phrase, ResultAside, ResultApi, ResultEvents, ResultState } from '../../extension/protocol/result.js';
import { Button, IconButton, Link } from '../shared/button.js';
import { Select } from '../shared/field.js';
import type { Host } from '../shared/host.js';
import { t } from '../shared/strings.js';
import { ItemsTable } from './itemsTable.js';

type ResultHost = Host<ResultApi, ResultEvents>;
interface Props {
  state: ResultState;
  host: ResultHost;
}

const units = [
  { value: 'nats', label: 'nats' },
  { value: 'bits', label: 'bits' },
] as const;

export const ResultPage = ({ state, host }: Props) => {
  const [chosen, setChosen] = useState<{ state: ResultState; aside: ResultAside | null } | null>(null);
  const ofRow = chosen?.state === state ? chosen.aside : state.ofRow;
  const asides = ofRow ? [...state.asides, ofRow] : state.asides;
  const onRow = async (row: number) => setChosen({ state, aside: (await host.call('row', row)) ?? ofRow });
  return (
    <main class="result">
      <Head state={state} host={host} />
      <Answer state={state} host={host} />
      {state.warnings.map((warning, index) => (
        <p class="warning" key={index}>
          <i class="codicon codicon-warning" aria-hidden="true" />
          <span>
            <Words phrase={warning} host={host} />
          </span>
        </p>
      ))}
      <dl class="facts">
        {state.facts.map(({ label, code, text }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {code !== undefined && <code>{code}</code>} <Words phrase={text} host={host} />
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
          <Button key={id} icon={icon} onPress={() => void host.call('act', id)}>
            {label}
          </Button>
        ))}
      </div>
    </main>
  );
};

const Head = ({ state, host }: Props) => (
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

const Answer = ({ state, host }: Props) => (
  <>
    {state.value && (
      <p class="answer">
        <span class="value">{state.value.text}</span> <span>{state.value.unit}</span>{' '}
        <span class="muted">{state.value.detail}</span>
        <IconButton icon="copy" label={t('Copy the value')} onPress={() => void host.call('act', 'copy')} />
      </p>
    )}
    {state.verdict !== null && <p class="verdict">{state.verdict}</p>}
  </>
);

const Words = ({ phrase, host }: { phrase: Phrase; host: ResultHost }) => (
  <>
    {phrase.map((part, index) =>
      typeof part === 'string' ? (
        part
      ) : (
        <Link key={index} onPress={() => void host.call('place', part.place)}>
          {part.text}
        </Link>
      ),
    )}
  </>
);

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
