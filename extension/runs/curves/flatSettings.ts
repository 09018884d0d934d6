import { limits } from '@surprisal/core';
import type { Settings } from './curveOrigin.js';

/** Levels of objects in objects, and characters of a text. */
const DEEPEST = 8;
const LONGEST = 200;

/**
 * The settings in any JSON by name, such as `optimiser.rate`; lists of numbers and words are one text, other lists count
 * their items by place. What is null, and what lies too deep or beyond the limit, is left out.
 */
export function flatSettings(value: unknown): Settings {
  const found: [string, string | number | boolean][] = [];
  const visit = (name: string, each: unknown, depth: number): void => {
    if (found.length >= limits.curveSettings || name.length > limits.curveName) return;
    if (typeof each === 'number' || typeof each === 'boolean') found.push([name, each]);
    else if (typeof each === 'string') found.push([name, each.slice(0, LONGEST)]);
    else if (Array.isArray(each) && each.every((item) => typeof item !== 'object'))
      found.push([name, each.slice(0, LONGEST).join(', ').slice(0, LONGEST)]);
    else if (typeof each === 'object' && each !== null && depth < DEEPEST)
      for (const key in each)
        if (Object.hasOwn(each, key))
          visit(name === '' ? key : `${name}.${key}`, (each as Record<string, unknown>)[key], depth + 1);
  };
  visit('', value, 0);
  return Object.fromEntries(found);
}
