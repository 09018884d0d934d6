/** Writes `schemas/run.schema.json`, by which the editor completes and checks `*.surprisal.json`. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { correctionsPattern, listRanges, runFields, scaleRules } from '@surprisal/core';
import { root, whenStarted } from './ensure.mjs';

const text = { type: 'string', minLength: 1, maxLength: 1024 };
const column = { oneOf: [text, { type: 'integer', minimum: listRanges.column.min, maximum: listRanges.column.max }] };
const columns = { type: 'array', maxItems: listRanges.columns.max, uniqueItems: true, items: column };
const activation = { enum: ['relu', 'tanh', 'sigmoid'] };

/** @param {{ min: number, max: number }} range */
const whole = ({ min, max }) => ({ type: 'integer', minimum: min, maximum: max });

/** @param {Record<string, object>} properties @param {string[]} [required] */
const object = (properties, required = []) => ({
  type: 'object',
  additionalProperties: false,
  ...(required.length > 0 && { required }),
  properties,
});

/** @param {import('@surprisal/core').RunField} field */
function property(field) {
  const { title: description } = field;
  if (field.kind === 'flag') return { description, type: 'boolean', default: field.default };
  if (field.kind === 'choice') return { description, enum: [...field.options], default: field.default };
  const bounds = field.open
    ? { exclusiveMinimum: field.min, exclusiveMaximum: field.max }
    : { minimum: field.min, maximum: field.max };
  return { description, type: field.kind, ...bounds, default: field.default };
}

/** The plain fields directly under a group, or at the top. @param {string} [group] */
function fieldsOf(group) {
  const found = runFields.filter(({ path }) => (group ? path.startsWith(`${group}.`) : !path.includes('.')));
  return Object.fromEntries(found.map((field) => [field.path.split('.').at(-1), property(field)]));
}

export function runSchema() {
  const { layers, width, kernel, channels, pool, patience, classWeight } = listRanges;
  const layer = (/** @type {string} */ kind, /** @type {Record<string, object>} */ properties) =>
    object({ kind: { const: kind }, ...properties }, ['kind', ...Object.keys(properties)]);
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'Surprisal run',
    description: 'Everything that decides a run: data, network, loss, optimiser and seed.',
    ...object(
      {
        version: { const: 1, description: 'Version of this form' },
        data: object({
          ...fieldsOf('data'),
          files: {
            description: 'Own files, named relative to the workspace folder',
            ...object({ images: text, labels: text, testImages: text, testLabels: text }, ['images']),
          },
          first: { description: 'First row used', ...whole({ min: 0, max: 1e9 }) },
          count: { description: 'How many rows are used', ...whole({ min: 1, max: 1e9 }) },
          scale: {
            description:
              'What is done to each feature: nothing, division by 255, or standardising by mean and deviation of the rows trained on; left out, images of bytes are divided',
            enum: [...scaleRules],
          },
          target: { description: 'Own tables: the column of the labels, by name or by place from 0', ...column },
          leaveOut: {
            description: 'Own tables: columns that are no features',
            ...columns,
          },
          oneHot: {
            description: 'Own tables: columns of words, each of which becomes one column a word; true is all of them',
            oneOf: [{ const: true }, columns],
          },
          imageShape: {
            description: 'Own tables: rows are pictures of this height and width',
            type: 'array',
            minItems: 2,
            maxItems: 2,
            items: whole(listRanges.side),
          },
          channels: {
            description:
              'Own images: whether their three channels stand before or after height and width, where both could be',
            enum: ['first', 'last'],
          },
          classNames: {
            description: 'What the classes of the labels 0, 1, 2 and so on are called',
            type: 'array',
            minItems: 2,
            maxItems: 256,
            uniqueItems: true,
            items: text,
          },
          corrections: {
            description:
              'Corrections of labels that lie beside the data: "file" uses them, "none" does not, a SHA-256 those of an earlier run; left out, a new run uses them',
            type: 'string',
            pattern: correctionsPattern.source,
          },
          classes: {
            description: 'Only these classes, by their label',
            type: 'array',
            minItems: 2,
            maxItems: 256,
            uniqueItems: true,
            items: text,
          },
          merge: {
            description: 'Groups of classes that are learned as one, each class in one group',
            type: 'array',
            maxItems: 128,
            items: { type: 'array', minItems: 2, maxItems: 256, uniqueItems: true, items: text },
          },
        }),
        network: object(
          {
            layers: {
              description: 'Layers between the image and the outputs; the output layer follows from the classes',
              type: 'array',
              minItems: layers.min,
              maxItems: layers.max,
              items: {
                oneOf: [
                  layer('dense', { width: whole(width), activation }),
                  layer('convolution', { size: whole(kernel), channels: whole(channels), activation }),
                  layer('maxPool', { size: whole(pool) }),
                ],
              },
            },
          },
          ['layers'],
        ),
        loss: object({
          ...fieldsOf('loss'),
          classWeights: {
            description: 'Weights of the classes: none, balanced, or one number a class',
            oneOf: [
              { enum: ['none', 'balanced'] },
              { type: 'array', items: { type: 'number', minimum: classWeight.min, maximum: classWeight.max } },
            ],
            default: 'none',
          },
        }),
        optimiser: object(fieldsOf('optimiser')),
        ...fieldsOf(),
        earlyStop: {
          description: 'Stops after so many epochs without a better validation loss; off when null',
          oneOf: [{ type: 'null' }, object({ patience: whole(patience) }, ['patience'])],
          default: null,
        },
      },
      ['version', 'network'],
    ),
  };
}

export const schemaFile = join(root, 'schemas', 'run.schema.json');
export const schemaText = () => `${JSON.stringify(runSchema(), null, 2)}\n`;

await whenStarted(import.meta.url, () => writeFileSync(schemaFile, schemaText()));
