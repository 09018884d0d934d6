import { dtypes } from '@surprisal/core';
import * as v from 'valibot';
import { expressionOf, type PackedCode } from './debugExpression.js';

/** Bytes of one answer, at most. */
export const MOST = 2 ** 20;

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const integer = v.pipe(v.number(), v.safeInteger());
const number = v.pipe(v.number(), v.finite());
const name = v.pipe(v.string(), v.maxLength(200));
/** Which object it was: another one where an expression makes its value anew. */
const id = { id: v.number() };
const next = { next: v.nullable(count) };
const data = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));

/** What `extension/python/view_tensor.py` answers, by the kind of question. */
const answers = {
  take: v.object({
    ...id,
    class: name,
    shape: v.pipe(v.array(count), v.maxLength(32)),
    dtype: v.picklist(dtypes.map((each) => each.name)),
    bytes: count,
    grad: v.boolean(),
    order: v.optional(v.nullable(v.picklist(['C', 'F'])), null),
    strides: v.optional(v.nullable(v.pipe(v.array(integer), v.maxLength(32))), null),
    swapped: v.optional(v.boolean(), false),
    device: v.optional(v.nullable(name), null),
    data: v.optional(data),
  }),
  block: v.object({ ...id, data }),
  moments: v.object({
    ...id,
    ...next,
    count,
    finite: count,
    nan: count,
    above: count,
    below: count,
    zeros: count,
    negative: count,
    atMin: count,
    atMax: count,
    min: v.nullable(name),
    max: v.nullable(name),
    mean: v.nullable(number),
    squares: v.nullable(number),
  }),
  spread: v.object({
    ...id,
    ...next,
    counts: v.pipe(v.array(count), v.maxLength(1024)),
  }),
  order: v.object({
    ...id,
    quartiles: v.nullable(v.tuple([number, number, number])),
    along: v.nullable(v.pipe(v.array(count), v.maxLength(32))),
  }),
  rank: v.object({ ...id, below: count, equal: count, above: count }),
};
type Kind = keyof typeof answers;
export type Answer<K extends Kind> = v.InferOutput<(typeof answers)[K]>;
export type Taken = Answer<'take'>;

const failed = v.union([v.object({ refused: name, about: name }), v.object({ error: v.string() })]);

/** A value that is no array, or none that can be shown, and why: one of the reasons of `view_tensor.py`. */
export class RefusedValue extends Error {
  constructor(
    readonly reason: string,
    readonly about: string,
  ) {
    super(`${reason}: ${about}`);
  }
}

/** What the program threw, in its own words. */
export class ProgramError extends Error {}

/** Evaluates an expression in the program and gives its value, a text. */
export type Evaluate = (expression: string) => PromiseLike<string>;

/** One expression of a paused program, of which questions are asked. */
export class Program {
  constructor(
    private readonly evaluate: Evaluate,
    private readonly code: PackedCode,
    readonly expression: string,
  ) {}

  async ask<K extends Kind>(kind: K, question: object): Promise<Answer<K>> {
    const expression = expressionOf(this.code, this.expression, { do: kind, ...question });
    const said: unknown = JSON.parse(await this.evaluate(expression));
    const fault = v.safeParse(failed, said);
    if (!fault.success) return v.parse(answers[kind], said) as Answer<K>;
    if ('error' in fault.output) throw new ProgramError(fault.output.error);
    throw new RefusedValue(fault.output.refused, fault.output.about);
  }
}

export function bytesOf(packed: string): Uint8Array {
  const letters = atob(packed);
  const bytes = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) bytes[i] = letters.charCodeAt(i);
  return bytes;
}
