import { CoreError } from '../numeric/error.js';
import { divergences } from './divergences.js';
import { information } from './information.js';
import { losses } from './losses.js';
import type { Measure } from './measure.js';

/** Every measure there is: palettes, forms, tables, documents and property tests are made from this list. */
export const measures: readonly Measure[] = [...losses, ...divergences, ...information];

/** The measure of an id. Throws `option`, with the ids there are, where it is unknown. */
export function measureOf(id: string): Measure {
  const found = measures.find((measure) => measure.id === id);
  if (!found)
    throw new CoreError('option', `'${id}'`, `one of ${measures.map((measure) => measure.id).join(', ')}`, {
      argument: 'id',
    });
  return found;
}
