import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ID = '20261126-190501';

/** An array as NumPy writes it. */
function npy(descr, shape, bytes) {
  const words = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${shape.join(', ')}${shape.length === 1 ? ',' : ''}), }`;
  const start = Math.ceil((10 + words.length + 1) / 64) * 64;
  const head = Buffer.from(`\x93NUMPY\x01\0\0\0${words.padEnd(start - 11)}\n`, 'latin1');
  head.writeUInt16LE(start - 10, 8);
  return Buffer.concat([head, bytes]);
}

/** Writes a run as a logger would, from a seed; gives the folder of runs. One that is there already is taken. */
export function writeLargeRun(root, { classes, epochs, items }) {
  const folder = join(root, ID);
  const ready = join(root, `${classes}-${epochs}-${items}.ready`);
  if (existsSync(ready)) return root;
  rmSync(root, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  let seed = 7;
  const below = (n) => {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    return Math.floor((seed / 2 ** 32) * n);
  };
  const put = (file, bytes) => {
    writeFileSync(join(folder, file), bytes);
    return { file, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  };
  const bytesOf = (data) => Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const labels = Uint16Array.from({ length: items }, (_, i) => i % classes);
  // What is read wrong is mostly read as one of few classes near it.
  const predicted = Uint16Array.from(labels);
  const lines = [];
  const named = put('labels.npy', npy('<u2', [items], bytesOf(labels)));
  for (let epoch = 1; epoch <= epochs; epoch++) {
    const wrong = 0.9 * Math.exp(-epoch / 30) + 0.1;
    for (let i = 0; i < items; i++)
      predicted[i] =
        below(1000) < 1000 * wrong ? (labels[i] + 1 + below(below(4) ? 6 : classes - 1)) % classes : labels[i];
    const number = String(epoch).padStart(4, '0');
    const line = { epoch, step: epoch * 100, time: 1.8e12 + epoch, val_loss: wrong };
    line.predicted = put(`predicted-${number}.npy`, npy('<u2', [items], bytesOf(predicted)));
    if (epoch === epochs) {
      const scores = new Float32Array(items * classes);
      for (let at = 0; at < scores.length; at++) scores[at] = below(4096) / 1024;
      for (let i = 0; i < items; i++) scores[i * classes + predicted[i]] = 9 + below(4096) / 1024;
      line.scores = { ...put(`scores-${number}.npy`, npy('<f4', [items, classes], bytesOf(scores))), of: 'logits' };
    }
    lines.push(JSON.stringify(line));
  }
  const texts = Array.from({ length: items }, (_, i) => `validation/${i % classes}/item-${i}.txt`);
  const list = put('items.json', Buffer.from(JSON.stringify({ files: texts })));
  writeFileSync(join(folder, 'epochs.jsonl'), `${lines.join('\n')}\n`);
  const head = {
    version: 2,
    id: ID,
    title: 'large',
    kind: 'logged',
    started: 1.8e12,
    status: 'finished',
    epochs,
    classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
    labels: named,
    items: { list },
  };
  writeFileSync(join(folder, 'run.json'), JSON.stringify(head));
  writeFileSync(ready, '');
  return root;
}
