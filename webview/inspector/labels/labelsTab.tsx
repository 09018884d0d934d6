import { wilsonInterval } from '@surprisal/core';
import { useEffect } from 'preact/hooks';
import type { Decisions, LabelFilter, LabelsState } from '../../../extension/protocol/inspector/labels.js';
import { Button } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { Select } from '../../shared/field.js';
import { count, decimal, interval, percent } from '../../shared/format.js';
import { itemText } from '../itemNouns.js';
import { plural, t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { Working } from '../../shared/working.js';
import { ClassFilter } from '../images/filterBar.js';
import { JointTable } from './jointTable.js';
import { DecisionBar } from './decisionBar.js';
import { LabelGrid } from './labelGrid.js';
import { filter, state, take } from './labelsState.js';
import { host, run } from '../state.js';
import './labels.css';

const begin = (what: 'find' | 'check') => attempt(host.call('findLabels', what));

/** Training images whose label is contradicted by a network that was not trained on them. */
export function LabelsPart() {
  const id = run.value?.id ?? '';
  useEffect(() => {
    const hydrate = (labels: LabelsState): void => {
      filter.value = labels.filter;
      take(labels);
    };
    attempt(host.call('labels', null).then(hydrate));
  }, [id]);
  if (state.value?.run !== id) return null;
  const { labels } = state.value;
  const { found, busy } = labels;
  return (
    <section class="labels-part" aria-label={t('Doubtful labels')}>
      <div class="bar">
        {busy ? (
          <Button icon="debug-stop" onPress={() => attempt(host.call('stopLabels', null))}>
            {t('Stop')}
          </Button>
        ) : (
          <Button primary={!found} icon="search" onPress={() => begin('find')}>
            {found ? t('Find Again') : t('Find Doubtful Labels')}
          </Button>
        )}
        <Button icon="beaker" disabled={busy !== null} onPress={() => begin('check')}>
          {t('Check on 5% flipped labels')}
        </Button>
        <Button icon="export" disabled={!found?.doubtful} onPress={() => attempt(host.call('exportLabels', null))}>
          {t('Export as CSV…')}
        </Button>
      </div>
      {busy && (
        <Working
          label={t('Doubtful labels')}
          share={labels.share}
          words={foldWords(busy, labels.share)}
          class="narrow"
        />
      )}
      {labels.message !== undefined && (
        <p class="notice error" role="alert">
          <b>{t('The labels were not looked at.')}</b> {labels.message}
        </p>
      )}
      {labels.check && <Check check={labels.check} />}
      {found ? (
        <DoubtfulLabels found={found} decisions={labels.decisions} />
      ) : (
        <p class="empty muted">
          {itemText(
            'Trains five networks like this one, each on four fifths of the training images, and has each read the fifth that it has not seen. An image is listed where they are confident of another class than its label.',
          )}
        </p>
      )}
    </section>
  );
}

const foldWords = (busy: 'find' | 'check', share: number): string => {
  const fold = Math.min(5, Math.floor(share * 5) + 1);
  return busy === 'find'
    ? t('Training network {0} of 5', fold)
    : t('Labels are flipped; training network {0} of 5', fold);
};

/** How many of the labels that were flipped on purpose are found. */
function Check({ check: { count: all, flipped, found, right, first } }: { check: NonNullable<LabelsState['check']> }) {
  const share = (of: number, n: number) =>
    n === 0 ? t('none') : `${percent(of / n)} ${interval(wilsonInterval(of, n))}`;
  return (
    <p class="notice" role="status">
      <b>
        {plural(
          flipped,
          'Of {0} label that was flipped on purpose, {1} is found.',
          'Of {0} labels that were flipped on purpose, {1} are found.',
          count(right),
        )}
      </b>{' '}
      <Term meaning={t('Of the labels that were flipped, the part that is listed.')}>{t('Recall')}</Term>{' '}
      <span class="numbers">{share(right, flipped)}</span>,{' '}
      <Term meaning={itemText('Of the images that are listed, the part whose label was flipped.')}>
        {t('precision')}
      </Term>{' '}
      <span class="numbers">{share(right, found)}</span>{' '}
      {t(
        'over {0} listed of {1}; of the first {2} listed, {3} were flipped.',
        count(found),
        count(all),
        count(Math.min(100, found)),
        count(first),
      )}
    </p>
  );
}

interface DoubtfulLabelsProps {
  found: NonNullable<LabelsState['found']>;
  decisions: Decisions | null;
}

function DoubtfulLabels({ found, decisions }: DoubtfulLabelsProps) {
  const { given, suggested, order } = filter.value;
  const choose = (part: Partial<LabelFilter>) => void (filter.value = { ...filter.value, ...part });
  return (
    <>
      <p class="label-answer">
        <b>
          {plural(
            found.doubtful,
            '{0} of {1} labels is doubtful',
            '{0} of {1} labels are doubtful',
            count(found.count),
          )}
        </b>
        {', '}
        <Term
          meaning={t(
            'The confident joint, calibrated: all that lies off its diagonal. What the networks themselves read wrong with confidence is in it, so that the better the network, the nearer it comes.',
          )}
        >
          {t('an estimated {0} ({1}) are wrong', decimal(found.errors, 0), percent(found.errors / found.count))}
        </Term>
        {'. '}
        <span class="muted">{t('The estimate counts the networks’ own mistakes too.')}</span>
      </p>
      {found.doubtful > 0 && <DecisionBar doubtful={found.doubtful} decisions={decisions} />}
      {found.doubtful > 0 && (
        <div class="two labels-two">
          <div>
            <ClassFilter
              labels={{ given: t('Given'), suggested: t('Suggested') }}
              chosen={{ given, suggested }}
              onChoose={choose}
              onClear={given === null && suggested === null ? null : () => choose({ given: null, suggested: null })}
            >
              <Select
                label={itemText('Order of the images')}
                value={order}
                options={[
                  { value: 'confidence', label: t('Least p of the given first') },
                  { value: 'margin', label: t('Least margin first') },
                ]}
                onChange={(order) => choose({ order })}
              />
            </ClassFilter>
            <LabelGrid key={`${given} ${suggested} ${order} ${found.doubtful} ${found.errors}`} query={filter.value} />
          </div>
          <JointTable found={found} onPick={choose} />
        </div>
      )}
    </>
  );
}
