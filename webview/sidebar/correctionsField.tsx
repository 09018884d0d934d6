import type { RunConfig } from '@surprisal/core';
import { Checkbox } from '../shared/field.js';
import { plural, t } from '../shared/strings.js';
import { configure, corrections, draft } from './state.js';

function withUse(config: RunConfig, used: boolean): RunConfig {
  const { corrections: _, ...data } = config.data;
  return { ...config, data: { ...data, corrections: used ? 'file' : 'none' } };
}

/** Whether the next run uses what a person decided of labels; absent where nothing was decided. */
export function CorrectionsField() {
  const { corrections: use } = draft.value.data;
  const { value } = corrections;
  const earlier = use !== undefined && use !== 'file' && use !== 'none';
  if (!value && !earlier) return null;
  const on = use !== 'none';
  const { changes = 0, right = 0, file = '', told } = value ?? {};
  if (told !== undefined && !earlier)
    return (
      <p class="hint-line field-note" role="status" title={file}>
        {told}
      </p>
    );
  const label = earlier
    ? t('The corrections of the run {0} applied', use.slice(0, 8))
    : on
      ? plural(changes, '{0} correction applied', '{0} corrections applied')
      : plural(changes, '{0} correction not applied', '{0} corrections not applied');
  return (
    <div class="field-note corrections" title={file}>
      <Checkbox label={label} checked={on} onChange={(used) => configure(withUse(draft.value, used))} />
      {right > 0 && !earlier && (
        <span class="muted small">{plural(right, '{0} label found right', '{0} labels found right')}</span>
      )}
    </div>
  );
}
