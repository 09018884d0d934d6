/**
 * `npm test -- --all` tries every case of a test that is heavy, a plain `npm test` fewer of them: the same cases of
 * the same seed, but not so many.
 */
export let all = typeof process !== 'undefined' && process.env.SURPRISAL_ALL === '1';

/** For a host in a browser, which has no environment. */
export const tryAll = (): void => void (all = true);

/** How many cases a test tries, with `--all` and without. */
export const cases = (whole: number, fewer: number): number => (all ? whole : fewer);
