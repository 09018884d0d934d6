import { ProtoFields } from '../curves/protobuf.js';
import { dataError, type NamedBytes } from '../data/bytes.js';
import { CoreError } from '../numeric/error.js';
import { counted, grouped } from '../numeric/describe.js';
import { limits } from '../numeric/limits.js';
import { textOf } from '../tensor/source.js';
import { fields } from './onnxFields.js';
import { MOST_SIZES, readTensor, type OnnxTensor } from './readTensor.js';

/** Operators, constants, inputs and outputs of one graph, and words about it: far more than a network of ours has. */
const MOST = 1000;
/** Bytes of one word about the model. */
const MOST_SAID = 2 ** 20;

export interface OnnxNode {
  operator: string;
  name: string;
  inputs: string[];
  outputs: string[];
  attributes: Map<string, OnnxAttribute>;
}

interface OnnxAttribute {
  float: number;
  int: number;
  text?: string;
  ints: number[];
  tensor?: OnnxTensor;
}

/** A graph as it stands in a file; null for a size that is open. */
export interface OnnxGraph {
  nodes: OnnxNode[];
  tensors: Map<string, OnnxTensor>;
  inputs: { name: string; shape: (number | null)[] | null }[];
  outputs: string[];
  metadata: Map<string, string>;
}

/**
 * Reads the graph of an ONNX model. Nothing is larger than the bytes that are there say: a constant is read where it has
 * the bytes of its shape, graphs within operators are passed over, and no other file is opened.
 * Throws `data` with the file's name, the operator or constant, and what was expected.
 */
export function readGraph({ name: file, bytes }: NamedBytes): OnnxGraph {
  if (bytes.length > limits.checkpoint)
    throw dataError(file, counted(bytes.length, 'byte'), `at most ${grouped(limits.checkpoint)}`);
  try {
    return readModel(file, bytes);
  } catch (error) {
    // The reader of messages does not know the file.
    if (!(error instanceof CoreError) || error.place.file !== undefined) throw error;
    throw dataError(file, error.found, 'an ONNX model');
  }
}

function readModel(file: string, bytes: Uint8Array): OnnxGraph {
  const graph: OnnxGraph = { nodes: [], tensors: new Map(), inputs: [], outputs: [], metadata: new Map() };
  const { model } = fields;
  let graphs = 0;
  for (const at = new ProtoFields(bytes); at.next();) {
    if (at.field === model.graph) {
      if (graphs++ > 0) throw dataError(file, 'a second graph', 'one');
      new GraphReader(file, graph).read(at.message());
    } else if (at.field === model.metadata) addSaid(file, graph.metadata, at.message(), bytes);
  }
  if (graphs === 0) throw dataError(file, 'no graph', 'an ONNX model');
  return graph;
}

function addSaid(file: string, metadata: Map<string, string>, at: ProtoFields, bytes: Uint8Array): void {
  let [key, value] = ['', ''];
  while (at.next()) {
    if (at.length > MOST_SAID || metadata.size === MOST)
      throw dataError(file, `a word of ${counted(at.length, 'byte')} about the model`, `at most ${grouped(MOST_SAID)}`);
    if (at.field === fields.metadata.key) key = at.text();
    else if (at.field === fields.metadata.value) {
      const content = at.content();
      const from = content.byteOffset - bytes.byteOffset;
      value = textOf(bytes, from, from + content.length);
    }
  }
  metadata.set(key, value);
}

class GraphReader {
  constructor(
    private readonly file: string,
    private readonly graph: OnnxGraph,
  ) {}

  read(at: ProtoFields): void {
    const { graph } = this;
    while (at.next()) {
      if (Math.max(graph.nodes.length, graph.tensors.size, graph.inputs.length, graph.outputs.length) > MOST)
        throw dataError(this.file, `more than ${grouped(MOST)} operators`, 'a network of a few layers');
      if (at.field === fields.graph.node) graph.nodes.push(this.node(at.message()));
      else if (at.field === fields.graph.initializer) this.addTensor(at.message());
      else if (at.field === fields.graph.sparse) throw dataError(this.file, 'sparse weights', 'dense ones');
      else if (at.field === fields.graph.input) graph.inputs.push(this.value(at.message()));
      else if (at.field === fields.graph.output) graph.outputs.push(this.value(at.message()).name);
    }
  }

  private node(at: ProtoFields): OnnxNode {
    const node: OnnxNode = { operator: '', name: '', inputs: [], outputs: [], attributes: new Map() };
    let domain = '';
    while (at.next()) {
      if (node.inputs.length + node.outputs.length + node.attributes.size > MOST)
        throw dataError(this.file, `an operator of more than ${grouped(MOST)} fields`, 'a few');
      if (at.field === fields.node.input) node.inputs.push(at.text());
      else if (at.field === fields.node.output) node.outputs.push(at.text());
      else if (at.field === fields.node.name) node.name = at.text();
      else if (at.field === fields.node.operator) node.operator = at.text();
      else if (at.field === fields.node.domain) domain = at.text();
      else if (at.field === fields.node.attribute) this.addAttribute(node, at.message());
    }
    if (domain !== '' && domain !== 'ai.onnx') node.operator = `${domain}.${node.operator}`;
    return node;
  }

  private addAttribute({ attributes, operator, name }: OnnxNode, at: ProtoFields): void {
    // A writer may leave out what is 0, or empty.
    const found: OnnxAttribute = { float: 0, int: 0, ints: [] };
    let key = '';
    while (at.next()) {
      if (at.field === fields.attribute.name) key = at.text();
      else if (at.field === fields.attribute.float) found.float = at.float();
      else if (at.field === fields.attribute.int) found.int = at.int();
      else if (at.field === fields.attribute.text) found.text = at.text();
      else if (at.field === fields.attribute.tensor)
        found.tensor = readTensor(this.file, at.message(), operator || name).tensor;
      else if (at.field === fields.attribute.ints) {
        const more = at.ints(MOST_SIZES);
        found.ints = [...found.ints, ...more];
        if (found.ints.length > MOST_SIZES)
          throw dataError(this.file, `an attribute of more than ${MOST_SIZES} numbers`, 'fewer');
      }
    }
    attributes.set(key, found);
  }

  private addTensor(at: ProtoFields): void {
    const { tensor, name } = readTensor(this.file, at, 'constant');
    if (this.graph.tensors.has(name)) throw dataError(this.file, `the constant "${name}" twice`, 'each once');
    this.graph.tensors.set(name, tensor);
  }

  private value(at: ProtoFields): OnnxGraph['inputs'][number] {
    let name = '';
    let shape: (number | null)[] | null = null;
    while (at.next()) {
      if (at.field === fields.value.name) name = at.text();
      else if (at.field === fields.value.type) shape = this.shapeOf(at.message());
    }
    return { name, shape };
  }

  private shapeOf(type: ProtoFields): (number | null)[] | null {
    let shape: (number | null)[] | null = null;
    while (type.next()) {
      if (type.field !== fields.type.tensor) continue;
      for (const tensor = type.message(); tensor.next();) {
        if (tensor.field !== fields.tensorType.shape) continue;
        shape = [];
        for (const dims = tensor.message(); dims.next();) {
          if (dims.field !== fields.shape.dim) continue;
          if (shape.length === MOST_SIZES) throw dataError(this.file, 'an input of many axes', 'fewer');
          let size: number | null = null;
          for (const dim = dims.message(); dim.next();) if (dim.field === fields.dim.size) size = dim.int();
          shape.push(size !== null && size > 0 ? size : null);
        }
      }
    }
    return shape;
  }
}
