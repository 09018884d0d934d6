import { type NumberOption, readNumber } from './option.js';

/** The base of the logarithm: natural (nats) when left out, 2 for bits, 10 for hartleys, any other above 1. */
export interface BaseOptions {
  base?: number;
}

export const BASE = {
  kind: 'number',
  name: 'base',
  title: 'Base of the logarithm; e when left out',
  default: Math.E,
  min: 1,
  max: Number.MAX_VALUE,
  above: true,
} as const satisfies NumberOption;

/** What a result in nats is divided by to be in the unit of `base`. */
export function natsPerUnit(options: BaseOptions | null): number {
  const checked = readNumber(BASE, options?.base);
  return checked === Math.E ? 1 : Math.log(checked);
}

/**
 * The name of the unit that a base gives.
 * @example unitOf(2) // 'bits'
 */
export function unitOf(base: number = Math.E): string {
  return base === Math.E ? 'nats' : base === 2 ? 'bits' : base === 10 ? 'hartleys' : `units of ln ${base} nats`;
}
