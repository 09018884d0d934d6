import { useId, useState } from 'preact/hooks';
import type { CurveAt } from '../../extension/protocol/curves.js';
import { Link } from '../shared/button.js';
import { count, dash } from '../shared/format.js';
import { narrowerThan } from '../shared/media.js';
import { moveRound, useRovingFocus } from '../shared/rovingFocus.js';
import { plural, t } from '../shared/strings.js';
import { atWords } from './axes.js';
import { chosen, crosshair, listed, readings } from './pointer.js';
import { bestOf, scalarOf, valueText } from './scalars.js';
import type { Setting } from './configurations.js';
import { SearchField } from '../shared/searchField.js';
import {
  apart,
  changeView,
  hidden,
  isBanded,
  isMany,
  lines,
  runs,
  shownRuns,
  toggleLine,
  view,
  type Line,
} from './state.js';
import { Swatch } from './swatch.js';

const narrow = narrowerThan(1100);
/** So many of many runs stand in the list until all are asked for. */
const FEW = 11;

/** The runs with what they read in one chart; it is also the choice of what is drawn. */
export function RunList() {
  const facts = listed.value;
  const heads = useId();
  const [all, setAll] = useState(false);
  const [search, setSearch] = useState('');
  const found = isMany.value ? ranked(lines.value).filter((line) => fits(line, search)) : lines.value;
  const cut = isMany.value && !all && found.length > FEW + 1 ? found.slice(0, FEW) : found;
  const at = crosshair.value;
  const hasMean = view.value.smoothing > 0 && !isBanded.value && !facts.isRate && at?.scalar === facts.name;
  const {
    box,
    item,
    go,
    at: stop,
  } = useRovingFocus<HTMLUListElement, string>({
    attribute: 'data-line',
    stop: (last) => (last !== null && cut.some(({ id }) => id === last) ? last : (cut[0]?.id ?? '')),
  });
  const onKeyDown = (event: KeyboardEvent): void => {
    const i = cut.findIndex(({ id }) => id === stop);
    const next = moveRound(event.key, i, cut.length, ['ArrowUp', 'ArrowDown']);
    if (next === undefined) return;
    event.preventDefault();
    chosen.value = cut[next].id;
    go(cut[next].id);
  };
  const some = t('{0} of {1}', count(shownRuns.value.length), count(runs.value.length));
  const head = atWords(view.value.x, at?.x ?? 0);
  return (
    <section class={`runs ${hasMean ? 'with-mean' : ''}`} aria-label={t('Runs')}>
      <div class="runs-head">
        <h2 class={narrow.value && at ? 'plain clip' : ''}>
          {narrow.value && at ? readWords(facts.name, head, hasMean) : t('Runs')}
        </h2>
        <span class="muted">{isBanded.value ? t('{0}, seeds as a band', some) : some}</span>
        <span class="space" />
        {narrow.value && !at && facts.name !== '' && (
          <span class="muted clip" title={facts.name}>
            {t('{0}, last', facts.name)}
          </span>
        )}
        {hidden.value.size > 0 && <Link onPress={() => changeView({ hidden: [] })}>{t('Show all')}</Link>}
      </div>
      {isMany.value && (
        <SearchField
          label={t('Search runs')}
          hint={t('Search runs: name, rate<0.1, seed 2')}
          text={search}
          onText={setSearch}
        />
      )}
      <div class="run-columns muted small" id={heads} aria-hidden="true">
        <span class="clip" title={facts.name}>
          {facts.name}
        </span>
        <span>{at ? head.charAt(0).toUpperCase() + head.slice(1) : t('Last')}</span>
        {hasMean && <span>{t('Mean')}</span>}
        {facts.best && !narrow.value && <span>{facts.best === 'least' ? t('Lowest') : t('Highest')}</span>}
        {facts.best && !narrow.value && <span>{t('at step')}</span>}
      </div>
      <ul ref={box} onKeyDown={onKeyDown}>
        {cut.map((line) => (
          <Row key={line.id} line={line} hasMean={hasMean} heads={heads} roving={item(line.id)} />
        ))}
      </ul>
      {cut.length < found.length && (
        <Link onPress={() => setAll(true)}>{t('Show {0} more', count(found.length - cut.length))}</Link>
      )}
      {found.length === 0 && <p class="muted">{t('No run fits the search.')}</p>}
    </section>
  );
}

/** What the numbers of a narrow list are, for it has no heads. */
const readWords = (scalar: string, at: string, hasMean: boolean): string =>
  hasMean ? t('{0} at {1} and its mean', scalar, at) : t('{0} at {1}', scalar, at);

interface RowProps {
  line: Line;
  hasMean: boolean;
  /** What says which number is which. */
  heads: string;
  roving: object;
}

