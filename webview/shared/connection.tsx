import { signal } from '@preact/signals';
import { visible } from './host.js';
import { Icon } from './icon.js';
import { t } from './strings.js';

const EVERY = 2000;
const PATIENCE = 3000;

const lost = signal(false);

/** Asks the host from time to time whether it still answers: it can end without notice. */
export function watchConnection(ping: () => Promise<unknown>): void {
  const ask = (): void => {
    const late = setTimeout(() => (lost.value = true), PATIENCE);
    const answered = (): void => {
      clearTimeout(late);
      lost.value = false;
    };
    void ping().then(answered, answered);
  };
  setInterval(() => {
    if (visible.value) ask();
  }, EVERY);
}

export const ConnectionLost = () =>
  lost.value ? (
    <div class="notice error" role="alert">
      <Icon name="debug-disconnect" />
      <span>{t('The connection to the extension is lost. Close this page and open it again.')}</span>
    </div>
  ) : null;
