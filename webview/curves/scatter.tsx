import { useRef, useState, useLayoutEffect } from 'preact/hooks';
import type { CurveRun } from '../../extension/protocol/curves.js';
import { Select } from '../shared/field.js';
import { t } from '../shared/strings.js';
import { css } from '../shared/theme.js';
import { niceTicks } from '../shared/ticks.js';
import { placeOf, yAxis, type Axis } from './axes.js';
import { configurationOf, settingName, settingText, type Setting } from './configurations.js';
import { isWide } from './looks.js';
import { chosen } from './pointer.js';
import { bestOf, isOfTest, scalarOf, valueText, type ScalarFacts } from './scalars.js';
import { colorFor } from './chartScene.js';
import { apart, judged, keep, kept, lines, nameOf, scalars, shownRuns } from './state.js';

const HEIGHT = 300;
const BOX = { left: 44, top: 8, bottom: 28, right: 56 };
/** How far dots of one place lie apart, px. */
const APART = 7;

interface Dot {
  run: CurveRun;
  value: number;
  setting: Setting;
}

/** A setting against what runs came to: a dot is a run, a short line the mean of the runs of one configuration. */
export function Scatter() {
  const box = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(360);
  useLayoutEffect(() => {
    if (!box.current) return undefined;
    const resized = new ResizeObserver(([entry]) => setWidth(entry.contentRect.width));
    resized.observe(box.current);
    return () => resized.disconnect();
  }, []);
  const keys = apart.value;
  const measures = measuresOf(scalars.value);
  const key = keys.find((each) => each === kept.value.setting) ?? keys[0];
  const measure =
    measures.find(({ id }) => id === kept.value.measure) ??
    measures.find(({ facts }) => facts === judged.value) ??
    measures[0];
  if (key === undefined || !measure) return null;
  const dots = shownRuns.value.flatMap((run): Dot[] => {
    const value = measure.of(run);
    const setting = run.settings[key];
    return value === null || !Number.isFinite(value) || setting === undefined ? [] : [{ run, value, setting }];
  });
  return (
    <section class="scatter" aria-label={t('A setting against a scalar')}>
      <div class="table-head">
        <Select
          label={t('Setting')}
          value={key}
          options={keys.map((each) => ({ value: each, label: settingName(each, keys) }))}
          onChange={(setting) => keep({ setting })}
        />
        <span class="muted">{t('against')}</span>
        <Select
          label={t('Scalar')}
          value={measure.id}
          options={measures.map(({ id, label }) => ({ value: id, label }))}
          onChange={(id) => keep({ measure: id })}
        />
      </div>
      <div ref={box}>
        {dots.length > 0 ? (
          <Picture
            dots={dots}
            name={settingName(key, keys)}
            facts={measure.facts}
            width={width}
            label={measure.label}
          />
        ) : (
          <p class="muted">{t('No run has both.')}</p>
        )}
      </div>
    </section>
  );
}

interface Measure {
  id: string;
  label: string;
  facts: ScalarFacts;
  of: (run: CurveRun) => number | null;
}

function measuresOf(all: readonly ScalarFacts[]): Measure[] {
  return all.flatMap((facts) => {
    const last = {
      id: `last ${facts.name}`,
      label: t('{0}, last', facts.name),
      facts,
      of: (run: CurveRun) => scalarOf(run, facts.name)?.last?.value ?? null,
    };
    if (!facts.best || isOfTest(facts.name)) return [last];
    const label = facts.best === 'least' ? t('{0}, lowest', facts.name) : t('{0}, highest', facts.name);
    return [{ id: `best ${facts.name}`, label, facts, of: (run: CurveRun) => bestOf(run, facts)?.value ?? null }, last];
  });
}

interface PictureProps {
  dots: readonly Dot[];
  name: string;
  facts: ScalarFacts;
  width: number;
  label: string;
}

