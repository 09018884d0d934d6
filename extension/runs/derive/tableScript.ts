import type { FeatureColumn, RunConfig } from '@surprisal/core';
import type { ReadForm } from '../../protocol/inspector/table.js';
import { beginning } from './pythonBegin.js';
import { labelGroups } from './derivedConfig.js';
import { python } from './pythonLiteral.js';

/** Places as Python writes them: runs of them as ranges, and columns of words with these. */
function placesOf(features: readonly FeatureColumn[]): string {
  const parts: string[] = [];
  for (let i = 0; i < features.length; i++) {
    const { column, words } = features[i];
    if (words) {
      parts.push(`(${column}, ${python(words)})`);
      continue;
    }
    let end = i;
    while (features[end + 1] && !features[end + 1].words && features[end + 1].column === features[end].column + 1)
      end++;
    parts.push(end === i ? `${column}` : `*range(${column}, ${features[end].column + 1})`);
    i = end;
  }
  return `[${parts.join(', ')}]`;
}

/** How the rows of a file of each form are read, one list of cells a row. */
function rowsBy({ kind, separator, first }: ReadForm): string {
  if (kind === 'csv')
    return `        for _ in range(${first}):
            next(file)
        found = csv.reader(file, delimiter=${python(separator)}, skipinitialspace=True)
        return [row for row in found if any(cell.strip() for cell in row)]`;
  const rows = {
    lines: `records = [json.loads(line) for line in file if line.strip()]
        found = [[record.get(key) for key in records[0]] for record in records]`,
    records: `records = json.load(file)
        found = [[record.get(key) for key in records[0]] for record in records]`,
    index: `records = list(json.load(file).values())
        found = [[record.get(key) for key in records[0]] for record in records]`,
    columns: 'found = zip(*(column.values() for column in json.load(file).values()))',
    lists: 'found = zip(*json.load(file).values())',
    split: 'found = json.load(file)["data"]',
  }[kind];
  return `        ${rows}
        return [[cell if isinstance(cell, str) else json.dumps(cell) for cell in row] for row in found]`;
}

interface Scripted {
  title: string;
  config: RunConfig;
  classes: readonly string[];
  testAccuracy: number;
}

/** Reads the rows of a table, splits and standardises them, row for row as the run did. */
export function tableData(
  { title, config, classes, testAccuracy }: Scripted,
  table: ReadForm,
  packages: string,
): string {
  const { data, seed } = config;
  const { first = 0, count, testFraction, validationFraction, stratified, scale = 'none', files } = data;
  const split = (rows: string, fraction: number): string =>
    `train_test_split(
    ${rows}, test_size=${fraction}, random_state=${seed}, stratify=${stratified ? `train_keys[${rows}]` : 'None'})`;
  const part = (name: string, from = 'train'): string =>
    `${name}_x, ${name}_y = part(${from}_all, ${from}_labels, ${name})`;
  const decimal = table.decimal && table.decimal !== '.' ? `.replace(${python(table.decimal)}, ".")` : '';
  return `${beginning(config)}
# It needs ${packages}, and the table beside it, or in the folder that it is given.
import csv
import gzip
import json
import sys
from pathlib import Path

import numpy as np
from sklearn.model_selection import train_test_split

TITLE = ${python(title)}
RUN_ACCURACY = ${testAccuracy}
SEED = ${seed}
FOLDER = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parent
# The labels of each class, in the order of the classes.
GROUPS = ${python(labelGroups(classes, data))}
CLASS_OF = {label: index for index, labels in enumerate(GROUPS) for label in labels}
# The columns that are features, by their place; one of words becomes one feature a word.
FEATURES = ${placesOf(table.features)}


def read(name):
    packed = name.endswith(".gz")
    with (gzip.open if packed else open)(FOLDER / name, "rt", encoding="utf-8-sig", newline="") as file:
${rowsBy(table)}


def load(name):
    rows = read(name)
    columns = []
    for place in FEATURES:
        if isinstance(place, tuple):
            at, words = place
            columns += [[float(row[at].strip() == word) for row in rows] for word in words]
        else:
            columns.append([float(row[place]${decimal}) for row in rows])
    return np.ascontiguousarray(np.array(columns).T)${scale === 'byte' ? ' / 255' : ''}, [row[${table.target}].strip() for row in rows]


def class_of(label):
${
  decimal &&
  labelGroups(classes, data)
    .flat()
    .some((label) => !Number.isNaN(Number(label)))
    ? `    if label not in CLASS_OF:\n        label = label${decimal}\n`
    : ''
}    if label not in CLASS_OF:
        try:
            label = str(int(float(label)))
        except ValueError:
            pass
    return CLASS_OF.get(label, -1)


def part(features, labels, rows):
    found = np.array([class_of(labels[row]) for row in rows])
    return features[rows][found >= 0], found[found >= 0]


train_all, train_labels = load(${python(files!.images)})
train_all, train_labels = train_all[${first}:${count === undefined ? '' : first + count}], train_labels[${first}:${count === undefined ? '' : first + count}]
try:
    train_keys = np.array([float(label) for label in train_labels])
except ValueError:
    train_keys = np.array(train_labels)
train = np.arange(len(train_labels))
${
  files!.testImages === undefined
    ? `train, test = ${split('train', testFraction)}
${part('test')}`
    : `test_all, test_labels = load(${python(files!.testImages)})
test = np.arange(len(test_labels))
${part('test', 'test')}`
}
${
  validationFraction > 0
    ? `train, validation = ${split('train', validationFraction)}
${part('validation')}`
    : 'validation_x, validation_y = None, None'
}
${part('train')}
`;
}
