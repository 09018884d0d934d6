/** Measures the promised times of the editor, each against its bound. */
import { buildSync } from 'esbuild';

const SERVER = ['compute/answer', 'hoverAt', 'diagnose', 'indexedDocument'];
const contents = SERVER.map((name) => `export * from './extension/server/${name}.js';`).join('\n');
const bundle = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  outfile: 'out/bench/server.mjs',
  mainFields: ['module', 'main'],
};
buildSync({ ...bundle, stdin: { contents, resolveDir: '.', loader: 'ts' } });
const { answer, hoverAt, diagnose, IndexedDocument } = await import('../../out/bench/server.mjs');

export const title = 'editor';
export const inside = 'The times of the editor are those of the processor, which other programs do not lengthen.';

const MB = 2 ** 20;
const settings = { diagnostics: true, distributionKeys: ['p*'], inlayHints: false, codeLens: false };
const documentOf = (text) => IndexedDocument.create('file:///bench.json', 'json', 1, text);
/** Milliseconds of processor time, which other processes do not lengthen. */
function spent(work) {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}
const percentile95 = (times) => times.sort((a, b) => a - b)[Math.floor(times.length * 0.95)];

/** Objects with an image of 784 numbers and a pair, up to a size. */
function records(bytes) {
  const image = Array.from({ length: 784 }, (_, i) => (i * 37) % 256).join(', ');
  const record = `{"label": 4, "image": [${image}], "target": [0, 1, 0], "probs": [0.1, 0.7, 0.2]},\n`;
  return `[${record.repeat(Math.floor(bytes / record.length))}0]`;
}

/** Types a character near the end and then calls `work`, and gives the times of `rounds` such turns. */
function afterEdits(document, rounds, work, atLine = false) {
  const times = [];
  for (let i = 0; i < rounds; i++) {
    const place = document.positionAt(Math.floor(document.text.length * (0.1 + (0.8 * i) / rounds)));
    const at = atLine ? { line: place.line, character: 0 } : place;
    IndexedDocument.update(document, [{ range: { start: at, end: at }, text: ' ' }], i + 2);
    times.push(spent(() => work(document)));
  }
  return times;
}

function hover() {
  const document = documentOf(records(5 * MB - 4096));
  const place = document.text.lastIndexOf('"image": [') + 40;
  const ask = () => hoverAt(document, document.positionAt(place), 'dark');
  if (!ask()?.data) throw new Error('the hover has nothing to say');
  afterEdits(document, 20, ask);
  const ours = percentile95(afterEdits(document, 100, ask));
  return { title: 'hover, p95: 784 numbers in 5 MB, just edited', ours, bound: 5 };
}

/** Documents of 1 MB: records that hold an image, nothing but short distributions, one huge array, one flat object. */
const DOCUMENTS = {
  'records with images': records(MB),
  'pairs alone': `[${'{"target": [0, 1, 0], "probs": [0.1, 0.7, 0.2]},\n'.repeat(MB / 49)}0]`,
  'one array': `{"probs": [${'[0.1, 0.7, 0.2],\n'.repeat(MB / 17.1)}[0, 0, 1]]}`,
  'one object': `{${Array.from({ length: MB / 32 }, (_, i) => `"p${i}": [0.1, 0.7, 0.2],\n`).join('')}"probs": [1, 0], "label": 0}`,
};

/** A key is typed at the start of a line, where it breaks no number. */
function faults() {
  return Object.entries(DOCUMENTS).map(([name, text]) => {
    const document = documentOf(text);
    const look = () => diagnose(document, settings);
    afterEdits(document, 20, look, true);
    const ours = percentile95(afterEdits(document, 60, look, true));
    return { title: `diagnostics, p95: 1 MB of ${name}, after a key`, ours, bound: 20 };
  });
}

function million() {
  const row = `[${Array.from({ length: 10 }, (_, k) => (k === 3 ? '0.91000000000000000' : '0.01000000000000000')).join(',')}]`;
  const batch = `[${Array.from({ length: 50_000 }, () => row).join(',')}]`;
  const source = `[${batch},${batch}]`;
  const question = {
    source,
    fromDisk: false,
    syntax: 'json',
    selections: [{ start: 0, end: source.length }],
    caret: 0,
    swapped: false,
    ask: { kind: 'measure', id: 'crossEntropy', options: {} },
  };
  if (answer(question).kind !== 'measure') throw new Error('no answer');
  const times = Array.from({ length: 5 }, () => spent(() => answer(question)));
  const ours = times.sort((a, b) => a - b)[2];
  const size = (source.length / 1e6).toFixed(1);
  return { title: `Compute Loss: a million numbers in ${size} MB`, ours, bound: 1000 };
}

function brackets() {
  const text = '['.repeat(1_000_000);
  const times = Array.from({ length: 7 }, () =>
    spent(() => hoverAt(documentOf(text), { line: 0, character: 500_000 }, 'dark')),
  );
  const ours = times.sort((a, b) => a - b)[3];
  return { title: 'hover in a million brackets', ours, bound: 100 };
}

export const run = () => [hover(), ...faults(), million(), brackets()];
