import { wilsonInterval } from '@surprisal/core';
import { accuracy, count, decimal, interval, seconds } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { Term } from '../shared/term.js';
import { live, record, report, run } from './state.js';

/** Name, accuracy, loss, time and the size of the test part; while it trains, how far it is. */
export function Header() {
  const { value } = run;
  const now = record.value;
  if (!value) return null;
  const total = report.value?.total ?? 0;
  const right = report.value?.classes.reduce((sum, { correct }) => sum + correct, 0) ?? 0;
  return (
    <header class="header">
      <h1 class="clip" title={value.title}>
        {value.title}
      </h1>
      <dl class="facts">
        {now && total > 0 && (
          <>
            <div>
              <dt>
                <Term
                  meaning={t('Part of the test images that are read right; in brackets its 95% interval (Wilson).')}
                >
                  {t('Accuracy')}
                </Term>
              </dt>
              <dd class="numbers">
                <b>{accuracy(now.testAccuracy)}</b> <span class="muted">{interval(wilsonInterval(right, total))}</span>
              </dd>
            </div>
            <div>
              <dt>
                <Term
                  meaning={t('Mean surprise over the test images: −ln of the probability given to the right class.')}
                >
                  {t('Loss')}
                </Term>
              </dt>
              <dd class="numbers">
                <b>{decimal(now.testLoss)}</b> <span class="muted">{t('nats')}</span>
              </dd>
            </div>
            <div class="wide">
              <dt>{t('Time')}</dt>
              <dd class="numbers">
                <b>{seconds(now.seconds)}</b>
              </dd>
            </div>
          </>
        )}
        {value.testCount > 0 && (
          <div class="widest">
            <dt>{t('Test')}</dt>
            <dd class="numbers">
              <b>{count(value.testCount)}</b> <span class="muted">{t('images')}</span>
            </dd>
          </div>
        )}
        {value.status === 'paused' && (
          <div>
            <dt>{t('Training')}</dt>
            <dd>{t('paused')}</dd>
          </div>
        )}
        {live.value && (
          <div>
            <dt>{t('Training')}</dt>
            <dd class="numbers">
              {t('epoch {0} of {1}', Math.min(value.epochs.length + 1, value.config.epochs), value.config.epochs)}
            </dd>
          </div>
        )}
      </dl>
    </header>
  );
}

/** Why a run ended before its time, and what can be done. */
export function Ended() {
  const { value } = run;
  if (!value?.message || (value.status !== 'failed' && value.status !== 'stopped')) return null;
  return (
    <div class={`notice ${value.status === 'failed' ? 'error' : ''}`} role="status">
      <b>{value.message}</b> {value.hint}
    </div>
  );
}
