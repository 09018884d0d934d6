import { configureGlobal } from 'fast-check';

/** Every property draws the same cases at each run; `FUZZ_SEED` moves all of them. */
configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 1) });
