/**
 * `npm test -- --all` tries every case of a test that is heavy, a plain `npm test` fewer of them: the same cases of
 * the same seed, but not so many.
 */
export const all = process.env.SURPRISAL_ALL === '1';

/** How many cases a test tries, with `--all` and without. */
export const cases = (whole: number, fewer: number): number => (all ? whole : fewer);
