import { dataError, type NamedBytes } from '../data/bytes.js';
import { counted, tuple } from '../numeric/describe.js';
import { readOnnx } from '../onnx/readOnnx.js';
import type { LayerConfig } from './config.js';
import type { ForeignModel } from './foreignModel.js';
import { readStateDict } from './readStateDict.js';
import { layersIn } from './saidOfModel.js';

/** Files that hold pickled code, by their endings and by what they begin with: archives and pickles of any protocol. */
const PICKLED = /\.(pt|pth|ckpt|pkl|pickle|joblib)$/i;
const BEGINNINGS: readonly (readonly number[])[] = [
  [0x50, 0x4b, 3, 4],
  [0x80, 2],
  [0x80, 3],
  [0x80, 4],
  [0x80, 5],
];
const HOW =
  'torch.onnx.export(model, example, "model.onnx", dynamo=False), or ' +
  'safetensors.torch.save_file(model.state_dict(), "model.safetensors")';

/** Refuses a file of pickled code by its name and how it begins; throws `data` with what to do. */
export function refusePickled({ name, bytes }: NamedBytes): void {
  // The length of a header may be the number that a pickle begins with.
  const begins = !hasHeader(bytes) && BEGINNINGS.some((begin) => begin.every((byte, i) => bytes[i] === byte));
  if (PICKLED.test(name) || begins) throw dataError(name, 'pickled Python, which could run code and is not read', HOW);
}

/**
 * Reads the weights of another program: an ONNX model, or a `state_dict` as safetensors, which needs a network where it
 * says none. Nothing is unpickled. Throws `data` with the file's name.
 */
export function readWeightsFile(file: NamedBytes, asked: readonly LayerConfig[] | null): ForeignModel | null {
  refusePickled(file);
  const model = readAny(file, asked);
  if (model) {
    layersIn(model.file, model.layers);
    checkOutputs(model);
  }
  return model;
}

function readAny(file: NamedBytes, asked: readonly LayerConfig[] | null): ForeignModel | null {
  const { name, bytes } = file;
  return hasHeader(bytes) || /\.safetensors$/i.test(name) ? readStateDict(file, asked) : readOnnx(file);
}

/** A safetensors file has a length of eight bytes, then JSON. */
const hasHeader = (bytes: Uint8Array): boolean => bytes[8] === 0x7b && bytes[7] === 0 && bytes[6] === 0;

/** Refuses a bias that has not one number an output, side by side, and names of classes that are not those of the outputs. */
function checkOutputs({ file, weights, classes, outputs }: ForeignModel): void {
  for (const { name, shape, bias } of weights)
    if (bias && bias.shape.join() !== `${shape[0]}` && bias.shape.join() !== `1,${shape[0]}`)
      throw dataError(file, `a bias of shape ${tuple(bias.shape)} with "${name}"`, tuple([shape[0]]));
  if (classes && classes.length !== outputs)
    throw dataError(file, `the names of ${counted(classes.length, 'class', 'classes')}`, `${outputs}, one an output`);
  const twice = classes?.find((name, i) => classes.indexOf(name) < i);
  if (twice !== undefined) throw dataError(file, `the class "${twice}" twice`, 'each once');
}
