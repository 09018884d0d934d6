import type { Activation } from '../network/config.js';
import { channelsFirst, outputsFirst, shapeFirst } from '../network/channelOrder.js';
import { sizeOf } from '../network/plainLayers.js';
import { evenScaling } from '../network/scaling.js';
import { sequentialOf, takesPictures } from '../network/sequential.js';
import { modelMetadata, type TrainedModel } from '../network/stateDict.js';
import { attributes, elements, fields } from './onnxFields.js';
import { ProtoWriter } from './protoWriter.js';

const IR_VERSION = 7;
const OPSET = 13;
const operators: Record<Activation, string> = { relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid' };

/** Deviations between 0 and a feature's mean from which on float32 would round away more of the feature than 1e-5 of one. */
const FAR = 100;

/** What comes into the model, and what goes out of it. */
const [INPUT, OUTPUT] = ['input', 'logits'];

/**
 * A model as an ONNX file, of opset 13. It takes features as the file of the data has them, pixels of bytes from 0 to 255,
 * as float32 of shape `[N, channels, height, width]`, or `[N, n]` of rows: their scaling is part of it. Where features
 * that are standardised lie far from 0, such as times, it takes float64, since float32 does not hold them. It gives logits
 * `[N, classes]`. Weights of double precision are rounded to single. The metadata is that of `modelMetadata`, whose
 * `scaling`, since nothing is left to do, is `none`; the tensors are named as in a `state_dict`.
 */
export function writeOnnx(model: TrainedModel): Uint8Array {
  const graph = new Graph();
  const { item, layers, classes, weights } = model;
  const shape = shapeFirst(item, takesPictures(layers, item));
  const { rule, mean, deviation } = model.scaling;
  const isFar = rule === 'standard' && mean.some((each, j) => Math.abs(each) > FAR * deviation[j]);
  addScaling(graph, model, shape, isFar);
  const modules = sequentialOf(layers, item, classes.length);
  let layer = 0;
  modules.forEach((module, place) => {
    const output = place === modules.length - 1 ? OUTPUT : `${place}`;
    if (module.kind === 'flatten') graph.add('Flatten', [], output);
    else if (module.kind === 'activation') graph.add(operators[module.activation], [], output);
    else if (module.kind === 'maxPool') {
      const window = [module.size, module.size];
      graph.add('MaxPool', [], output, [ints('kernel_shape', window), ints('strides', window)]);
    } else {
      const { input, outputs } = module;
      const { weights: own, bias } = weights[layer++];
      const convolves = module.kind === 'convolution';
      const sides = shapeFirst(input, convolves);
      const given = [
        graph.tensor(`${place}.weight`, [outputs, ...sides], single(outputsFirst(own, input, outputs))),
        graph.tensor(`${place}.bias`, [outputs], single(bias)),
      ];
      if (convolves) graph.add('Conv', given, output, [ints('kernel_shape', sides.slice(1))]);
      else graph.add('Gemm', given, output, [int('transB', 1)]);
    }
  });
  const made = graph
    .finish()
    .text(fields.graph.name, 'surprisal')
    .message(
      fields.graph.input,
      value(INPUT, shape, 'Features as the file of the data has them.', isFar ? elements.double : elements.float),
    )
    .message(
      fields.graph.output,
      value(OUTPUT, [classes.length], 'Logits; softmax makes probabilities of them.', elements.float),
    );
  const plain = { ...model, scaling: evenScaling('none', sizeOf(item)) };
  const metadata = [...modelMetadata(plain)].map(([key, text]) =>
    new ProtoWriter().text(fields.metadata.key, key).text(fields.metadata.value, text),
  );
  return new ProtoWriter()
    .int(fields.model.irVersion, IR_VERSION)
    .text(fields.model.producer, 'surprisal')
    .message(fields.model.graph, made)
    .message(fields.model.opset, new ProtoWriter().text(fields.opset.domain, '').int(fields.opset.version, OPSET))
    .messages(fields.model.metadata, metadata)
    .finish();
}

/** What is done to features before the first layer, in double precision where each has numbers of its own. */
function addScaling(graph: Graph, { scaling, item }: TrainedModel, shape: readonly number[], isFar: boolean): void {
  const { rule, mean, deviation } = scaling;
  if (rule === 'byte')
    graph.add('Div', [graph.tensor('scaling.deviation', [], Float32Array.of(deviation[0]))], 'scaled');
  if (rule !== 'standard') return;
  if (!isFar) graph.add('Cast', [], 'double', [int('to', elements.double)]);
  graph.add('Sub', [graph.tensor('scaling.mean', shape, channelsFirst(mean, item))], 'centred');
  graph.add('Div', [graph.tensor('scaling.deviation', shape, channelsFirst(deviation, item))], 'standard');
  graph.add('Cast', [], 'scaled', [int('to', elements.float)]);
}

const single = (values: Float32Array | Float64Array): Float32Array => Float32Array.from(values);

const int = (name: string, number: number): ProtoWriter =>
  new ProtoWriter()
    .text(fields.attribute.name, name)
    .int(fields.attribute.int, number)
    .int(fields.attribute.type, attributes.int);

function ints(name: string, numbers: readonly number[]): ProtoWriter {
  const attribute = new ProtoWriter().text(fields.attribute.name, name);
  for (const number of numbers) attribute.int(fields.attribute.ints, number);
  return attribute.int(fields.attribute.type, attributes.ints);
}

/** An input or output of the model: so many items as one likes, each of this shape. */
function value(name: string, shape: readonly number[], doc: string, element: number): ProtoWriter {
  const dims = shape.map((size) => new ProtoWriter().int(fields.dim.size, size));
  const all = new ProtoWriter().messages(fields.shape.dim, [new ProtoWriter().text(fields.dim.name, 'N'), ...dims]);
  const tensor = new ProtoWriter().int(fields.tensorType.element, element).message(fields.tensorType.shape, all);
  return new ProtoWriter()
    .text(fields.value.name, name)
    .message(fields.value.type, new ProtoWriter().message(fields.type.tensor, tensor))
    .text(fields.value.doc, doc);
}

/** Operators one after the other, each of which takes what the one before it gave. */
class Graph {
  private readonly nodes: ProtoWriter[] = [];
  private readonly tensors: ProtoWriter[] = [];
  private latest = INPUT;

  add(operator: string, given: readonly string[], output: string, own: readonly ProtoWriter[] = []): void {
    const node = new ProtoWriter();
    for (const input of [this.latest, ...given]) node.text(fields.node.input, input);
    node.text(fields.node.output, output).text(fields.node.name, output).text(fields.node.operator, operator);
    this.nodes.push(node.messages(fields.node.attribute, own));
    this.latest = output;
  }

  /** Adds a constant and gives its name. */
  tensor(name: string, shape: readonly number[], data: Float32Array | Float64Array): string {
    const tensor = new ProtoWriter();
    for (const size of shape) tensor.int(fields.tensor.dims, size);
    tensor
      .int(fields.tensor.type, data instanceof Float64Array ? elements.double : elements.float)
      .text(fields.tensor.name, name)
      .bytes(fields.tensor.raw, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
    this.tensors.push(tensor);
    return name;
  }

  finish(): ProtoWriter {
    return new ProtoWriter().messages(fields.graph.node, this.nodes).messages(fields.graph.initializer, this.tensors);
  }
}
