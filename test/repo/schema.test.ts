import assert from 'node:assert/strict';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { checkConfig, defaultConfig, presets, runFields } from '@surprisal/core';
import type * as schemaScript from '../../scripts/schema.mjs';
import { readFileSync } from 'node:fs';

const script = (await import(pathToFileURL(join(process.cwd(), 'scripts/schema.mjs')).href)) as typeof schemaScript;

interface Schema {
  type?: string;
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  default?: unknown;
}

/** As much of a validator as this schema needs; gives the places that it refuses. */
function refused(schema: Schema, value: unknown, at = ''): string[] {
  if ('const' in schema) return value === schema.const ? [] : [at];
  if (schema.enum) return schema.enum.includes(value) ? [] : [at];
  if (schema.oneOf)
    return schema.oneOf.filter((each) => refused(each, value, at).length === 0).length === 1 ? [] : [at];
  if (schema.type === 'null') return value === null ? [] : [at];
  if (schema.type === 'boolean' || schema.type === 'string') return typeof value === schema.type ? [] : [at];
  if (schema.type === 'array')
    return Array.isArray(value) ? value.flatMap((each, i) => refused(schema.items!, each, `${at}[${i}]`)) : [at];
  if (schema.type === 'object') {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [at];
    const missing = (schema.required ?? []).filter((key) => !(key in value));
    return [
      ...missing.map((key) => `${at}.${key}`),
      ...Object.entries(value).flatMap(([key, each]) => {
        const property = schema.properties?.[key];
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

const accepts = (value: unknown): boolean => {
  try {
    checkConfig(value);
    return true;
  } catch {
    return false;
  }
};
/** A copy with one field set. */
function changed(path: string, value: unknown): unknown {
  const copy = structuredClone(defaultConfig()) as unknown as Record<string, unknown>;
  const [head = '', tail] = path.split('.');
  if (tail) (copy[head] as Record<string, unknown>)[tail] = value;
  else copy[head] = value;
  return copy;
}

describe('the schema of configurations', () => {
  const schema = script.runSchema() as Schema;

  it('on disk is the one that the fields of a run give', () => {
    assert.equal(readFileSync(script.schemaFile, 'utf8'), script.schemaText(), 'run node scripts/schema.mjs');
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
    assert.deepEqual(refused(schema, changed('optimiser.pace', 1)), ['.optimiser.pace']);
    assert.deepEqual(
      refused(schema, changed('network', { layers: [{ kind: 'dense', width: 0, activation: 'relu' }] })),
      ['.network.layers[0]'],
    );
  });
});
