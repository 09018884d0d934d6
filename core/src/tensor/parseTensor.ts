import { counted, grouped } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';
import { checkOptions } from '../numeric/option.js';
import { limits } from '../numeric/limits.js';
import { Failure } from './failure.js';
import type { NumberScanner } from './numberScanner.js';
import type { ParseWarning } from './parseWarnings.js';
import { elementEnd } from './numberReader.js';
import { plainOf, rowOrder } from './plain.js';
import type { Source, TextOrigin, TextRange } from './source.js';
import type { Tensor } from './tensor.js';
import { TensorParser } from './tensorParser.js';
import { dialectOf, type Syntax } from './syntax.js';

/** What is known of a text that is to be parsed. */
export interface ParseOptions extends TextOrigin {
  /** Restricts what is accepted to what can be meant there; without it, every form is. */
  syntax?: Syntax;
  /** Reads plain numbers of a large text faster; to the same values and places. */
  scanner?: NumberScanner;
}

/** The numbers of a text, and what is to be known of them. */
export interface ParsedTensor {
  readonly tensor: Tensor;
  readonly warnings: readonly ParseWarning[];
  /** What the text says of its type, such as `float32`; the values are as written, whatever it says. */
  readonly dtype: string | null;
  /** Where in the document element `flatIndex` is written. */
  rangeOf(flatIndex: number): TextRange;
}

/**
 * Reads numbers from text: JSON, with comments and trailing commas; what Python adds, `NaN`, `inf`, `True`, tuples,
 * `1_000`; fractions `1/3`; `np.array(...)`, `torch.tensor(...)` and their like with named arguments; what NumPy,
 * PyTorch, JAX, TensorFlow, Node, R and Julia print; arrays or rows of bare numbers, one a line. As `r` and `julia`,
 * `matrix(c(...), nrow = 2)`, whose numbers stand by columns, and `[1 2; 3 4]`; as `yaml`, lists of dashes. Text or the
 * bytes of a file, in one pass; all that the plain forms do not have, in text alone.
 * Shape: that of the nesting, or what a print says of itself if that holds as many; a single number has none, lines of
 * bare numbers make a table.
 * NaN and infinities are kept with a warning, as is each number that a double changes: whole numbers above 2^53, what
 * overflows or vanishes, `-0`, booleans. `[]` is a tensor of shape [0]; a text without numbers or brackets is an error.
 * `JSON.parse` changes 2^53 + 1 in silence and refuses NaN; `eval` would run what it reads. Values are as written,
 * whatever dtype stands beside them. A `syntax` refuses what that language reads otherwise, such as `(1, 2)` in
 * JavaScript; `offset`, `line` and `column` of the text in its document make every place one of the document.
 * Throws with offset, line and column, what was found and expected: `syntax`; `shape` for what is no number; `ragged`;
 * `truncated` for a print that was cut short; `empty`; `limit` above 256 MiB, 64 open brackets, 20 million elements,
 * 32 axes.
 * @example parseTensor('np.array([[1, 2], [3, 4]])').tensor.shape // [2, 2]
 */
export function parseTensor(source: Source, options: ParseOptions = {}): ParsedTensor {
  checkOptions(options, ['syntax', 'scanner', 'offset', 'line', 'column']);
  if (source.length > limits.text)
    throw new CoreError('limit', `a text of ${counted(source.length, 'byte')}`, `at most ${grouped(limits.text)}`, {
      offset: options.offset ?? 0,
    });
  const failure = new Failure(source, options);
  const plain = plainOf(source, options.syntax, failure);
  const text = plain?.text ?? source;
  const parser = new TensorParser(text, plain?.dialect ?? dialectOf(options.syntax), failure, options.scanner);
  const found = readAll(parser, options.scanner);
  const shape = plain?.shape?.(found) ?? found;
  const { elements, warnings } = parser.builder;
  const { count } = elements;
  const startOf = elements.starts();
  const offset = options.offset ?? 0;
  const data = elements.take();
  const order = plain?.columns ? rowOrder(shape) : null;
  return {
    tensor: { shape, data: order ? data.map((_, index) => data[order(index)]) : data },
    warnings: warnings.list(text, options),
    dtype: parser.dtype ?? plain?.dtype ?? null,
    rangeOf(flatIndex) {
      if (!(flatIndex >= 0 && flatIndex < count))
        throw new CoreError('range', `element ${flatIndex}`, `0 to ${count - 1}`, { argument: 'flatIndex' });
      const start = startOf(order ? order(flatIndex) : flatIndex);
      const end = elementEnd(text, start);
      return { start: start + offset, end: end + offset };
    },
  };
}

function readAll(parser: TensorParser, scanner: NumberScanner | undefined): readonly number[] {
  try {
    return parser.parse();
  } finally {
    scanner?.release();
  }
}
