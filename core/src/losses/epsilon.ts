import { type ChoiceOption, type NumberOption, readChoice, readNumber } from '../numeric/option.js';

/** What keeps the logarithm of a probability finite: `add` takes `ln(q + epsilon)`, `clip` moves q into `[epsilon, 1 - epsilon]`. */
export type EpsilonMode = 'add' | 'clip' | 'none';

export interface EpsilonOptions {
  epsilon?: number;
  epsilonMode?: EpsilonMode;
}

export const EPSILON = {
  kind: 'number',
  name: 'epsilon',
  title: 'Keeps ln 0 finite',
  default: 1e-15,
  min: 0,
  max: 0.5,
} as const satisfies NumberOption;

export const EPSILON_MODE = {
  kind: 'choice',
  name: 'epsilonMode',
  title: 'How epsilon is used',
  default: 'add',
  choices: ['add', 'clip', 'none'],
} as const satisfies ChoiceOption<EpsilonMode>;

/** `ln q` and `ln(1 - q)` under an epsilon rule, with their slopes; q above 1 is read as 1, and no digit is lost near 1. */
export class EpsilonRule {
  private readonly epsilon: number;
  private readonly clips: boolean;

  constructor(options: EpsilonOptions) {
    const mode = readChoice(EPSILON_MODE, options.epsilonMode);
    this.epsilon = mode === 'none' ? 0 : readNumber(EPSILON, options.epsilon);
    this.clips = mode === 'clip' && this.epsilon > 0;
  }

  log(given: number): number {
    const { epsilon, clips } = this;
    const q = given > 1 ? 1 : given;
    if (clips) return q <= epsilon ? Math.log(epsilon) : q >= 1 - epsilon ? Math.log1p(-epsilon) : plainLog(q, 0);
    return plainLog(q, epsilon);
  }

  logRest(given: number): number {
    const { epsilon, clips } = this;
    const q = given > 1 ? 1 : given;
    if (clips && q <= epsilon) return Math.log1p(-epsilon);
    if (clips && q >= 1 - epsilon) return Math.log(epsilon);
    const added = clips ? 0 : epsilon;
    return q < 0.5 ? Math.log1p(added - q) : Math.log(1 - q + added);
  }

  /** The derivative of `log` at q; 0 where q is clipped, the inner one at the ends. */
  slope(given: number): number {
    const { epsilon, clips } = this;
    const q = given > 1 ? 1 : given;
    if (clips) return q < epsilon || q > 1 - epsilon ? 0 : 1 / q;
    return 1 / (q + epsilon);
  }

  /** The derivative of `logRest` at q. */
  restSlope(given: number): number {
    const { epsilon, clips } = this;
    const q = given > 1 ? 1 : given;
    if (clips) return q < epsilon || q > 1 - epsilon ? 0 : -1 / (1 - q);
    return -1 / (1 - q + epsilon);
  }
}

/** `ln(q + added)`, from the exact `q - 1` where q is near 1. */
function plainLog(q: number, added: number): number {
  return q > 0.5 ? Math.log1p(q - 1 + added) : Math.log(q + added);
}
