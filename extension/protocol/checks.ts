import * as v from 'valibot';

/** What the checks of several conversations share. Whatever a page sends is checked before use; it carries no path, command or code. */
export const nothing = v.parser(v.null());
/** Counts from 0. */
export const index = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** An epoch of a run; the latest where it is left out or null. */
export const epoch = v.optional(v.nullable(index));
/** One class, or null for all of them. */
export const classFilter = v.nullable(v.pipe(index, v.maxValue(1e6)));
/** A part of a list that a page asks for. */
export const span = { offset: index, count: v.pipe(index, v.maxValue(500)) };
