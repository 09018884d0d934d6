import { signal } from '@preact/signals';
import { IconButton } from './button.js';
import { t } from './strings.js';

const failure = signal('');

/** Asks the host for something; a refusal is told at the top of the page, in the host's words. */
export function attempt(asked: Promise<unknown>): void {
  void asked.then(
    () => (failure.value = ''),
    (error: unknown) => (failure.value = error instanceof Error ? error.message : String(error)),
  );
}

export const Failure = () =>
  failure.value ? (
    <div class="notice error told" role="alert">
      <span>{failure.value}</span>
      <IconButton icon="close" label={t('Close this message')} onPress={() => (failure.value = '')} />
    </div>
  ) : null;
