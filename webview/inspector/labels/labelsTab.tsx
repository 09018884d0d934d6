import { signal } from '@preact/signals';
import { wilsonInterval } from '@surprisal/core';
import { useEffect } from 'preact/hooks';
import type { LabelFilter, LabelsState } from '../../../extension/protocol/labels.js';
import { Button, IconButton } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { Labelled, Select } from '../../shared/field.js';
import { count, decimal, interval, percent } from '../../shared/format.js';
import { said } from '../nouns.js';
import { plural, t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { Working } from '../../shared/working.js';
import { JointTable } from './jointTable.js';
import { LabelGrid } from './labelGrid.js';
import { host, run, whenLabelled } from '../state.js';

const state = signal<{ run: string; labels: LabelsState } | null>(null);
const take = (labels: LabelsState): void => void (state.value = { run: run.peek()?.id ?? '', labels });
whenLabelled(take);

const filter = signal<LabelFilter>({ given: null, suggested: null, order: 'confidence' });

const begin = (what: 'find' | 'check') => attempt(host.call('findLabels', what));

/** Training images whose given label the network contradicts where it has not seen them. */
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
        <Found found={found} />
      ) : (
        <p class="empty muted">
          {said(
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

/** How many of the labels that were turned on purpose are found. */
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
      <Term meaning={said('Of the images that are listed, the part whose label was flipped.')}>{t('precision')}</Term>{' '}
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

function Found({ found }: { found: NonNullable<LabelsState['found']> }) {
  const { given, suggested, order } = filter.value;
  const classes = run.value?.classes ?? [];
  const choices = [{ value: '', label: t('Any') }, ...classes.map((label, i) => ({ value: String(i), label }))];
  const pick = (side: 'given' | 'suggested') => (value: string) => {
    filter.value = { ...filter.value, [side]: value === '' ? null : Number(value) };
  };
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
      {found.doubtful > 0 && (
        <div class="labels-two">
          <div>
            <div class="bar">
              <Labelled label={t('Given')}>
                {(ids) => <Select ids={ids} value={String(given ?? '')} options={choices} onChange={pick('given')} />}
              </Labelled>
              <Labelled label={t('Suggested')}>
                {(ids) => (
                  <Select ids={ids} value={String(suggested ?? '')} options={choices} onChange={pick('suggested')} />
                )}
              </Labelled>
              <Select
                label={said('Order of the images')}
                value={order}
                options={[
                  { value: 'confidence', label: t('Least p of the given first') },
                  { value: 'margin', label: t('Least margin first') },
                ]}
                onChange={(next) => (filter.value = { ...filter.value, order: next })}
              />
              {(given !== null || suggested !== null) && (
                <IconButton
                  icon="clear-all"
                  label={said('Show all images')}
                  onPress={() => (filter.value = { ...filter.value, given: null, suggested: null })}
                />
              )}
            </div>
            <LabelGrid key={`${given} ${suggested} ${order} ${found.doubtful} ${found.errors}`} query={filter.value} />
          </div>
          <JointTable found={found} onPick={(pair) => (filter.value = { ...filter.value, ...pair })} />
        </div>
      )}
    </>
  );
}
