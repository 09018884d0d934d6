import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { checkConfig, CoreError, defaultConfig, presets, runFields, scaleRules } from '@surprisal/core';
import fc from 'fast-check';
import type * as schemaScript from '../../scripts/schema.mjs';
import { script } from './tree.js';

const { runSchema, schemaFile, schemaText } = await script<typeof schemaScript>('schema.mjs');

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  default?: unknown;
}

const holds = (length: number, least = 0, most = Infinity): boolean => length >= least && length <= most;

/** As much of a validator as this schema needs; gives the places that it refuses. */
function refused(schema: Schema, value: unknown, at = ''): string[] {
  if ('const' in schema) return value === schema.const ? [] : [at];
  if (schema.enum) return schema.enum.includes(value) ? [] : [at];
  if (schema.oneOf)
    return schema.oneOf.filter((each) => refused(each, value, at).length === 0).length === 1 ? [] : [at];
  if (schema.type === 'null') return value === null ? [] : [at];
  if (schema.type === 'boolean') return typeof value === 'boolean' ? [] : [at];
  if (schema.type === 'string')
    return typeof value === 'string' &&
      holds(value.length, schema.minLength, schema.maxLength) &&
      new RegExp(schema.pattern ?? '').test(value)
      ? []
      : [at];
  if (schema.type === 'array') {
    if (!Array.isArray(value) || !holds(value.length, schema.minItems, schema.maxItems)) return [at];
    if (schema.uniqueItems && new Set(value).size < value.length) return [at];
    return value.flatMap((each, i) => refused(schema.items!, each, `${at}[${i}]`));
  }
  if (schema.type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [at];
    const missing = (schema.required ?? []).filter((key) => !(key in value));
    return [
      ...missing.map((key) => `${at}.${key}`),
      ...Object.entries(value).flatMap(([key, each]) => {
        const property = Object.hasOwn(schema.properties ?? {}, key) && schema.properties?.[key];
        return property ? refused(property, each, `${at}.${key}`) : [`${at}.${key}`];
      }),
    ];
  }
  const within =
    typeof value === 'number' &&
    value >= (schema.minimum ?? -Infinity) &&
    value <= (schema.maximum ?? Infinity) &&
    value > (schema.exclusiveMinimum ?? -Infinity) &&
    value < (schema.exclusiveMaximum ?? Infinity);
  return within && (schema.type !== 'integer' || Number.isInteger(value)) ? [] : [at];
}

/** What the check says of a configuration; null where it is one. */
function faultOf(value: unknown): CoreError | null {
  try {
    checkConfig(value);
    return null;
  } catch (error) {
    assert(error instanceof CoreError, String(error));
    return error;
  }
}

/** Rules between two fields, which the schema does not know. */
const between: readonly (readonly [argument: string, expected: RegExp])[] = [
  ['data.files', /the names of the files/],
  ['data.validationFraction', /since earlyStop reads it/],
  ['data.merge', /each label in one group/],
];
const isBetween = ({ place, expected }: CoreError): boolean =>
  between.some(([argument, words]) => place.argument === argument && words.test(expected));
const accepts = (value: unknown): boolean => faultOf(value) === null;

/** Values of a schema, now and then with something else in one place, or something more. */
function drawn(schema: Schema): fc.Arbitrary<unknown> {
  const other = fc.constantFrom<unknown>('x', '', null, true, -1, 0, 0.5, 3, 1e10, [], {}, ['4', '9'], ['4', '4']);
  return fc.oneof({ arbitrary: valid(schema), weight: 80 }, { arbitrary: other, weight: 1 });
}

function valid(schema: Schema): fc.Arbitrary<unknown> {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum } = schema;
  if ('const' in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  if (schema.oneOf) return fc.oneof(...schema.oneOf.map(drawn));
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'string':
      if (schema.pattern) return fc.stringMatching(new RegExp(schema.pattern));
      return fc.string({ minLength: schema.minLength, maxLength: 3 });
    case 'array':
      return fc.array(drawn(schema.items!), {
        minLength: schema.minItems,
        maxLength: Math.min(schema.maxItems ?? 3, 9),
      });
    case 'object': {
      const properties = Object.entries(schema.properties ?? {}).map(([key, each]) => [key, drawn(each)] as const);
      const name = fc.constantFrom('pace', 'images', 'seed', 'classes', 'size');
      const more = fc.oneof({ arbitrary: fc.constant(null), weight: 80 }, { arbitrary: name, weight: 1 });
      const whole = fc.record(Object.fromEntries(properties), { requiredKeys: schema.required ?? [] });
      return fc.tuple(whole, more).map(([value, key]) => (key === null ? value : { ...value, [key]: 1 }));
    }
    case 'integer':
      return fc.integer({ min: minimum, max: maximum });
    default:
      return fc.double({
        min: minimum ?? exclusiveMinimum,
        max: maximum ?? exclusiveMaximum,
        minExcluded: minimum === undefined,
        maxExcluded: maximum === undefined,
        noNaN: true,
      });
  }
}

