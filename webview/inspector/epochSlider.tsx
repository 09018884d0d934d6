import { accuracy } from '../shared/format.js';
import { Button, Link } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { narrowerThan } from '../shared/media.js';
import { t } from '../shared/strings.js';
import { epochs, has, heldEpoch, host, isLatest, record } from './state.js';

const width = 312;
const height = 12;
const small = narrowerThan(420);

const restore = (): void => {
  if (record.value && !isLatest.value) attempt(host.call('restore', record.value.epoch));
};
const branch = (): void => {
  if (record.value) attempt(host.call('branch', record.value.epoch));
};

/** What can be done with the weights of the epoch that the slider holds. */
export const EpochActions = () =>
  record.value && (
    <span class="epoch-actions">
      <Button
        title={
          isLatest.value
            ? t('The run stands at this epoch')
            : t('Take the run back to epoch {0}, paused (Enter on the slider)', record.value.epoch)
        }
        disabled={isLatest.value}
        onPress={restore}
      >
        {t('Restore')}
      </Button>
      <Button
        icon="git-branch"
        title={t('A new run from epoch {0}, paused, with the form’s settings (Shift+Enter)', record.value.epoch)}
        onPress={branch}
      >
        {t('Branch')}
      </Button>
    </span>
  );

/** Chooses the epoch whose matrix is shown. At its end it follows the latest epoch while a run goes on. */
export function EpochSlider() {
  const all = epochs.value;
  const at = all.findIndex((entry) => entry === record.value);
  const current = all[at];
  if (all.length < 2 || !current) return null;
  const go = (index: number) => {
    const to = Math.min(all.length - 1, Math.max(0, index));
    heldEpoch.value = to === all.length - 1 ? null : (all[to]?.epoch ?? null);
  };
  const best = bestEpoch(all.map(({ validationLoss }) => validationLoss ?? null));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'PageUp') go(at + 5);
    else if (event.key === 'PageDown') go(at - 5);
    else if (event.key !== 'Enter' || !has('epochs')) return;
    else if (event.shiftKey) branch();
    else restore();
    event.preventDefault();
  };
  return (
    <div class="epochs">
      <span class="muted" id="epoch-label">
        {t('Epoch')}
      </span>
      <div class="epoch-track">
        <Sparkline values={all.map(({ testAccuracy }) => testAccuracy ?? NaN)} mark={best} />
        <input
          type="range"
          class="slider"
          min={0}
          max={all.length - 1}
          step={1}
          value={at}
          aria-labelledby="epoch-label"
          aria-valuetext={t('epoch {0}, test accuracy {1}', current.epoch, accuracy(current.testAccuracy ?? null))}
          onInput={(event) => go(Number(event.currentTarget.value))}
          onKeyDown={onKeyDown}
        />
      </div>
      <span class="numbers">
        <b>{current.epoch}</b> {t('of {0}', all.at(-1)?.epoch ?? 0)}
      </span>
      {best !== null && (
        <span class="best" title={t('The epoch of least validation loss')}>
          <Link onPress={() => go(best)}>{t('best {0}', all[best]?.epoch ?? 0)}</Link>
        </span>
      )}
      {!small.value && has('epochs') && <EpochActions />}
    </div>
  );
}

/** Index of the least validation loss; null where nothing is held out, as the test part decides nothing. */
function bestEpoch(losses: readonly (number | null)[]): number | null {
  let best: number | null = null;
  losses.forEach((loss, i) => {
    if (loss !== null && (best === null || loss < (losses[best] ?? Infinity))) best = i;
  });
  return best;
}

function Sparkline({ values, mark }: { values: readonly number[]; mark: number | null }) {
  if (values.some(Number.isNaN)) return null;
  const least = Math.min(...values);
  const range = Math.max(...values) - least || 1;
  const x = (i: number) => (i / (values.length - 1)) * width;
  const y = (value: number) => height - 2 - ((value - least) / range) * (height - 4);
  return (
    <>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points={values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ')} />
      </svg>
      {mark !== null && (
        <i class="dot" style={{ left: `${(x(mark) / width) * 100}%`, top: `${y(values[mark] ?? least)}px` }} />
      )}
    </>
  );
}
