import { useState } from 'preact/hooks';
import type { TableFacts } from '../../../extension/protocol/inspector/table.js';
import { Button, Link } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { accuracy, count, percent, plain } from '../../shared/format.js';
import { Icon } from '../../shared/icon.js';
import { plural, t } from '../../shared/strings.js';
import { host } from '../state.js';

/** One line of what was done to the columns, on which rows; a warning where nothing was and they are far apart. */
export function ScalingLine({ facts }: { facts: TableFacts }) {
  const [open, setOpen] = useState(false);
  const { rule, trainCount, factor, unscaled } = facts;
  const rows = plural(trainCount, 'the one training row', 'the {0} training rows');
  const widest = widestOf(facts);
  const why = widest && t(': {0} alone has {1} of the variance', widest.name, percent(widest.share));
  return (
    <>
      <div class={`scaling-line ${factor === null ? '' : 'warning'}`} role={factor === null ? undefined : 'status'}>
        <Icon name={factor === null ? 'info' : 'warning'} />
        <p>
          {factor !== null ? (
            <>
              <b>{t('Nothing is scaled')}</b>
              {t(
                ', and the deviations of the columns differ {0}-fold{1}.',
                count(Number(factor.toPrecision(2))),
                why ?? '',
              )}
            </>
          ) : rule === 'standard' ? (
            <>
              <b>{t('Columns are standardised')}</b> {t('by the mean and deviation of {0}.', rows)}
              {unscaled !== null &&
                ` ${t('As they are, this network reads {0} of the same rows right{1}.', accuracy(unscaled), why ?? '')}`}
            </>
          ) : rule === 'byte' ? (
            <b>{t('Columns are divided by 255.')}</b>
          ) : (
            <b>{t('Columns go in as the file has them.')}</b>
          )}
        </p>
        <span class="space" />
        {factor !== null && (
          <Button onPress={() => attempt(host.call('standardise', null))}>{t('Standardise and train')}</Button>
        )}
        <Link onPress={() => setOpen(!open)}>{open ? t('Hide the scaling') : t('Show the scaling')}</Link>
      </div>
      {open && <Moments facts={facts} />}
    </>
  );
}

function widestOf({ columns, deviation }: TableFacts): { name: string; share: number } | null {
  const total = deviation.reduce((sum, d) => sum + d * d, 0);
  const most = deviation.reduce((best, d, i) => (d > deviation[best] ? i : best), 0);
  const share = total > 0 ? deviation[most] ** 2 / total : 0;
  return share > 0.5 && columns.length > 1 ? { name: columns[most].name, share } : null;
}

function Moments({ facts: { columns, mean, deviation, trainCount } }: { facts: TableFacts }) {
  return (
    <div class="table-scroll moments" tabIndex={0} role="group" aria-label={t('Scaling of the columns')}>
      <table class="table numbers">
        <thead>
          <tr>
            <th scope="col">{t('Column')}</th>
            <th scope="col" class="right">
              {t('Mean of {0}', plural(trainCount, '1 row', '{0} rows'))}
            </th>
            <th scope="col" class="right">
              {t('Deviation')}
            </th>
          </tr>
        </thead>
        <tbody>
          {columns.map(({ name, words }, i) => (
            <tr key={i}>
              <th scope="row">
                <span class="clip">{name}</span>
              </th>
              <td class="right">{words ? t('{0} words', count(words.length)) : plain(mean[i])}</td>
              <td class="right">{words ? '' : plain(deviation[i])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
