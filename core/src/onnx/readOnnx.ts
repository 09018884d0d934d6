import { dataError, type NamedBytes } from '../data/bytes.js';
import { counted, tuple } from '../numeric/describe.js';
import type { Activation, LayerConfig } from '../network/config.js';
import type { ForeignModel, ForeignScaling, ForeignWeights } from '../network/foreignModel.js';
import { saidOf } from '../network/saidOfModel.js';
import { readGraph, type OnnxGraph, type OnnxNode } from './readGraph.js';
import type { OnnxTensor } from './readTensor.js';
import { isScaling, ofItem, thenScaled, type ScalingOperator } from './scalingNodes.js';

const activations: Readonly<Record<string, Activation>> = { Relu: 'relu', Tanh: 'tanh', Sigmoid: 'sigmoid' };
/** Numbers that a scaling is computed of: twice those of the largest item. */
const MOST_SCALED = 2 ** 25;
/** What a person may use. */
const KNOWN = 'Conv, MaxPool, Flatten, Gemm or MatMul, Relu, Tanh or Sigmoid, one after the other';

/**
 * Reads a network of our own kinds of layers from an ONNX model: convolutions and pools, then dense layers, each with an
 * activation but for the last, of which softmax may follow. What stands before the first layer and takes away, adds,
 * divides or multiplies by constants is the scaling of the features.
 * Throws `data` with the file's name for any other operator or shape, by its name and place.
 */
export function readOnnx(file: NamedBytes): ForeignModel {
  const graph = readGraph(file);
  return new Walk(file.name, graph).all();
}

/** Goes from the input of a graph to its output, operator by operator. */
class Walk {
  private readonly layers: LayerConfig[] = [];
  private readonly weights: ForeignWeights[] = [];
  private readonly input: (number | null)[] | null;
  private inside: ForeignScaling | null = null;
  /** Numbers that were computed for the scaling so far. */
  private scaled = 0;
  /** What flows is rows, and no pictures. */
  private flat: boolean;
  /** The layer that waits for its activation: its place among the layers, and the operator that it is of. */
  private open: { at: number; outputs: number; size: number | null; node: OnnxNode } | null = null;
  /** A product of matrices waits for its bias. */
  private product: ForeignWeights | null = null;
  /** Probabilities were made, after which nothing may follow. */
  private ended = false;
  /** Operators that nothing flowed through yet. */
  private readonly left = new Set<OnnxNode>();

  constructor(
    private readonly file: string,
    private readonly graph: OnnxGraph,
  ) {
    this.takeConstants();
    const { inputs } = graph;
    const [input, other] = inputs.filter(({ name }) => !graph.tensors.has(name));
    if (!input || other)
      throw dataError(file, other ? `the inputs "${input.name}" and "${other.name}"` : 'no input', 'one');
    this.input = input.shape && input.shape.slice(1);
    this.flat = this.input?.length === 1;
    this.follow(input.name);
  }

  /** The model that was found on the way. */
  all(): ForeignModel {
    const { file, layers, weights, open, input, inside } = this;
    if (!open || open.size !== null || open.at !== layers.length)
      throw dataError(
        file,
        'a network that does not end in a dense layer',
        'Gemm or MatMul at the end, without activation',
      );
    const { classes, before } = saidOf(this.graph.metadata, file);
    return { file, layers, weights, input, outputs: open.outputs, classes, inside, before };
  }

  /** Constants that are operators, and other names of constants; the rest of the operators waits for what flows. */
  private takeConstants(): void {
    const { tensors, nodes, inputs: given } = this.graph;
    const names = new Set([...tensors.keys(), ...given.map(({ name }) => name)]);
    for (const node of nodes) {
      const { operator, inputs, outputs, attributes } = node;
      for (const name of outputs) {
        if (names.has(name)) throw this.fault(node, `which makes "${name}" again`, 'each name once');
        names.add(name);
      }
      const made = operator === 'Constant' ? attributes.get('value')?.tensor : undefined;
      const tensor = made ?? (operator === 'Identity' ? tensors.get(inputs[0]) : undefined);
      if (tensor) tensors.set(outputs[0], tensor);
      else this.left.add(node);
    }
  }

