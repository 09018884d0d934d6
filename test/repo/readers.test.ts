import assert from 'node:assert/strict';
import { posix } from 'node:path';
import { limits } from '@surprisal/core';
import { filesUnder, importsOf, read } from './tree.js';

/** Where a person's file enters core; all that they import of the readers' folders reads it too. */
const ENTRIES = [
  'arrays/arrayFile',
  'arrays/arrayStatistics',
  'arrays/copyText',
  'arrays/heatMap',
  'arrays/imageViews',
  'data/dataset',
  'predictions/predictions',
  'data/safetensors',
  'data/tables',
  'tensor/parseTensor',
  'curves/eventCurves',
  'curves/csvCurves',
  'curves/trainerState',
  'curves/logCurves',
  'curves/joinWriters',
  'onnx/readOnnx',
];

/** What grows with a file in name only, and the limit, or the number, that keeps it short. */
const BOUNDED: Record<string, keyof typeof limits | number> = {
  'arrays/arrayHeader: ...shape': 'rank',
  'arrays/arraySlice: selection.flatMap(': 'rank',
  'arrays/copyText: lines.push(': 'arrayCells',
  'arrays/distributionAxes: distributionAlong.push(': 'rank',
  'arrays/distributionAxes: may.push(': 'rank',
  'arrays/distributionAxes: unchecked.push(': 'rank',
  'arrays/idxArray: new Array': 'rank',
  'arrays/imageViews: views.push(': 3,
  'arrays/npzArrays: ...entry.fault': 2,
  'arrays/npzArrays: ...fault': 2,
  'arrays/npzArrays: arrays.push(': 'npzEntries',
  'arrays/npzArrays: new Map': 'npzEntries',
  'arrays/npzArrays: places.push(': 'npzEntries',
  'arrays/npzArrays: refused.push(': 'npzEntries',
  // One number.
  'arrays/numberText: text.split(': 30,
  'arrays/quantiles: SHARES.flatMap(': 3,
  'arrays/quantiles: this.lower.push(': 6,
  'arrays/readBlock: new Array': 'arrayCells',
  'arrays/readParts: joined.push(': 'rank',
  'arrays/readParts: loops.push(': 'rank',
  'arrays/safetensorsArrays: Object.entries': 'safetensorsValues',
  'arrays/safetensorsArrays: arrays.push(': 'arrays',
  'arrays/safetensorsArrays: dtypes.flatMap(': 17,
  'arrays/safetensorsArrays: new Map': 'arrays',
  'arrays/safetensorsArrays: notes.push(': 1000,
  'arrays/safetensorsArrays: refused.flatMap(': 'arrays',
  'arrays/safetensorsArrays: refused.push(': 'arrays',
  'arrays/smallFloats: new Map': 4,
  'curves/csvCurves: names.push(': 'curveNames',
  'curves/csvCurves: new Map': 'curveNames',
  'curves/csvCurves: new Set': 'curveNames',
  // Bytes handed on.
  'curves/csvCurves: this.lines.push(': 1,
  'curves/curveSet: ...this.found.values': 15,
  'curves/curveSet: new Map': 'curveNames',
  'curves/eventCurves: new Map': 'curveNames',
  'curves/eventCurves: this.records.push(': 1,
  // Files of one folder, of which the host reads so many.
  'curves/joinWriters: ...file.scalars.keys': 'curveNames',
  'curves/joinWriters: files.flatMap(': 'keys',
  'curves/joinWriters: new Map': 'curveNames',
  'curves/joinWriters: new Set': 'keys',
  'curves/joinWriters: run.places.push(': 'keys',
  'curves/joinWriters: runs.push(': 'keys',
  // A line of at most 10,000 characters.
  'curves/logCurves: line.split(': 10_000,
  'curves/logCurves: new Map': 10_000,
  // Sizes of a constant, and numbers of an attribute.
  'curves/protobuf: found.push(': 8,
  // A state without any key.
  'curves/trainerState: new Map': 0,
  'data/classLabels: new Map': 'classes',
  'data/classLabels: this.names.push(': 'classes',
  'data/columns: new Set': 'classes',
  'data/columns: new Map': 'columns',
  'data/columns: ...found': 'classes',
  'data/columns: ...words': 7,
  'data/columns: ...leaveOut.map': 1000,
  'data/columns: columns.push(': 'columns',
  'data/csvHeader: new Set': 'columns',
  'data/csvHeader: names.push(': 'columns',
  'data/dataset: Array.from': 10,
  'data/dataset: ...sides': 'rank',
  'data/dataset: ...leftOut': 2,
  'data/dataset: Object.entries': 3,
  'data/idx: new Map': 5,
  'data/idx: ...bytes.subarray': 4,
  'data/idx: Array.from': 4,
  'data/json: new Map': 'keys',
  // The longest text that is kept of a column beside the labels.
  'data/json: JSON.parse': 4000,
  'data/npyHeader: counts.push(': 'npyHeader',
  'data/npz: new Map': 'npzEntries',
  'data/npz: ...byName.keys': 'npzEntries',
  'data/npz: ...fault': 2,
  'data/zipEntries: ...entries': 'npzEntries',
  'data/zipEntries: entries.push(': 'npzEntries',
  'onnx/readGraph: ...found.ints': 16,
  'onnx/readGraph: ...more': 16,
  'onnx/readGraph: graph.inputs.push(': 1001,
  'onnx/readGraph: graph.nodes.push(': 1001,
  'onnx/readGraph: graph.outputs.push(': 1001,
  'onnx/readGraph: new Map': 1001,
  'onnx/readGraph: node.inputs.push(': 1001,
  'onnx/readGraph: node.outputs.push(': 1001,
  'onnx/readGraph: shape.push(': 16,
  'onnx/readOnnx: ...given.map': 1001,
  'onnx/readOnnx: ...tensors.keys': 1001,
  'onnx/readOnnx: Object.entries': 4,
  'onnx/readOnnx: new Set': 1_004_004,
  'onnx/readOnnx: this.layers.push(': 1001,
  'onnx/readOnnx: this.weights.push(': 1001,
  'onnx/readTensor: ...at.ints': 8,
  'onnx/readTensor: new Map': 3,
  'onnx/readTensor: shape.push(': 16,
  'predictions/columns: file.split(': 'word',
  'predictions/columns: ...others': 'keys',
  'predictions/csv: columns.push(': 'keys',
  'predictions/extras: extras.push(': 16,
  'predictions/extras: ids.push(': 'keys',
  'predictions/extras: leftOut.push(': 'keys',
  'predictions/groups: new Map': 'keys',
  'predictions/groups: joint.push(': 'keys',
  'predictions/groups: ...group.values': 'keys',
  'predictions/groups: ...group.keys': 'keys',
  'predictions/json: columns.push(': 'keys',
  'predictions/json: new Map': 'keys',
  'predictions/json: ...json.members': 'keys',
  'predictions/json: ...members.keys': 'keys',
  'predictions/json: ...members.values': 'keys',
  'predictions/json: ...byKey': 'keys',
  'predictions/labels: Array.from': 'classes',
  'predictions/labels: new Map': 'classes',
  'predictions/names: Object.fromEntries': 6,
  'predictions/names: Object.entries': 6,
  'predictions/names: Object.keys': 6,
  'predictions/names: new Map': 50,
  'predictions/names: new Set': 50,
  'predictions/names: tiers.flatMap(': 50,
  'predictions/names: tier.split(': 50,
  'predictions/names: ...TIERS': 50,
  'predictions/roles: ...columns': 'keys',
  'predictions/roles: ...groupsOf': 'keys',
  'predictions/roles: best.push(': 'keys',
  'predictions/roles: ...others': 'keys',
  'predictions/roles: ...SCORES': 3,
  'predictions/roles: ...ranks': 3,
  'predictions/predictions: read.flatMap(': 'keys',
  'predictions/predictions: ...classes': 'classes',
  'predictions/predictions: ...columns': 'keys',
  'predictions/predictions: ...read.flatMap(': 'keys',
  'predictions/predictions: Object.keys': 10,
  'data/records: new Map': 'keys',
  'data/records: new Set': 'keys',
  'data/records: Array.from': 'keys',
  'data/records: names.push(': 'keys',
  'data/records: ...first.keys': 'keys',
  'data/records: ...parts.keys': 'keys',
  'data/tables: new Map': 'classes',
  'data/tables: columns.push(': 'keys',
  'data/tables: columns.flatMap(': 'columns',
  'data/safetensors: JSON.parse': 'safetensorsValues',
  'data/safetensors: Object.entries': 'safetensorsValues',
  'data/safetensors: Object.fromEntries': 'safetensorsValues',
  'data/safetensors: Object.keys': 'safetensorsValues',
  'data/safetensors: Object.values': 'safetensorsValues',
  'data/safetensors: new Map': 'safetensorsValues',
  'tensor/callArguments: closers.push(': 'nesting',
  // An element of 255 blanks and more, and every 1,024th of all.
  'tensor/elements: new Map': limits.text / 255,
  'tensor/elements: this.blockStarts.push(': limits.elements / 1024,
  'tensor/elements: blockStarts.push(': limits.elements / 1024,
  'tensor/nesting: ...shape': 'nesting',
  'tensor/numberReader: text.split(': 'word',
  'tensor/parseWarnings: new Map': 10,
  'tensor/parseWarnings: ...this.first': 10,
  'tensor/rForm: open.push(': 'nesting',
  // Templates of documents, which the language server reads.
  'tensor/skip: open.push(': 'hoverDocument',
  'tensor/source: ...source.subarray': 4096,
  'tensor/tensorBuilder: ...top.shape': 'nesting',
  'tensor/syntax: new Map': 50,
  'tensor/syntax: this.known.push(': 8,
};
/** Where JSON of a folder is parsed, and how often. */
const PARSES: Record<string, number> = { 'extension/runs/disk/parsedJson.ts': 2, 'extension/runs/disk/sealed.ts': 1 };
/** So many entries a map or a set of V8 may have. */
const MOST = 2 ** 24;

