import { Button } from '../shared/button.js';
import { Icon } from '../shared/icon.js';
import { t } from '../shared/strings.js';
import { retries } from './state.js';

/** Stands where something of the host should: what did not come and why, and Retry, which asks for all that is missing. */
export const Trouble = ({ what, reason }: { what: string; reason: string }) =>
  reason ? (
    <div class="row notice error trouble" role="alert">
      <Icon name="error" />
      <span>
        {what} {reason}
      </span>
      <Button onPress={() => retries.value++}>{t('Retry')}</Button>
    </div>
  ) : null;
