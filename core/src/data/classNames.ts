import { dataError } from './bytes.js';
import type { Dataset } from './dataset.js';

/**
 * The same items with classes by name: label k, a whole number from 0 on, becomes `names[k]`.
 * Throws `data` naming the file and the label that has no name.
 */
export function withClassNames(data: Dataset, names: readonly string[], file: string): Dataset {
  const classes = data.classes.map((label) => {
    const name = /^(?:0|[1-9]\d*)$/.test(label) ? names[Number(label)] : undefined;
    if (name === undefined)
      throw dataError(
        file,
        `label ${JSON.stringify(label)}`,
        `a whole number from 0 to ${names.length - 1}, since data.classNames has ${names.length} names`,
      );
    return name;
  });
  return { ...data, classes };
}