  private follow(input: string): void {
    const { graph, file, left } = this;
    const [output, other] = graph.outputs;
    if (output === undefined || other !== undefined)
      throw dataError(file, counted(graph.outputs.length, 'output'), 'one');
    let value = input;
    while (value !== output) {
      const [node, second] = graph.nodes.filter((each) => left.has(each) && each.inputs.includes(value));
      if (!node) throw dataError(file, `nothing that takes "${value}"`, 'operators that lead to the output');
      if (second) throw this.fault(second, `beside ${named(node)}`, 'one operator after the other');
      left.delete(node);
      if (node.outputs.length !== 1) throw this.fault(node, counted(node.outputs.length, 'output'), 'one');
      this.take(node, value);
      [value] = node.outputs;
    }
    const [rest] = left;
    if (rest) throw this.fault(rest, 'off the way from the input to the output', 'one operator after the other');
  }

  private take(node: OnnxNode, value: string): void {
    const { operator } = node;
    if (this.ended) throw this.fault(node, 'after the probabilities', 'nothing');
    if (this.product && operator !== 'Add') this.product = null;
    if (operator === 'Identity' || operator === 'Dropout') return;
    if (operator === 'Cast') this.cast(node);
    else if (operator === 'Conv') this.convolution(node);
    else if (operator === 'MaxPool') this.pool(node);
    else if (operator === 'Flatten' || operator === 'Reshape') this.flatten(node);
    else if (operator === 'Gemm' || operator === 'MatMul') this.dense(node, value);
    else if (Object.hasOwn(activations, operator)) this.activate(node, activations[operator]);
    else if (operator === 'Softmax' || operator === 'LogSoftmax') this.end(node);
    else if (isScaling(operator)) this.arithmetic(node, value, operator);
    else throw this.fault(node, '', KNOWN);
  }

  /** Between two types of reals nothing happens that a network would see. */
  private cast(node: OnnxNode): void {
    const to = node.attributes.get('to')?.int;
    if (to !== 1 && to !== 11) throw this.fault(node, `to element type ${to}`, 'float32 or float64');
  }

  private convolution(node: OnnxNode): void {
    this.expectActivated(node);
    if (this.flat) throw this.fault(node, 'on rows', 'pictures');
    const weight = this.constant(node, 1);
    const [outputs, , height, width] = weight.shape;
    if (weight.shape.length !== 4 || height !== width)
      throw this.fault(node, `with weights of shape ${tuple(weight.shape)}`, 'a square window');
    this.expectPlain(node, 1, [height, width]);
    const group = node.attributes.get('group')?.int ?? 1;
    if (group !== 1) throw this.fault(node, `group ${group}`, '1');
    this.weights.push({ name: node.inputs[1], ...weight, bias: this.bias(node) });
    this.open = { at: this.layers.length, outputs, size: height, node };
  }

  private pool(node: OnnxNode): void {
    if (this.flat) throw this.fault(node, 'on rows', 'pictures');
    const [size = 0] = node.attributes.get('kernel_shape')?.ints ?? [];
    this.expectPlain(node, size, [size, size]);
    if (node.attributes.get('ceil_mode')?.int) throw this.fault(node, 'ceil_mode 1', '0');
    this.layers.push({ kind: 'maxPool', size });
  }

  /** Windows that lie `step` apart, without padding or gaps. */
  private expectPlain(node: OnnxNode, step: number, window: readonly number[]): void {
    const { attributes } = node;
    const wanted = { kernel_shape: window, strides: [step, step], pads: [0, 0, 0, 0], dilations: [1, 1] };
    for (const [key, values] of Object.entries(wanted)) {
      // Without strides they are 1.
      const found = attributes.get(key)?.ints ?? (key === 'strides' ? [1, 1] : values);
      if (found.join() !== values.join()) throw this.fault(node, `${key} ${tuple(found)}`, tuple(values));
    }
    const auto = attributes.get('auto_pad')?.text ?? 'NOTSET';
    if (auto !== 'NOTSET' && auto !== 'VALID') throw this.fault(node, `auto_pad ${auto}`, 'no padding');
  }

  private flatten(node: OnnxNode): void {
    if (node.operator === 'Flatten') {
      const axis = node.attributes.get('axis')?.int ?? 1;
      if (axis !== 1) throw this.fault(node, `axis ${axis}`, '1');
    } else {
      const { data } = this.constant(node, 1, true);
      const [first, second] = data;
      if (data.length !== 2 || (first > 0 && second < 0))
        throw this.fault(
          node,
          `to ${data.length === 2 ? tuple([first, second]) : counted(data.length, 'axis', 'axes')}`,
          '(-1, n)',
        );
    }
    this.flat = true;
  }

