import { limits } from '../numeric/limits.js';
import { dataError, gunzip, type Inflate, type NamedBytes } from '../data/bytes.js';
import { ClassNames } from '../data/classLabels.js';
import { isJsonLines, Json, jsonBeginning } from '../data/json.js';
import { readNpy } from '../data/npy.js';
import { isNpy } from '../data/npyHeader.js';
import { holdsTexts, readNpyTexts } from '../data/npyTexts.js';
import { readNpz } from '../data/npz.js';
import { numberCells, textCells } from './cells.js';
import { csvColumns } from './csv.js';
import { jsonColumn, objectColumns, recordColumns } from './json.js';
import { isKnown, rankOf } from './names.js';
import { type Column, type Columns, type PredictionChoices, quoteCell } from './types.js';

type Named = Omit<Column, 'id' | 'file'>;

/** The columns of a file of predictions, by what it begins with: NPY, NPZ, JSON or lines of it, else CSV; gzipped or not. */
export function readColumns(file: NamedBytes, inflate: Inflate, choices: PredictionChoices): Columns {
  const { name } = file;
  const bytes = gunzip(file, inflate);
  if (bytes.length === 0) throw dataError(name, 'an empty file', 'labels and predictions');
  const plain = { name, bytes };
  if (isNpy(bytes)) return collect(name, [npyColumn(plain, stemOf(name))], true);
  if (bytes[0] === 0x50 && bytes[1] === 0x4b) return collect(name, npzColumns(plain, inflate), false);
  if (!jsonBeginning(plain)) {
    const columns = csvColumns(plain, stemOf(name), choices);
    const [only, ...others] = columns.filter(({ numbers }) => !numbers);
    return collect(name, columns, others.length === 0 && only.name === stemOf(name));
  }
  const json = new Json(plain, isJsonLines(plain));
  if (json.isObject(0)) return collect(name, objectColumns(json), false);
  const rows = json.items(0);
  if (rows.length > 0 && json.isObject(rows[0])) return collect(name, recordColumns(json), false);
  return collect(name, [jsonColumn(json, stemOf(name), rows)], true);
}

/** `y_true` of `run/y_true.npy.gz`. */
const stemOf = (file: string): string =>
  (file.split('/').pop() ?? file).replace(/(\.(npy|npz|csv|tsv|txt|json|jsonl|ndjson|gz))+$/i, '');

/** A list of class names is none of the columns. */
function collect(file: string, named: Named[], whole: boolean): Columns {
  const all = named.map((column): Column => {
    const id = whole && !column.numbers ? file : `${file}: ${column.name}`;
    return { ...column, file, id };
  });
  const numbering = all.filter(({ numbers }) => numbers);
  const columns = all.filter(({ numbers }) => !numbers);
  const lists = columns.filter(({ name, width }) => width === null && rankOf(name, 'classes') >= 0);
  const [list] = lists.sort((a, b) => rankOf(a.name, 'classes') - rankOf(b.name, 'classes'));
  if (!list || (list.line && columns.length > 1)) return { columns, numbering, classes: null };
  return { columns: columns.filter((column) => column !== list), numbering, classes: classNames(list) };
}

function classNames({ id, cells }: Column): string[] {
  const found = new ClassNames(id, limits.predictedClasses);
  for (let i = 0; i < cells.length; i++) {
    const name = cells.text(i);
    if (found.indexOf(name) < i) throw dataError(id, `the class ${quoteCell(name)} twice`, 'each class once');
  }
  if (found.names.length === 0) throw dataError(id, 'no classes', 'one or more');
  return found.names;
}

function npyColumn(file: NamedBytes, name: string): Named {
  if (holdsTexts(file)) {
    const cells = textCells(readNpyTexts(file));
    return { name, rows: cells.length, width: null, cells, heads: null, line: null };
  }
  const { shape, data } = readNpy(file);
  const [rows, width] = shape;
  if (shape.length < 1 || shape.length > 2 || width === 0)
    throw dataError(file.name, `shape (${shape.join(', ')})`, 'one value, or one value for each class, a row');
  return {
    name,
    rows,
    width: width === undefined || width === 1 ? null : width,
    cells: numberCells(data),
    heads: null,
    line: null,
  };
}

/** Where the names of some arrays say what they are, others such as images are not unpacked. */
function npzColumns(file: NamedBytes, inflate: Inflate): Named[] {
  const { names, bytesOf } = readNpz(file, inflate);
  const known = names.filter((name) => isKnown(name));
  return (known.length > 1 ? known : names).map((name) => npyColumn(bytesOf(name), name));
}