/** Each object of the schema: its names, and a configuration in which it holds a name that nobody knows. */
function objects(schema: Schema, wrap: (value: unknown) => unknown): { names: string[]; strange: unknown }[] {
  if (schema.oneOf) return schema.oneOf.flatMap((each) => objects(each, wrap));
  if (schema.items) return objects(schema.items, (value) => wrap([value]));
  if (schema.type !== 'object') return [];
  const properties = Object.entries(schema.properties!);
  const kind = schema.properties!.kind?.const;
  const base = kind === undefined ? {} : { kind };
  const inner = properties.flatMap(([key, each]) => objects(each, (value) => wrap({ ...base, [key]: value })));
  return [{ names: properties.map(([key]) => key), strange: wrap({ ...base, nobody: 1 }) }, ...inner];
}
/** A copy with one field set. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(defaultConfig()) as unknown as Record<string, unknown>;
  const [head = '', tail] = path.split('.');
  if (tail) (copy[head] as Record<string, unknown>)[tail] = value;
  else copy[head] = value;
  return copy;
}

describe('the schema of configurations', () => {
  const schema = runSchema() as Schema;

  it('on disk is the one that the fields of a run give', () => {
    assert.equal(readFileSync(schemaFile, 'utf8'), schemaText(), 'run node scripts/schema.mjs');
  });

  it('takes every preset, and says of each field what the check says (F22)', () => {
    for (const { config, title } of presets) assert.deepEqual(refused(schema, config()), [], title);
    for (const field of runFields) {
      const bounds = 'min' in field ? [field.min, field.max, field.min - 1, field.max + 1, field.min + 0.5] : [];
      for (const value of [...bounds, field.default, 'x', null, true, [], {}])
        assert.equal(
          refused(schema, changed(field.path, value)).length === 0,
          accepts(changed(field.path, value)),
          `${field.path}: ${JSON.stringify(value)}`,
        );
    }
    for (const value of [...scaleRules, 'legacy', '', null, 255])
      assert.equal(refused(schema, changed('data.scale', value)).length === 0, accepts(changed('data.scale', value)));
    assert.deepEqual(refused(schema, changed('optimiser.pace', 1)), ['.optimiser.pace']);
    assert.deepEqual(
      refused(schema, changed('network', { layers: [{ kind: 'dense', width: 0, activation: 'relu' }] })),
      ['.network.layers[0]'],
    );
  });

  it('knows each field that the check knows, and no other, in every object of a configuration (F22)', () => {
    const root = { version: 1, network: { layers: [] } };
    const found = objects(schema, (value) => ({ ...root, ...(value as object) }));
    assert(found.length >= 10, `${found.length} objects`);
    for (const { names, strange } of found) {
      const fault = faultOf(strange);
      assert(fault?.found === '"nobody"', `${JSON.stringify(strange)}: ${fault?.message}`);
      const known = fault.expected.replace('one of ', '').split(', ');
      assert.deepEqual(new Set(known), new Set(names.filter((name) => name !== 'kind')), JSON.stringify(strange));
    }
  });

  it('takes and refuses what the check takes and refuses, whatever is written (F22)', () => {
    let taken = 0;
    let refusals = 0;
    fc.assert(
      fc.property(drawn(schema), (config) => {
        const places = refused(schema, config);
        const fault = faultOf(config);
        if (places.length === 0) taken++;
        else refusals++;
        if (fault === null || !isBetween(fault))
          assert.equal(places.length === 0, fault === null, `${places.join(' ')}; ${fault?.message}`);
      }),
      { numRuns: 4000 },
    );
    assert(taken > 400 && refusals > 400, `${taken} taken, ${refusals} refused`);
  });
});
