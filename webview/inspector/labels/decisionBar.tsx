import type { Decisions } from '../../../extension/protocol/inspector/labels.js';
import { Button, IconButton } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { count } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { itemText } from '../itemNouns.js';
import { host, inFiles } from '../state.js';
import { undoDecision } from './labelsState.js';

const keys = (): [string, string][] => [
  ['A', t('is right')],
  ['R', t('relabel')],
  ['X', t('leave out')],
  ['⌫', t('undecide')],
  [t('Space'), t('select')],
  ...(inFiles.value ? [['O', t('open file')] as [string, string]] : []),
];

/** How far a person is with the list, where the decisions lie, and what can be done with all of them. */
export function DecisionBar({ doubtful, decisions }: { doubtful: number; decisions: Decisions | null }) {
  if (!decisions)
    return (
      <p class="muted small">
        {itemText('This list does not say which images of the files these are: find the labels again to act on them.')}
      </p>
    );
  const { decided, kept, file, undo, redo, trouble } = decisions;
  return (
    <section class="decisions" aria-label={t('Decisions on labels')}>
      <div class="bar">
        <b class="numbers" role="status">
          {t('{0} of {1} decided', count(decided.length), count(doubtful))}
        </b>
        <IconButton icon="discard" label={t('Undo (Ctrl+Z)')} disabled={!undo} onPress={() => undoDecision('undo')} />
        <IconButton icon="redo" label={t('Redo (Ctrl+Y)')} disabled={!redo} onPress={() => undoDecision('redo')} />
        <Button
          icon="export"
          disabled={kept === 0}
          onPress={() => attempt(host.call('exportDecisions', null))}
          title={t('Row in the file, old and new label, and verdict')}
        >
          {t('Export Corrections…')}
        </Button>
        <Button
          icon="clear-all"
          disabled={kept === 0}
          onPress={() => attempt(host.call('clearDecisions', null))}
          title={t('Takes back every decision on these files; Undo brings them again')}
        >
          {t('Clear')}
        </Button>
      </div>
      {trouble === undefined ? (
        <p class="muted small decisions-kept">
          {kept > 0
            ? t('{0} kept in {1}; the data stays as it is, and the next run uses them.', count(kept), file)
            : t('Decisions are kept in {0}; the data stays as it is, and the next run uses them.', file)}{' '}
          {keys().map(([key, means]) => (
            <span key={key} class="label-key">
              <kbd>{key}</kbd> {means}
            </span>
          ))}
        </p>
      ) : (
        <p class="notice error" role="alert">
          {trouble}
        </p>
      )}
    </section>
  );
}