  private dense(node: OnnxNode, value: string): void {
    this.expectActivated(node);
    if (!this.flat && this.input) throw this.fault(node, 'on pictures', 'Flatten before it');
    if (node.inputs[0] !== value) throw this.fault(node, 'with weights on the left', 'weights on the right');
    const weight = this.constant(node, 1);
    if (weight.shape.length !== 2)
      throw this.fault(node, `with weights of shape ${tuple(weight.shape)}`, 'inputs by outputs');
    for (const key of ['alpha', 'beta']) {
      const factor = node.attributes.get(key)?.float ?? 1;
      if (factor !== 1) throw this.fault(node, `${key} ${factor}`, '1');
    }
    if (node.attributes.get('transA')?.int) throw this.fault(node, 'transA 1', '0');
    const given = node.attributes.get('transB')?.int ? weight : transposed(weight);
    const made = { name: node.inputs[1], ...given, bias: node.operator === 'Gemm' ? this.bias(node) : null };
    this.weights.push(made);
    if (node.operator === 'MatMul') this.product = made;
    this.open = { at: this.layers.length, outputs: given.shape[0], size: null, node };
  }

  /** An activation may stand behind a pool: of a function that rises, the greatest of a window is the same. */
  private activate(node: OnnxNode, activation: Activation): void {
    const { open } = this;
    if (!open) throw this.fault(node, 'without a layer before it', 'Conv, Gemm or MatMul');
    const { size, outputs, at } = open;
    this.layers.splice(
      at,
      0,
      size === null
        ? { kind: 'dense', width: outputs, activation }
        : { kind: 'convolution', size, channels: outputs, activation },
    );
    this.open = null;
  }

  private end(node: OnnxNode): void {
    const axis = node.attributes.get('axis')?.int ?? -1;
    if (axis !== 1 && axis !== -1) throw this.fault(node, `axis ${axis}`, '1');
    if (!this.open || this.open.size !== null) throw this.fault(node, 'within the network', 'after its last layer');
    this.ended = true;
  }

  /** The bias of a product of matrices, or a scaling before the first layer. */
  private arithmetic(node: OnnxNode, value: string, operator: ScalingOperator): void {
    const { inputs } = node;
    const place = inputs.findIndex((each) => each !== value);
    const constant = this.constant(node, place);
    if (this.product) {
      this.product.bias = constant;
      this.product = null;
      return;
    }
    if (this.weights.length > 0) throw this.fault(node, 'between layers', KNOWN);
    if (place === 0 && (operator === 'Sub' || operator === 'Div'))
      throw this.fault(node, 'by the features', 'by a constant');
    const by = ofItem(constant, this.input);
    if (!by)
      throw this.fault(node, `by a constant of shape ${tuple(constant.shape)}`, 'one number, or the shape of an item');
    this.inside = thenScaled(this.inside, operator, by);
    this.scaled += this.inside.mean.length;
    if (this.scaled > MOST_SCALED) throw this.fault(node, 'after many others on large items', 'a few');
  }

  private bias(node: OnnxNode): ForeignWeights['bias'] {
    return (node.inputs[2] ?? '') === '' ? null : this.constant(node, 2);
  }

  private constant(node: OnnxNode, place: number, whole?: true): OnnxTensor {
    const name = node.inputs[place] ?? '';
    const tensor = this.graph.tensors.get(name);
    if (!tensor) throw this.fault(node, `whose input "${name}" is computed`, 'a constant');
    const [other, own] = whole ? ['real numbers', 'whole ones'] : ['whole numbers', 'real ones'];
    if (tensor.whole !== whole) throw this.fault(node, `by "${name}" of ${other}`, own);
    return tensor;
  }

  private expectActivated(node: OnnxNode): void {
    if (this.open)
      throw this.fault(this.open.node, `without activation before ${named(node)}`, 'Relu, Tanh or Sigmoid after it');
  }

  private fault(node: OnnxNode, what: string, expected: string): Error {
    return dataError(this.file, `the operator ${named(node)}${what && ` ${what}`}`, expected);
  }
}

const named = ({ operator, name, outputs }: OnnxNode): string => `${operator} "${name || outputs[0]}"`;

function transposed({ shape: [rows, columns], data }: OnnxTensor): OnnxTensor {
  const turned = data.slice();
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) turned[j * rows + i] = data[i * columns + j];
  return { shape: [columns, rows], data: turned };
}
