import assert from 'node:assert/strict';
import { defaultConfig, type NumericArray, prepareData, readNpy, type RunConfig, type RunFiles } from '@surprisal/core';
import type { ProjectData } from '../../extension/protocol/project.js';
import { sameBytes } from '../../extension/runs/disk/sameBytes.js';
import { projectData } from '../../extension/worker/project.js';
import { inflate, kernelBytes, mnist, none } from '../core/training.js';

const base = defaultConfig();

function read(config: RunConfig, files: RunFiles, kernels = kernelBytes): ProjectData {
  const work = projectData({ config, files, kernels });
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}
const arrayOf = ({ files }: ProjectData, name: string): { shape: readonly number[]; data: NumericArray } =>
  readNpy(files.find((file) => file.name === `data/${name}.npy`)!);

describe('the data of a project of PyTorch (R5)', function () {
  this.timeout(60_000);

  it('R5 R11 holds the rows of each part as the run has them: classes chosen and merged, labels corrected', () => {
    const data = { ...base.data, classes: ['4', '9', '3'], merge: [['4', '9']], stratified: true };
    const config = { ...base, data };
    const given = mnist('mnist-sample');
    const plain = prepareData({ ...base, data: { ...base.data, classes: ['4', '9', '3'] } }, given, inflate);
    const row = plain.sets[0].rows![plain.train[0]];
    const old = plain.sets[0].classes[plain.sets[0].labels[plain.train[0]]];
    const other = old === '3' ? '4' : '3';
    const files = { ...given, corrections: [{ row, old, verdict: 'relabelled' as const, new: other }] };
    const parts = prepareData(config, files, inflate);
    const found = read(config, files);
    assert.deepEqual([found.classes, found.rule, found.validates], [['4+9', '3'], 'byte', true]);
    const [{ features, labels, corrected }] = parts.sets;
    assert.equal(corrected!.relabelled, 1);
    for (const part of ['train', 'validation', 'test'] as const) {
      const [x, y] = [arrayOf(found, `${part}-x`), arrayOf(found, `${part}-y`)];
      assert.deepEqual(x.shape, [parts[part].length, 28, 28]);
      assert.deepEqual(
        y.data,
        Uint8Array.from(parts[part], (image) => labels[image]),
      );
      for (const [i, image] of parts[part].entries())
        assert.ok(
          sameBytes(
            Uint8Array.from(x.data.subarray(i * 784, i * 784 + 784)),
            Uint8Array.from(features.subarray(image * 784, image * 784 + 784)),
          ),
        );
    }
  });

  it('R5 has nothing of a part that is not there, and the same start on every kernel', () => {
    const config = { ...base, data: { ...base.data, validationFraction: 0, scale: 'standard' as const } };
    const asked = { config, files: mnist('mnist-sample') };
    const found = read(asked.config, asked.files);
    assert.deepEqual(
      found.files.map(({ name }) => name),
      [
        'data/train-x.npy',
        'data/train-y.npy',
        'data/test-x.npy',
        'data/test-y.npy',
        'data/mean.npy',
        'data/deviation.npy',
        'start.safetensors',
      ],
    );
    assert.ok(sameBytes(read(asked.config, asked.files, none).files.at(-1)!.bytes, found.files.at(-1)!.bytes));
    const parts = prepareData(config, asked.files, inflate);
    assert.deepEqual(arrayOf(found, 'mean').data, parts.scaling.mean);
    assert.deepEqual(arrayOf(found, 'deviation').data, parts.scaling.deviation);
  });
});
