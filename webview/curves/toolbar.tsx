import { useId, useState } from 'preact/hooks';
import { Button, IconButton } from '../shared/button.js';
import { Checkbox, LabelledSelect } from '../shared/field.js';
import { narrowerThan } from '../shared/media.js';
import { plural, t } from '../shared/strings.js';
import { xText } from './axes.js';
import { settingName, settingText, isSeed } from './configurations.js';
import { byKeys, marked, toggleLogX, zoomTo } from './pointer.js';
import { SearchField } from '../shared/searchField.js';
import { apart, canBand, changeView, colorBy, isBanded, isLogX, isMany, keep, kept, runs, view } from './state.js';
import { colorOf } from './looks.js';
import { css } from '../shared/theme.js';
import { palette } from './state.js';

const narrow = narrowerThan(700);

/** The steps of the slider: none, then a mean over ever more steps. */
const SMOOTHINGS = [0, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000];

/** What stands on the axes, how lines are smoothed and joined, the range that is zoomed to, and the search. */
export function Toolbar() {
  const { x, bands } = view.value;
  const has = (what: 'epoch' | 'time'): boolean =>
    runs.value.some(({ scalars }) => scalars.some((scalar) => scalar.has[what]));
  const kinds = [
    { value: 'step' as const, label: t('Step') },
    ...(has('epoch') || x === 'epoch' ? [{ value: 'epoch' as const, label: t('Epoch') }] : []),
    ...(has('time') || x === 'relative' || x === 'wall'
      ? [
          { value: 'relative' as const, label: t('Time since start') },
          { value: 'wall' as const, label: t('Clock time') },
        ]
      : []),
  ];
  return (
    <div class="toolbar" role="group" aria-label={t('View')}>
      <LabelledSelect
        label={t('Across')}
        value={x}
        options={kinds}
        onChange={(kind) => {
          // A range of the old axis is none of the new one.
          if (kind !== x) zoomTo(null);
          changeView({ x: kind });
        }}
      />
      {x !== 'wall' && (
        <span class="row" title={t('Logarithmic x axis of all charts (X in a chart)')}>
          <Checkbox label={t('Log x')} checked={isLogX.value} onChange={toggleLogX} />
        </span>
      )}
      <Smoothing />
      {apart.value.some(isSeed) && (
        <span
          class={`row seeds ${canBand.value ? '' : 'muted'}`}
          title={canBand.value ? undefined : t('Seeds have steps and epochs in common, no times')}
        >
          <Checkbox
            label={t('Seeds as a band')}
            checked={bands && canBand.value}
            disabled={!canBand.value}
            onChange={(on) => changeView({ bands: on })}
          />
          {isBanded.value && (
            <LabelledSelect
              label={t('Band')}
              value={kept.value.band}
              options={[
                { value: 'range', label: t('Min to max') },
                { value: 'deviation', label: t('Standard deviation') },
              ]}
              onChange={(band) => keep({ band })}
            />
          )}
        </span>
      )}
      {isMany.value && colorBy.value !== null && <ColorBy setting={colorBy.value} />}
      <span class="toolbar-end">
        <Zoom />
        <ScalarSearch />
      </span>
    </div>
  );
}

function Smoothing() {
  const id = useId();
  const { smoothing } = view.value;
  const place = SMOOTHINGS.findIndex((steps) => steps >= smoothing);
  const at = place < 0 ? SMOOTHINGS.length - 1 : place;
  const words = smoothing > 0 ? plural(smoothing, '1 step', '{0} steps') : t('off');
  return (
    <span class="labelled smoothing">
      <label for={id}>{narrow.value ? t('Mean over') : t('Exponential mean over')}</label>
      <input
        id={id}
        type="range"
        min={0}
        max={SMOOTHINGS.length - 1}
        step={1}
        value={at}
        aria-valuetext={words}
        onInput={(event) => changeView({ smoothing: SMOOTHINGS[Number(event.currentTarget.value)] })}
      />
      <span class="numbers">{words}</span>
    </span>
  );
}

/** The range that is marked or zoomed to, and how to take it back. */
function Zoom() {
  const { x } = view.value;
  const words = ({ from, to }: { from: number; to: number }): string =>
    t(
      '{0} to {1}',
      xText(x, Math.min(from, to), Math.abs(to - from)),
      xText(x, Math.max(from, to), Math.abs(to - from)),
    );
  if (marked.value && marked.value.from !== marked.value.to)
    return (
      <span class="numbers clip" role="status">
        <b>{words(marked.value)}</b>{' '}
        <span class="muted">{byKeys.value ? t('Enter zooms, Esc leaves it') : t('let go to zoom, Esc leaves it')}</span>
      </span>
    );
  if (!kept.value.zoom) return null;
  return (
    <Button
      icon="zoom-out"
      class="zoom numbers"
      title={t('Show all of it (Esc in a chart, or a double click)')}
      onPress={() => zoomTo(null)}
    >
      {words(kept.value.zoom)}
    </Button>
  );
}

function ScalarSearch() {
  const [open, setOpen] = useState(view.value.search !== '');
  const field = (
    <SearchField
      label={t('Search scalars')}
      hint={t('Search scalars')}
      text={view.value.search}
      onText={(search) => changeView({ search })}
    />
  );
  if (!narrow.value || open) return field;
  return <IconButton icon="search" label={t('Search scalars')} onPress={() => setOpen(true)} />;
}

const RAMP = 12;

function ColorBy({ setting }: { setting: string }) {
  const keys = apart.value.filter((key) => !isSeed(key));
  const values = runs.value.map(({ settings }) => settings[setting]).filter((value) => value !== undefined);
  const ordered = [...values].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const color = (ramp: number): string => css(colorOf({ role: 'right', dash: [], tone: 0, ramp }, palette.value));
  return (
    <span class="row ramp">
      <LabelledSelect
        label={t('Colour by')}
        value={setting}
        options={keys.map((key) => ({ value: key, label: settingName(key, keys) }))}
        onChange={(key) => keep({ colorBy: key })}
      />
      <span class="muted numbers clip">{settingText(ordered[0])}</span>
      <svg width="120" height="8" viewBox={`0 0 ${RAMP} 1`} preserveAspectRatio="none" aria-hidden="true">
        {Array.from({ length: RAMP }, (_, i) => (
          <rect key={i} x={i} width="1.02" height="1" fill={color(i / (RAMP - 1))} />
        ))}
      </svg>
      <span class="muted numbers clip">{settingText(ordered.at(-1))}</span>
    </span>
  );
}
