import { useComputed } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { count } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';
import { atWords } from './axes.js';
import { bestShown, isLogarithmic } from './chartScene.js';
import { isSeed } from './configurations.js';
import { crosshair, front, readings } from './pointer.js';
import { scalarOf, valueText, type ScalarFacts } from './scalars.js';
import { apart, runs, shownRuns, view, type Line } from './state.js';
import { Swatch } from './swatch.js';

interface ChartHeadProps {
  facts: ScalarFacts;
  title: string;
  lines: readonly Line[];
  /** Nothing but the name stands there. */
  bare: boolean;
  /** Whether it is the only scalar of the chart: else no value stands there. */
  alone: boolean;
  children: ComponentChildren;
}

export function ChartHead({ facts, title, lines, bare, alone, children }: ChartHeadProps) {
  const sum = lines
    .flatMap((line) => line.runs)
    .reduce((all, run) => all + (scalarOf(run, facts.name)?.notFinite ?? 0), 0);
  const facets = [
    ...(isLogarithmic(facts) ? [t('log')] : []),
    ...(kindsOfLoss(facts) > 1 && view.value.pinned.includes(facts.name) ? [kindsWords(facts)] : []),
    ...(sum > 0 ? [plural(sum, '1 not finite', '{0} not finite')] : []),
  ].join(', ');
  return (
    <>
      <span class="chart-name clip" title={facts.name}>
        {title}
      </span>
      {facets && !bare && (
        <span class="muted small clip" title={facets}>
          {facets}
        </span>
      )}
      {children}
      <span class="space" />
      {!bare && alone && <HeadValue facts={facts} lines={lines} />}
    </>
  );
}

/** Losses of different kinds have different units, and no best. */
function kindsOfLoss({ isLoss }: ScalarFacts): number {
  const key = isLoss
    ? apart.value.find((key) => /(^|[./])(loss|objective|criterion)([./](id|name|kind))?$/i.test(key) && !isSeed(key))
    : undefined;
  return key === undefined ? 1 : new Set(shownRuns.value.map(({ settings }) => settings[key])).size;
}
const kindsWords = (facts: ScalarFacts): string => t('{0} kinds of loss', count(kindsOfLoss(facts)));

/** What the line in front reads at the crosshair of this chart, else what is best in it. */
function HeadValue({ facts, lines }: { facts: ScalarFacts; lines: readonly Line[] }) {
  // A chart that is not pointed at hears nothing of the pointer.
  const { value: at } = useComputed(() => {
    const here = crosshair.value?.scalar === facts.name && readings.value?.scalar === facts.name;
    return here ? readings.value : null;
  });
  const line = at && front.value;
  if (line) {
    const found = line.runs.flatMap((run) => at.at.get(run.id)?.value ?? []);
    if (found.length > 0)
      return (
        <span class="head-value numbers clip" title={line.name}>
          <span class="clip">{line.name}</span>
          <b>{valueText(facts, found.reduce((sum, value) => sum + value, 0) / found.length)}</b>
          <Swatch line={line} short />
        </span>
      );
  }
  if (runs.value.length === 1) return <OneRun facts={facts} />;
  if (kindsOfLoss(facts) > 1) return view.value.pinned.includes(facts.name) ? null : <Muted>{kindsWords(facts)}</Muted>;
  const best = bestShown(facts, lines);
  if (!best) return null;
  const value = valueText(facts, best.value);
  const tied = new Set(best.all.map(({ line }) => line.id)).size;
  if (tied > 1) return <Muted>{plural(tied, 'best {1}, 1 run', 'best {1}, {0} runs', value)}</Muted>;
  return (
    <span class="head-value muted small numbers" title={best.all[0].line.name}>
      {t('best {0}', value)}
      <Swatch line={best.all[0].line} short />
    </span>
  );
}

const Muted = ({ children }: { children: ComponentChildren }) => (
  <span class="head-value muted small numbers clip">{children}</span>
);

/** A single run has no list: its last and its best value stand in the head. */
function OneRun({ facts }: { facts: ScalarFacts }) {
  const [run] = runs.value;
  const scalar = run && scalarOf(run, facts.name);
  if (!scalar?.last) return null;
  const last = valueText(facts, scalar.last.value);
  const best = facts.best === 'least' ? scalar.least : facts.best === 'greatest' ? scalar.greatest : null;
  if (!best) return <Muted>{t('last {0}', last)}</Muted>;
  const value = valueText(facts, best.value);
  const words =
    facts.best === 'least' ? t('last {0}, lowest {1}', last, value) : t('last {0}, highest {1}', last, value);
  return (
    <span class="head-value muted small numbers clip" title={`${words}, ${atWords('step', best.step)}`}>
      {view.value.pinned.includes(facts.name) ? t('{0} at {1}', words, count(best.step)) : t('best {0}', value)}
    </span>
  );
}
