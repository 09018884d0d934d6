import type { LoggedNumber } from '../train.js';

/** What an inspector shows of a run that another program trains. */
export interface LoggedFacts {
  /** What it does, as far as its writer gives a sign, such as `Training, 12 of 30 epochs`. */
  state: string;
  live: boolean;
  /** What was logged last, by name. */
  latest: { name: string; value: LoggedNumber }[];
  /** What is wrong in its record; the rest of it is shown. */
  problems: string[];
  /** What the record lacks, with the call that would give it. */
  lacks: {
    /** Labels and predictions. */
    matrix?: string;
    /** Probabilities, of the epochs that have none. */
    scores?: string;
    /** Pictures, or names, of its items. */
    items?: string;
  };
}
