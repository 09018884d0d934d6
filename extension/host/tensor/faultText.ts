import type { RefusedArray } from '@surprisal/core';
import { t } from '../ports/t.js';

/** What is wrong with an array or its file, as it is told. */
export const faultText = ({ found, expected }: Pick<RefusedArray, 'found' | 'expected'>): string =>
  t('{0}; expected {1}.', found, expected);
