import { messageOf } from '@surprisal/core';
import { signal } from '@preact/signals';
import { IconButton } from './button.js';
import { t } from './strings.js';

const failure = signal('');

/** Asks the host for something; where it refuses, the top of the page shows why, in the host's words. */
export function attempt(asked: Promise<unknown>): void {
  void asked.then(
    () => (failure.value = ''),
    (error: unknown) => (failure.value = messageOf(error)),
  );
}

export const Failure = () =>
  failure.value ? (
    <div class="notice error failure" role="alert">
      <span>{failure.value}</span>
      <IconButton icon="close" label={t('Close this message')} onPress={() => (failure.value = '')} />
    </div>
  ) : null;
