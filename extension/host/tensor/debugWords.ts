import { messageOf } from '@surprisal/core';
import { t } from '../ports/t.js';
import { RefusedValue, type Taken } from './debugProgram.js';

/** Why a value cannot be shown; an error of the program in its own words. */
export function faultWords(error: unknown): string {
  if (!(error instanceof RefusedValue)) return messageOf(error);
  const { reason, about } = error;
  switch (reason) {
    case 'class':
      return t('This is a {0}, and no array of numbers.', about);
    case 'dtype':
      return t('Its elements are of the type {0}, and no numbers that are shown.', about);
    case 'element':
      return t('There is a {0} in the lists, where numbers were expected.', about);
    case 'column':
      return t('Not every column holds numbers ({0}).', about);
    case 'ragged':
      return t('The lists have different lengths along axis {0}.', about);
    case 'wide':
      return t('It holds whole numbers that {0} does not hold exactly.', about);
    case 'masked':
      return t('Some of its numbers are masked: {0}. View its .data, or what its .filled() gives.', about);
    case 'layout':
      return t('Its numbers do not lie side by side ({0}). View what its .to_dense() gives.', about);
    case 'meta':
      return t('It has a shape, but no numbers: its device is {0}.', about);
    case 'list':
      return t('These lists are long ({0}), and the program has not imported NumPy. View a part of them.', about);
    case 'axes':
      return t('It has {0} axes; at most 32 are shown.', about);
    default:
      return error.message;
  }
}

/** What a value is, in the words of its library. */
export function aboutWords({ class: name, device, order, strides, grad }: Taken, isMadeAnew: boolean): string {
  const place = device === null ? '' : device === 'cpu' ? t('on the CPU') : t('on {0}', device);
  const isPlain = order === 'C' || strides === null || strides.length < 2;
  return [
    [name, place].join(' ').trim(),
    ...(isPlain ? [] : [t('strides {0}', strides.join(', '))]),
    ...(grad ? [t('requires a gradient')] : []),
    ...(isMadeAnew ? [t('made anew at each question')] : []),
  ].join(', ');
}