/** The code without comments, texts and regular expressions; what stands in `${}` stays. */
const bare = (text: string): string =>
  text
    .replace(/\/\*[\s\S]*?\*\/|(?<![:'"\\])\/\/.*$/gm, '')
    .replace(/(?<=[=(,:?&|!{[]\s*)\/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+\/[a-z]*/g, '0')
    .replace(/'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"/g, "''");

/** Whether the dots at `at` spread a list into another or into a call; they copy fields of an object in curly brackets. */
function spreads(code: string, at: number): boolean {
  let depth = 0;
  for (let i = at - 1; i >= 0; i--) {
    if (')]}'.includes(code[i])) depth++;
    else if ('([{'.includes(code[i]) && depth-- === 0) return code[i] !== '{';
  }
  return false;
}

const GROWS =
  /\b(?:new (?:Array|Map|Set)\b|Array\.from\b|JSON\.parse\b|Object\.(?:entries|keys|values|fromEntries)\b)|[\w.!]+\.(?:push|unshift|concat|split|matchAll|flatMap)\(|\.\.\.[\w.]+(?![\w.]*\[\])/g;

/** `file: what grows`, for all that makes or grows a list, a map or a set in V8's own memory, of which too much ends the process. */
function growing(file: string, text: string): string[] {
  const code = bare(text);
  return [...code.matchAll(GROWS)]
    .filter((found) => !found[0].startsWith('...') || spreads(code, found.index))
    .map((found) => `${file}: ${found[0]}`);
}

function readers(): string[] {
  const seen = new Set<string>();
  const visit = (file: string): void => {
    if (seen.has(file) || !/^(?:arrays|curves|data|onnx|predictions|tensor)\//.test(file)) return;
    seen.add(file);
    for (const { module, typeOnly } of importsOf(read(`core/src/${file}.ts`)))
      if (!typeOnly) visit(posix.join(posix.dirname(file), module).replace(/\.js$/, ''));
  };
  ENTRIES.forEach(visit);
  return [...seen].sort();
}

describe('S24 nothing that reads a file lets a list, a map or a set grow with it', () => {
  it('what grows in a reader has its bound', () => {
    const files = readers();
    assert.ok(files.length > 40, files.join());
    const found = new Set(files.flatMap((file) => growing(file, read(`core/src/${file}.ts`))));
    assert.deepEqual([...found].sort(), Object.keys(BOUNDED).sort());
    for (const [each, bound] of Object.entries(BOUNDED))
      assert.ok((typeof bound === 'number' ? bound : limits[bound]) < MOST, each);
  });

  it('JSON of a folder is measured before it is parsed, and its check ends at the first fault (S25)', () => {
    const files = ['extension/runs', 'extension/cli'].flatMap((folder) => filesUnder(folder, '.ts'));
    assert.ok(files.length > 60);
    for (const file of files) {
      const code = read(file);
      // A line of a log is short, and its check sum fits.
      const own = PARSES[file] ?? 0;
      assert.equal(code.match(/JSON\.parse\(/g)?.length ?? 0, own, file);
      assert.doesNotMatch(code, /safeParse\((?:(?!abortEarly)[^;])*;/, file);
    }
  });

  it('its reader sees what grows', () => {
    const lines = ['a.push(1);', 'Array.from(x);', 'f(...x);', '[1, ...x.y];', 'new Map(x);', 'text.split(y);'];
    for (const line of lines) assert.equal(growing('a', line).length, 1, line);
    for (const line of ['({ a, ...x });', "'a.push(1)';", '// f(...x)', '/\\.\\.\\.[x/.test(y);', 'new Uint8Array(9);'])
      assert.equal(growing('a', line).length, 0, line);
  });
});
