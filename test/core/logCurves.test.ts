import assert from 'node:assert/strict';
import { readLogCurves } from '@surprisal/core';
import fc from 'fast-check';
import { cases } from '../cases.js';

type Points = Record<string, [step: number, value: number][]>;

function curvesOf(text: string): Points {
  const { scalars } = readLogCurves(text).curves;
  return Object.fromEntries(
    [...scalars].map(([name, { steps, values }]) => [name, Array.from(steps, (step, i) => [step, values[i]])]),
  );
}

describe('curves of the text of a training log (R3)', () => {
  it('names before numbers, with a counter as x and percent as it is printed', () => {
    assert.deepEqual(curvesOf('epoch 1 loss 0.9 acc 50%\nepoch 2 loss 0.412 acc 91.2%\n'), {
      loss: [
        [1, 0.9],
        [2, 0.412],
      ],
      'acc (%)': [
        [1, 50],
        [2, 91.2],
      ],
    });
  });

  it('dictionaries of Hugging Face, by their epoch', () => {
    const text = "{'loss': 0.41, 'lr': 1e-4, 'epoch': 0.01}\n{'loss': nan, 'lr': 5e-5, 'epoch': 0.02}\n";
    assert.deepEqual(curvesOf(text), {
      loss: [
        [0.01, 0.41],
        [0.02, NaN],
      ],
      lr: [
        [0.01, 1e-4],
        [0.02, 5e-5],
      ],
    });
  });

  it('bars of Keras, which begin anew with each epoch', () => {
    const text = [
      'Epoch 1/2',
      '\x1b[1m469/469\x1b[0m \x1b[32m━━━━━━━━\x1b[0m 2s 3ms/step - accuracy: 0.87 - loss: 0.44 - val_loss: 0.21',
      'Epoch 2/2',
      '469/469 [==============================] - 2s 3ms/step - loss: 0.20 - accuracy: 0.94 - val_loss: 0.15',
    ].join('\n');
    const found = curvesOf(text);
    assert.deepEqual(Object.keys(found), ['accuracy', 'loss', 'val_loss']);
    assert.deepEqual(found.loss, [
      [469, 0.44],
      [938, 0.2],
    ]);
    assert.deepEqual([...readLogCurves(text).curves.scalars.get('loss')!.column('epoch')], [1, 2]);
  });

  it('bars of tqdm, of whose updates each step keeps the last', () => {
    const bar = (epoch: number, done: number, loss: number): string =>
      `Epoch ${epoch}:  ${done * 10}%|████      | ${done}/10 [00:01<00:09,  9.50it/s, loss=${loss}, v_num=0]`;
    const text = [bar(0, 5, 0.9), bar(0, 10, 0.7), bar(0, 10, 0.6), bar(1, 5, 0.5)].join('\r');
    assert.deepEqual(curvesOf(text).loss, [
      [5, 0.9],
      [10, 0.6],
      [15, 0.5],
    ]);
    assert.deepEqual([...readLogCurves(text).curves.scalars.get('loss')!.column('line')], [0, 2, 3]);
  });

  it('parts of the data are told apart, on one line too', () => {
    assert.deepEqual(
      Object.keys(curvesOf('epoch 1 | train loss 0.5 | val loss 0.6\nepoch 2 | train loss 0.4 | val loss 0.5')),
      ['train loss', 'val loss'],
    );
  });

  it('a column of numbers, and several', () => {
    assert.deepEqual(curvesOf('0.5\n0.25\nnan\n1e-3'), {
      value: [
        [0, 0.5],
        [1, 0.25],
        [2, NaN],
        [3, 1e-3],
      ],
    });
    assert.deepEqual(curvesOf('1 0.5\n2 0.25\n'), {
      'column 0': [
        [0, 1],
        [1, 2],
      ],
      'column 1': [
        [0, 0.5],
        [1, 0.25],
      ],
    });
  });

  it('lines without a number of a name are counted, and a name that is met once is none', () => {
    const { unread, unreadAt, curves } = readLogCurves(
      'Using cuda\nparameters: 12345\nepoch 1 loss 0.5\n\nSaved it\nepoch 2 loss 0.4\n',
    );
    assert.deepEqual([unread, unreadAt, [...curves.scalars.keys()]], [2, 1, ['loss']]);
  });

  it('a counter that goes back begins anew, and that is told', () => {
    const { curves } = readLogCurves('step 1 loss 3\nstep 2 loss 2\nstep 3 loss 1\nstep 2 loss 5\n');
    assert.deepEqual([...curves.scalars.get('loss')!.values], [3, 5]);
    assert.deepEqual(
      curves.problems.map(({ fault, at }) => [fault, at]),
      [['back', 4]],
    );
  });

  it('any text ends in curves whose steps rise', () => {
    const piece = fc.constantFrom(
      'epoch ', 'loss', '=', ': ', '0.5', '1e400', 'nan', '-inf', '7', '%', '3/10 [', '\n', '\r', '\r\n', '{', "'", ',', ' | ', '━', '\x1b[0m', 'é',
    ); // prettier-ignore
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 200 }), (pieces) => {
        for (const series of readLogCurves(pieces.join('')).curves.scalars.values())
          assert.ok(series.steps.every((step, i) => i === 0 || step > series.steps[i - 1]));
      }),
      { numRuns: cases(20_000, 500) },
    );
  });
});
