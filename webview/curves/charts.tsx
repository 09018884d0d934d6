import { useRef } from 'preact/hooks';
import { Icon } from '../shared/icon.js';
import { count } from '../shared/format.js';
import { narrowerThan } from '../shared/media.js';
import { plural, t } from '../shared/strings.js';
import type { Axis } from './axes.js';
import { Chart } from './chart.js';
import { isLogarithmic, pointsOf, useLines } from './chartScene.js';
import { domain } from './points.js';
import { axisThrough } from './scene.js';
import { groupsOf, isOfTest, pairsOf, type ScalarFacts, type ScalarGroup } from './scalars.js';
import { keep, kept, runs, scalars, shownRuns, toggled, view } from './state.js';

const narrow = narrowerThan(700);

const HEIGHT = 116;
const PINNED = 224;
const BESIDE = 248;
const SMALL = 76;
/** Beside the table, and until one is pinned, so many scalars stand first. */
const FIRST = 3;

/** The scalars that a search leaves. */
export function foundScalars(): ScalarFacts[] {
  const words = view.value.search.toLowerCase().split(/\s+/).filter(Boolean);
  return scalars.value.filter(({ name }) => words.every((word) => name.toLowerCase().includes(word)));
}

/** Whether a group is open: with the table, only those that a person opened since. */
export const isOpen = (group: string): boolean =>
  view.value.table ? kept.value.opened.includes(group) : !kept.value.closed.includes(group);
export const toggleGroup = (group: string): void =>
  view.value.table
    ? keep({ opened: toggled(kept.value.opened, group) })
    : keep({ closed: toggled(kept.value.closed, group) });

/** The pinned scalars; beside the table losses and shares of training and validation, where none is pinned. */
function pinnedOf(found: readonly ScalarFacts[]): ScalarFacts[] {
  const pinned = view.value.pinned.flatMap((name) => found.find((scalar) => scalar.name === name) ?? []);
  if (pinned.length > 0 || !view.value.table) return pinned;
  return found.filter(({ best, name, leaf }) => best && !isOfTest(name) && !/^\d+$/.test(leaf)).slice(0, FIRST);
}

/** Every scalar of the runs that are chosen, the pinned ones first, then by groups. */
export function Charts() {
  const found = foundScalars();
  const pinned = pinnedOf(found);
  const { table } = view.value;
  if (runs.value.length > 0 && shownRuns.value.length === 0)
    return <p class="muted">{t('Every run is hidden. A click on a run shows it.')}</p>;
  if (found.length === 0)
    return (
      <p class="muted" role="status">
        {scalars.value.length === 0
          ? t('The runs have no scalar yet.')
          : t('No scalar has “{0}” in its name.', view.value.search)}
      </p>
    );
  const isPinned = new Set(pinned.map(({ name }) => name));
  const groups = groupsOf(found);
  const only = groups.length === 1;
  return (
    <div class="charts">
      {pinned.length > 0 && (
        <div class={`pinned-charts ${table ? 'beside' : ''}`}>
          {pinned.map((facts) => (
            <Chart key={facts.name} facts={facts} title={facts.name} height={table ? BESIDE : PINNED} pinned />
          ))}
        </div>
      )}
      <div class="groups">
        {groups.map((group) => {
          const left = group.scalars.filter(({ name }) => !isPinned.has(name));
          return (
            <Group
              key={group.name}
              group={{ ...group, scalars: left }}
              pinned={group.scalars.length - left.length}
              bare={only && group.name === ''}
            />
          );
        })}
      </div>
    </div>
  );
}

/** Whether the numbers are those of a selected text: few charts, each as wide as the page, and its numbers below. */
export const isOfText = (): boolean => runs.value.length === 1 && runs.value[0].source === 'text';
const paired = (scalars: readonly ScalarFacts[]) =>
  isOfText() ? pairsOf(scalars) : scalars.map((facts) => ({ facts, partner: null }));

interface GroupProps {
  group: ScalarGroup;
  /** How many more of it stand first. */
  pinned: number;
  /** The only one, without a name. */
  bare: boolean;
}

function Group({ group, pinned, bare }: GroupProps) {
  const { name, scalars, oneScale } = group;
  const open = bare || isOpen(name);
  const inRow = oneScale && open && !narrow.value;
  const all = scalars.length + pinned;
  const words = [
    count(all),
    ...(pinned > 0 ? [t('{0} pinned', count(pinned))] : []),
    ...(inRow ? [t('one scale')] : []),
  ].join(', ');
  if (scalars.length === 0) return null;
  const size = isOfText() ? 'n4 wide' : !open ? 'folded' : inRow ? 'n4' : `n${Math.min(4, scalars.length)}`;
  const called = name === '' ? t('Others') : name;
  return (
    <section class={`group ${size}`} aria-label={called}>
      {!bare && (
        <button type="button" class="group-head" aria-expanded={open} onClick={() => toggleGroup(name)}>
          <Icon name={open ? 'chevron-down' : 'chevron-right'} />
          <b>{called}</b>
          <span class="muted small">{words}</span>
        </button>
      )}
      {open &&
        (inRow ? (
          <Row scalars={scalars} />
        ) : (
          paired(scalars).map(({ facts, partner }) => (
            <Chart
              key={facts.name}
              facts={facts}
              partner={partner}
              title={partner ? `${facts.leaf}, ${partner.leaf}` : facts.leaf}
              height={isOfText() ? BESIDE : HEIGHT}
            />
          ))
        ))}
    </section>
  );
}

const ENDS = ['min', 'max', 'logarithmic'] as const;

/** Small charts on one scale, whose numbers stand at the left end alone. */
function Row({ scalars }: { scalars: readonly ScalarFacts[] }) {
  const [first] = scalars;
  const lines = useLines(first);
  const points = scalars.flatMap((facts) => pointsOf(facts, lines).map((each) => each.points));
  const how = { logarithmic: isLogarithmic(first), whole: false, height: SMALL };
  const last = useRef<Axis | null>(null);
  const axis = points.length > 0 ? axisThrough(points, domain.value, first, how) : null;
  // Charts are drawn anew for another axis, not for one that is the same.
  const same = axis && last.current && ENDS.every((end) => axis[end] === last.current?.[end]);
  if (!same) last.current = axis;
  return (
    <div
      class="small-charts"
      role="group"
      aria-label={plural(scalars.length, '1 chart on one scale', '{0} charts on one scale')}
    >
      {scalars.map((facts, i) => (
        <Chart
          key={facts.name}
          facts={facts}
          title={facts.leaf}
          height={SMALL}
          row={{ axis: last.current, first: i === 0 }}
        />
      ))}
    </div>
  );
}