function Row({ line, hasMean, heads, roving }: RowProps) {
  const facts = listed.value;
  const isHidden = line.runs.every(({ id }) => hidden.value.has(id));
  const { value, smoothed, range } = readingOf(line, isHidden);
  const bests = line.runs.flatMap((run) => bestOf(run, facts) ?? []);
  const sign = facts.best === 'least' ? 1 : -1;
  const best = bests.sort((a, b) => sign * (a.value - b.value))[0];
  const text = (number: number | null): string => (number === null ? dash : valueText(facts, number));
  return (
    <li>
      <button
        type="button"
        class={`run-row ${isHidden ? 'off' : ''} ${chosen.value === line.id ? 'selected' : ''}`}
        aria-pressed={!isHidden}
        aria-describedby={heads}
        title={line.name}
        onClick={(event) => toggleLine(line, event.altKey)}
        onPointerEnter={() => (chosen.value = line.id)}
        {...roving}
      >
        <Swatch line={line} hidden={isHidden} />
        <span class="clip name">{line.name}</span>
        <span title={value === null ? undefined : String(value)}>{text(value)}</span>
        {hasMean && <span class="muted">{text(smoothed)}</span>}
        {facts.best && !narrow.value && <span>{text(best?.value ?? null)}</span>}
        {facts.best && !narrow.value && <span class="muted">{best ? count(best.step) : dash}</span>}
        {range && !isHidden && (
          <span class="band-range muted small">
            {plural(line.runs.length, '1 seed', '{0} seeds')} {t('{0} to {1}', text(range[0]), text(range[1]))}
          </span>
        )}
      </button>
    </li>
  );
}

/** What a line reads at the crosshair, else at its end: of several runs their mean, and how far they lie apart. */
function readingOf(line: Line, isHidden: boolean) {
  const facts = listed.value;
  const at = readings.value;
  const pointed = crosshair.value?.scalar === facts.name;
  const members = line.runs.filter(({ id }) => isHidden || !hidden.value.has(id));
  const found = members.flatMap((run): Pick<CurveAt, 'value' | 'smoothed'>[] => {
    if (pointed && !isHidden) {
      const own = at?.scalar === facts.name ? at.at.get(run.id) : undefined;
      return own ? [own] : [];
    }
    const last = scalarOf(run, facts.name)?.last;
    return last ? [{ value: last.value, smoothed: null }] : [];
  });
  const values = found.map(({ value }) => value);
  const smooth = found.flatMap(({ smoothed }) => smoothed ?? []);
  const mean = (of: readonly number[]): number | null =>
    of.length === 0 ? null : of.reduce((sum, each) => sum + each, 0) / of.length;
  const range = line.runs.length > 1 && values.length > 0 ? [Math.min(...values), Math.max(...values)] : null;
  return { value: mean(values), smoothed: mean(smooth), range };
}

/** The best first; lines without the scalar last. */
function ranked(all: readonly Line[]): Line[] {
  const facts = listed.value;
  const sign = facts.best === 'least' ? 1 : -1;
  const key = ({ runs: [run] }: Line): number => {
    const value = bestOf(run, facts)?.value;
    return value === undefined ? Infinity : sign * value;
  };
  return [...all].sort((a, b) => key(a) - key(b));
}

/** Whether a line fits all words of a search: parts of its name or place, or of a setting such as `rate<0.1`, `seed 2`. */
function fits(line: Line, search: string): boolean {
  const [run] = line.runs;
  const keys = apart.value.map((key) => ({ key, short: (/[^./]+$/.exec(key)?.[0] ?? key).toLowerCase() }));
  const words = search
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean);
  for (let i = 0; i < words.length; i++) {
    const [word, after] = [words[i], words[i + 1]];
    const isSetting = keys.some(({ short }) => short === word) && after !== undefined;
    const compared = isSetting ? ['', word, '=', words[++i]] : /^([\w./]+)(<=|>=|<|>|=)(.+)$/.exec(word);
    if (!compared) {
      if (!`${line.name} ${run.place}`.toLowerCase().includes(word)) return false;
      continue;
    }
    const [, name, sign, text] = compared;
    const setting = keys.find(({ key, short }) => key.toLowerCase() === name || short === name);
    const value = setting && run.settings[setting.key];
    if (value === undefined || !holds(value, sign, text)) return false;
  }
  return true;
}

function holds(value: Setting, sign: string, text: string): boolean {
  const wanted = Number(text);
  if (typeof value !== 'number' || Number.isNaN(wanted)) return sign === '=' && String(value).toLowerCase() === text;
  if (sign.includes('=') && value === wanted) return true;
  return sign.startsWith('<') ? value < wanted : sign.startsWith('>') && value > wanted;
}
