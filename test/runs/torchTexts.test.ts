import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import fc from 'fast-check';
import type { ProjectRun } from '../../extension/runs/derive/pytorch/projectRun.js';
import { code, readmeText } from '../../extension/runs/derive/pytorch/readmeText.js';
import { trainText } from '../../extension/runs/derive/pytorch/trainText.js';
import { imports, python } from '../python.js';

const base = defaultConfig();
const runOf = (config: RunConfig = base, changes: Partial<ProjectRun['data']> = {}, title = 'a'): ProjectRun => {
  const item = { height: 28, width: 28, channels: 1 };
  return {
    id: '20261126-190501',
    title,
    config,
    data: { item, pictures: true, classes: ['0', '1'], rule: 'byte', validates: true, ...changes },
  };
};

/** What Python reads of the constants of programs. */
const READ = `
import ast, json, sys
def constants(text):
    lines = [node for node in ast.parse(text).body if isinstance(node, ast.Assign)]
    return {node.targets[0].id: ast.literal_eval(node.value) for node in lines
            if getattr(node.targets[0], "id", "") in ("TITLE", "PARENT", "CLASSES", "COLUMNS")}
print(json.dumps([constants(text) for text in json.load(sys.stdin)]))
`;

describe('the texts of a project of PyTorch (R5)', () => {
  it('R5 S9 names of runs, classes and columns are texts of Python to the last letter, and nothing else', function () {
    if (!imports('ast')) this.skip();
    const name = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 12 }),
      fc.string(),
      fc.constantFrom(
        '"""',
        "'''\n",
        '\\',
        '\\"; import os #',
        '{x}',
        '\u2028',
        '\r',
        '\0',
        '%s',
        '# x\nimport os',
        '</script>',
      ),
    );
    const runs = fc.sample(fc.tuple(name, fc.array(name, { minLength: 2, maxLength: 4 })), 200);
    const table = { item: { height: 1, width: 2, channels: 1 }, pictures: false };
    const texts = runs.map(([title, names]) =>
      trainText(runOf(base, { ...table, classes: names, columns: names }, title)),
    );
    const { stdout, stderr } = spawnSync(python, ['-c', READ], {
      input: JSON.stringify(texts),
      encoding: 'utf8',
      maxBuffer: 2 ** 28,
    });
    const read = JSON.parse(stdout || stderr) as Record<string, unknown>[];
    read.forEach((found, i) => {
      const [title, names] = runs[i];
      assert.deepEqual(found, {
        TITLE: `${title} · PyTorch`,
        PARENT: '20261126-190501',
        CLASSES: names,
        COLUMNS: names,
      });
    });
  });

  it('R5 S9 foreign text of the README stands in code of Markdown, on one line, which nothing in it ends', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', 'a', '\n', '[', '](', '<b>', '\\') }), (text) => {
        const fence = /^`+/.exec(code(text))![0];
        assert.ok(!text.includes(fence) && code(text).endsWith(` ${fence}`) && !code(text).includes('\n'));
      }),
    );
    const files = { images: '`x`](command:a).npy' };
    const config = { ...base, data: { ...base.data, source: 'files' as const, files } };
    assert.ok(readmeText(runOf(config)).includes('the rows of `` `x`](command:a).npy ``, parted as in the run'));
  });

  it('R5 the program has no branch for what its run does not use', () => {
    const plain = trainText(runOf(base, { validates: false }));
    for (const word of [
      'validation',
      'PATIENCE',
      'stale',
      'rate_at',
      'weight_sum',
      'WEIGHTS',
      'tf32',
      'float64',
      'MEAN',
      'COLUMNS',
      'features=',
    ])
      assert.ok(!plain.includes(word), word);
    const layers = [{ kind: 'convolution', size: 5, channels: 4, activation: 'relu' }] as const;
    const all = trainText(
      runOf(
        {
          ...base,
          network: { layers: [...layers] },
          loss: { ...base.loss, classWeights: 'balanced' },
          optimiser: { ...base.optimiser, schedule: 'oneCycle' },
          earlyStop: { patience: 4 },
          mode: 'replay',
        },
        { rule: 'standard', item: { height: 8, width: 9, channels: 3 } },
      ),
    );
    for (const word of [
      'PATIENCE = 4',
      'rate_at',
      'WEIGHTS[labels]',
      'tf32',
      'float64',
      'MEAN',
      'transpose(0, 3, 1, 2)',
      'nn.Conv2d(3, 4, 5)',
    ])
      assert.ok(all.includes(word), word);
    for (const line of [...plain.split('\n'), ...all.split('\n')]) assert.ok(line.length <= 120, line);
  });
});
