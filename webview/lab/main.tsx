import '../shared/base.css';
import '../shared/controls.css';
import '../shared/tabPage.css';
import './lab.css';
import { Button } from '../shared/button.js';
import { Fact } from '../shared/fact.js';
import { attempt } from '../shared/failure.js';
import { count, decimal, plain } from '../shared/format.js';
import { Notices, showPage, Waiting } from '../shared/page.js';
import { t } from '../shared/strings.js';
import { Working } from '../shared/working.js';
import { Charts } from './charts.js';
import { markdown } from './markdown.js';
import { nameOf } from './names.js';
import { bestRows, host, lab, running, sameRows, state } from './state.js';
import { Looks, ResultTable } from './table.js';
import { Toolbar } from './toolbar.js';
import { answers, basis, edgeWords } from './verdict.js';

function Page() {
  const { value } = state;
  if (!value) return <Waiting />;
  const done = bestRows.value.length > 0;
  return (
    <main>
      <Header />
      <Notices />
      <Toolbar />
      {value.busy && running.value && (
        <p class="notice" role="status">
          {t('A run is training as well: both share the processor, and each takes longer.')}
        </p>
      )}
      {running.value && <Progress />}
      {lab.value?.status === 'failed' && (
        <p class="notice error" role="alert">
          <b>{t('The comparison ended.')}</b> {lab.value.message}
        </p>
      )}
      {lab.value ? <Answers /> : <Empty />}
      {done && (
        <>
          <Looks />
          <Charts />
          <ResultTable />
        </>
      )}
    </main>
  );
}

function Header() {
  const { title, config } = lab.value ? { title: lab.value.title, config: lab.value.plan.config } : state.value!;
  const { optimiser, batch } = config;
  const kind =
    optimiser.id === 'adam'
      ? t('Adam')
      : optimiser.momentum === 0
        ? t('SGD')
        : optimiser.nesterov
          ? t('SGD, Nesterov {0}', plain(optimiser.momentum))
          : t('SGD, momentum {0}', plain(optimiser.momentum));
  const facts: [string, string][] = [
    [t('Optimiser'), kind],
    [t('Batch'), count(batch)],
    [t('L2'), plain(optimiser.l2)],
  ];
  return (
    <header class="header">
      <h1 class="clip" title={title}>
        {t('Loss lab · {0}', title)}
      </h1>
      <dl class="facts">
        {facts.map(([name, text]) => (
          <Fact key={name} name={name}>
            {text}
          </Fact>
        ))}
        {lab.value?.file !== undefined && <Fact name={t('File')}>{lab.value.file}</Fact>}
      </dl>
      <span class="space" />
      <span class="header-actions">
        <Button icon="go-to-file" onPress={() => attempt(host.call('file', 'open'))}>
          {t('Open…')}
        </Button>
        <Button icon="save" disabled={!lab.value} onPress={() => attempt(host.call('file', 'save'))}>
          {t('Save…')}
        </Button>
        <Button
          icon="copy"
          disabled={sameRows.value.length === 0}
          onPress={() => attempt(host.call('copy', markdown()))}
        >
          {t('Copy as Markdown')}
        </Button>
      </span>
    </header>
  );
}

const Empty = () => (
  <p class="empty muted">
    {t(
      'Trains the network of the form once for each loss, rate and seed, and compares the losses in pairs of the same seed: at one rate, and each at its best rate on the validation part.',
    )}
  </p>
);

/** How far it is, and which run is under way. */
function Progress() {
  const { share } = state.value!;
  const { plan, runs } = lab.value!;
  const [losses, rates] = [plan.losses.length, plan.rates.length];
  const total = losses * rates * plan.seeds.length;
  const i = Math.min(runs.length, total - 1);
  const words = t(
    '{0}, rate {1}, seed {2}: run {3} of {4}',
    nameOf(plan.losses[Math.floor(i / rates) % losses]),
    plain(plan.rates[i % rates]),
    plan.seeds[Math.floor(i / (rates * losses))],
    count(i + 1),
    count(total),
  );
  return <Working label={t('Comparison')} share={share} words={t('{0}, {1}%', words, decimal(share * 100, 0))} />;
}

const Answers = () => (
  <section class="answers" aria-label={t('Answer')} aria-live={running.value ? 'off' : 'polite'}>
    {answers().map(({ title, numbers }) => (
      <div key={title}>
        <h2>{title}</h2>
        {numbers.map((line) => (
          <p key={line}>{line}</p>
        ))}
      </div>
    ))}
    {edgeWords() && <p>{edgeWords()}</p>}
    <p class="muted small">{basis()}</p>
  </section>
);

showPage(
  <Page />,
  () => host.call('ping', null),
  () => host.call('hydrate', null).then((first) => (state.value ??= first)),
);
