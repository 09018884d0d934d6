import { configureGlobal } from 'fast-check';

/** Every property test draws the same cases at each run; `FUZZ_SEED` changes them. */
configureGlobal({ seed: Number(process.env.FUZZ_SEED ?? 1) });
