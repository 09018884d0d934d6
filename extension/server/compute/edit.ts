import {
  CoreError,
  counted,
  grouped,
  labelSmoothing,
  limits,
  normalize,
  oneHot,
  softmax,
  surprise,
  type Tensor,
  tuple,
} from '@surprisal/core';
import type { EditAnswer } from '../../protocol/answers.js';
import type { Ask, Question } from '../../protocol/compute.js';
import { largestOf } from './classBatch.js';
import { Misplaced } from './misplaced.js';
import type { Operand } from './operand.js';
import { operandsOf } from './operands.js';
import { pairsOf } from './pairs.js';
import { placedIn, readingRemarks } from './sides.js';

type EditAsk = Omit<Extract<Ask, { kind: 'edit' }>, 'kind'>;

/** Rewrites what is selected; what stands between the numbers stays where the shape does. */
export function answerEdit(question: Question, ask: EditAsk): EditAnswer {
  if (ask.operation === 'swap') return swap(question);
  const operands = operandsOf(question);
  let infinite = 0;
  const textOf: TextOf = (value) => {
    if (value !== -Infinity) return String(value);
    infinite++;
    return ask.infinite ?? String(value);
  };
  const edits = operands.map((operand) => {
    const made = placedIn(operand, () => apply(operand.tensor, ask));
    const same = made.shape.join() === operand.tensor.shape.join();
    if (same) return keepLayout(question.source, operand, made, textOf);
    if (operand.printed) throw new Misplaced(ofAnotherShape(made, 'it stands in a printed table'), operand.range);
    if (question.syntax === 'r') throw new Misplaced(ofAnotherShape(made, 'R has no brackets'), operand.range);
    return relayout(question.source, operand, made, textOf);
  });
  return { kind: 'edit', edits, texts: edits.map(({ text }) => text), infinite, remarks: readingRemarks(operands) };
}

const ofAnotherShape = ({ shape }: Tensor, why: string): CoreError =>
  new CoreError('shape', `a result of shape ${tuple(shape)}`, `one of the shape before it, as ${why}`);

/** The texts of a target and of its prediction change places, object by object. */
function swap(question: Question): EditAnswer {
  const textOf = ({ range }: Operand): string => question.source.slice(range.start, range.end);
  const edits = pairsOf(question)
    .flatMap(({ target, prediction }) => [
      { ...target.range, text: textOf(prediction) },
      { ...prediction.range, text: textOf(target) },
    ])
    .sort((a, b) => a.start - b.start);
  return { kind: 'edit', edits, texts: edits.map(({ text }) => text), infinite: 0, remarks: [] };
}

function apply(tensor: Tensor, { operation, alpha, classes, epsilon = 0 }: EditAsk): Tensor {
  switch (operation) {
    case 'softmax':
      return softmax(tensor);
    case 'normalise':
      return normalize(tensor);
    case 'smooth':
      return labelSmoothing(tensor, alpha);
    case 'log': {
      const { shape, data } = surprise({ ...tensor, data: Float64Array.from(tensor.data, (p) => p + epsilon) });
      return { shape, data: data.map((nats) => -nats) };
    }
    case 'oneHot':
      return oneHot(tensor, checkedClasses(tensor, classes));
    default:
      return harden(tensor);
  }
}

/** As many classes as the greatest index asks for, unless told; never more numbers than a tensor may hold. */
function checkedClasses({ data }: Tensor, asked: number | null): number {
  let greatest = 0;
  for (const index of data) if (index > greatest) greatest = index;
  const classes = asked ?? greatest + 1;
  if (classes * data.length <= limits.elements) return classes;
  throw new CoreError(
    'limit',
    `${counted(data.length, 'row')} of ${counted(classes, 'class', 'classes')}`,
    `at most ${grouped(limits.elements)} numbers`,
  );
}

/** The class with the greatest number of each row. */
function harden({ shape, data }: Tensor): Tensor {
  const classes = shape.at(-1);
  if (classes === undefined || classes === 0)
    throw new CoreError('shape', 'a single number', 'a vector of one number a class, or a batch of them');
  return { shape: shape.slice(0, -1), data: largestOf(data, data.length / classes, classes) };
}

type Edit = EditAnswer['edits'][number];
/** How a number is written. */
type TextOf = (value: number) => string;

/** Each number in its old place. */
function keepLayout(source: string, { range, elementAt }: Operand, { data }: Tensor, textOf: TextOf): Edit {
  const parts: string[] = [];
  let from = range.start;
  const places = Array.from(data, (value, i) => ({ ...elementAt(i), value }));
  // Those of a matrix of R stand by columns.
  if (places.some(({ start }, i) => i > 0 && start < places[i - 1].start)) places.sort((a, b) => a.start - b.start);
  for (const { start, end, value } of places) {
    parts.push(source.slice(from, start), textOf(value));
    from = end;
  }
  parts.push(source.slice(from, range.end));
  return { ...range, text: parts.join('') };
}

/** A new array between the outermost brackets, one row a line. */
function relayout(source: string, { range }: Operand, made: Tensor, textOf: TextOf): Edit {
  const text = source.slice(range.start, range.end);
  const [open, close] = [text.indexOf('['), text.lastIndexOf(']')];
  const lineStart = source.lastIndexOf('\n', range.start) + 1;
  const indent = /^[ \t]*/.exec(source.slice(lineStart, range.start))![0];
  const rows = nest(made, 0, 0, indent, textOf);
  if (open < 0 || close < open) return { ...range, text: rows };
  return { start: range.start + open, end: range.start + close + 1, text: rows };
}

function nest({ shape, data }: Tensor, axis: number, from: number, indent: string, textOf: TextOf): string {
  if (axis === shape.length) return textOf(data[from]);
  const length = shape[axis];
  const size = shape.slice(axis + 1).reduce((product, n) => product * n, 1);
  const inner = Array.from({ length }, (_, i) =>
    nest({ shape, data }, axis + 1, from + i * size, `${indent}  `, textOf),
  );
  const flat = axis === shape.length - 1 || length <= 1;
  return flat ? `[${inner.join(', ')}]` : `[\n${inner.map((row) => `${indent}  ${row}`).join(',\n')}\n${indent}]`;
}