function Picture({ dots, name, facts, width, label }: PictureProps) {
  const values = Float64Array.from(dots, ({ value }) => value);
  const y = yAxis(values, [], facts, { logarithmic: false, whole: true, height: HEIGHT });
  const x = settingAxis(dots.map(({ setting }) => setting));
  const [wide, tall] = [Math.max(40, width - BOX.left - BOX.right), HEIGHT - BOX.top - BOX.bottom];
  const xOf = (setting: Setting): number => BOX.left + x.place(setting) * wide;
  const yOf = (value: number): number => BOX.top + (1 - placeOf(y, value)) * tall;
  const groups = new Map<string, Dot[]>();
  for (const dot of dots) {
    const group = `${configurationOf(dot.run)} ${String(dot.setting)}`;
    groups.set(group, [...(groups.get(group) ?? []), dot]);
  }
  const said = dots.slice(0, 12).map(({ run, value }) => `${nameOf(run.id)} ${valueText(facts, value)}`);
  return (
    <svg class="scatter-picture" width={width} height={HEIGHT} role="img" aria-label={`${label}; ${said.join(', ')}`}>
      {y.ticks.map((tick) => (
        <g key={tick}>
          <line class="grid" x1={BOX.left} x2={width - 8} y1={yOf(tick)} y2={yOf(tick)} />
          <text class="axis" x={BOX.left - 6} y={yOf(tick) + 4} text-anchor="end">
            {y.format(tick)}
          </text>
        </g>
      ))}
      {x.ticks.map(({ setting, text }) => (
        <text key={text} class="axis" x={xOf(setting)} y={HEIGHT - BOX.bottom + 16} text-anchor="middle">
          {text}
        </text>
      ))}
      <text class="axis" x={width - 8} y={HEIGHT - 4} text-anchor="end">
        {x.logarithmic ? t('{0}, log', name.toLowerCase()) : name.toLowerCase()}
      </text>
      {[...groups].map(([id, members]) => (
        <Members key={id} members={members} xOf={xOf} yOf={yOf} facts={facts} />
      ))}
    </svg>
  );
}

interface MembersProps {
  members: readonly Dot[];
  xOf: (setting: Setting) => number;
  yOf: (value: number) => number;
  facts: ScalarFacts;
}

function Members({ members, xOf, yOf, facts }: MembersProps) {
  const lineOf = (id: string) => lines.value.find((line) => line.runs.some((run) => run.id === id));
  const line = lineOf(members[0].run.id);
  if (!line) return null;
  const [x, mean] = [xOf(members[0].setting), members.reduce((sum, { value }) => sum + value, 0) / members.length];
  const right = x + APART * (members.length / 2) + 8;
  return (
    <g>
      {members.map(({ run, value }, i) => {
        const at = x + (i - (members.length - 1) / 2) * APART;
        const own = lineOf(run.id);
        return (
          <g key={run.id} onPointerEnter={() => (chosen.value = own?.id ?? null)}>
            <circle cx={at} cy={yOf(value)} r="4" fill={css(colorFor(own ?? line))} />
            {chosen.value === own?.id && <circle class="ringed" cx={at} cy={yOf(value)} r="7" />}
            <title>{`${nameOf(run.id)}: ${valueText(facts, value)}`}</title>
          </g>
        );
      })}
      {members.length > 1 && (
        <>
          <line
            x1={right}
            x2={right + 14}
            y1={yOf(mean)}
            y2={yOf(mean)}
            stroke={css(colorFor({ ...line, look: { ...line.look, tone: 0 } }))}
            stroke-width="2"
          />
          <text class="axis strong" x={right + 18} y={yOf(mean) + 4}>
            {valueText(facts, mean)}
          </text>
        </>
      )}
    </g>
  );
}

/** Numbers on a line, in ln where they reach over more than a decade; other values side by side. */
function settingAxis(settings: readonly Setting[]) {
  const numbers = settings.filter((value) => typeof value === 'number');
  const kinds = [...new Set(settings)].sort((a, b) => (a < b ? -1 : 1));
  if (numbers.length < settings.length || kinds.length === 1) {
    const place = (setting: Setting): number => (kinds.indexOf(setting) + 0.5) / kinds.length;
    return { place, logarithmic: false, ticks: kinds.map((setting) => ({ setting, text: settingText(setting) })) };
  }
  const [min, max] = [Math.min(...numbers), Math.max(...numbers)];
  const logarithmic = isWide(min, max);
  const room = logarithmic ? (max / min) ** 0.06 : (max - min) * 0.06;
  const axis: Pick<Axis, 'min' | 'max' | 'logarithmic'> = logarithmic
    ? { min: min / room, max: max * room, logarithmic }
    : { min: min - room, max: max + room, logarithmic };
  const few = kinds.length <= 6 ? kinds : niceTicks(axis.min, axis.max, 5);
  return {
    place: (setting: Setting) => placeOf(axis, Number(setting)),
    logarithmic,
    ticks: few.map((setting) => ({ setting, text: settingText(setting) })),
  };
}
