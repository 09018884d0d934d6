import { describeTensor } from '@surprisal/core';
import { type DescribeAnswer, ITEMS } from '../../protocol/answers.js';
import { type Question } from '../../protocol/compute.js';
import type { Theme } from '../../protocol/arrayFacts.js';
import { factsOf } from '../facts.js';
import { operandOf } from './operands.js';
import { rangesOf, readingRemarks, sideOf } from './sides.js';

/** What a tensor is, and each of its rows. */
export function answerDescribe(question: Question, theme: Theme): DescribeAnswer {
  const operand = operandOf(question);
  const { tensor, key } = operand;
  const booleans = operand.remarks.reduce((sum, { code, count = 0 }) => sum + (code === 'boolean' ? count : 0), 0);
  const facts = factsOf(tensor, key, theme, booleans > 0 && booleans === tensor.data.length);
  const rows = tensor.shape.length > 1 ? tensor.shape[0] : 0;
  const size = rows > 0 ? tensor.data.length / rows : 0;
  const shown = Math.min(rows, ITEMS);
  const each = Array.from({ length: shown }, (_, row) =>
    describeTensor(tensor.data.subarray(row * size, (row + 1) * size)),
  );
  const probabilities = facts.distribution ?? facts.rows;
  return {
    kind: 'describe',
    facts,
    side: sideOf(operand, probabilities ? (probabilities.fromLogits ? 'logits' : 'probabilities') : 'numbers'),
    remarks: readingRemarks([operand]),
    table:
      shown > 0 && size > 0
        ? {
            mean: Float64Array.from(each, ({ mean }) => mean ?? NaN),
            minimum: Float64Array.from(each, ({ min }) => min ?? NaN),
            maximum: Float64Array.from(each, ({ max }) => max ?? NaN),
            ranges: rangesOf(operand, shown, [rows]),
            total: rows,
          }
        : null,
  };
}
