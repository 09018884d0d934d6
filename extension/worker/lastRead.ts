import { featuresEach, type Parts, prepareData, type RunConfig, type RunFiles } from '@surprisal/core';
import { sameBytes } from '../runs/disk/sameBytes.js';
import { inflate } from './platform.node.js';

/** Bytes of files and of what was made of them that are kept at most. */
const MOST = 2 ** 28;

interface Asked {
  config: RunConfig;
  files: RunFiles;
}

/** Reads the parts of the data of a question, or has them from the last. */
export type ReadParts = (of: Asked) => Parts;

/** Without what was read before. */
export const readAnew: ReadParts = ({ config, files }) => prepareData(config, files, inflate);

/**
 * What was read for the last question to this thread, for the next one about the same bytes: pictures that were decoded,
 * and rows that were parsed and parted. It is let go of for other data, and not kept beyond a bound of memory.
 */
export class LastRead {
  private decoded: { from: RunFiles; data: RunConfig['data']; to: RunFiles } | undefined;
  private parted: { of: string; from: RunFiles; parts: Parts } | undefined;

  constructor(
    private readonly decode: <P extends Pick<Asked, 'files'> & { config: Pick<RunConfig, 'data'> }>(params: P) => P,
    private readonly most = MOST,
  ) {}

  /** The same question with folders of pictures as arrays. */
  pictures<P extends Asked>(params: P): P {
    const known = this.decoded;
    if (known && sameFiles(known.from, params.files)) {
      const { channels } = known.data;
      const { corrections } = params.files;
      const config = { ...params.config, data: { ...params.config.data, channels } };
      return { ...params, config, files: { ...known.to, ...(corrections && { corrections }) } };
    }
    this.decoded = undefined;
    const made = this.decode(params);
    if (made === params) return made;
    const { corrections: _, ...to } = made.files;
    const { corrections: _c, ...from } = params.files;
    this.parted = undefined;
    if (sizeOf(from) + sizeOf(to) <= this.most) this.decoded = { from, data: made.config.data, to };
    return made;
  }

  /** The parts of the data, as `prepareData` has them. */
  parts({ config, files }: Asked): Parts {
    const { data, network, seed } = config;
    const convolves = network.layers.some(({ kind }) => kind !== 'dense');
    const of = JSON.stringify([data, convolves, seed, files.corrections]);
    const known = this.parted;
    if (known?.of === of && sameFiles(known.from, files)) return known.parts;
    this.parted = undefined;
    const parts = readAnew({ config, files });
    const made = parts.sets.reduce((sum, set) => sum + set.count * featuresEach(set) * widthOf(set.features), 0);
    const held = this.decoded ? sizeOf(this.decoded.from) : 0;
    if (held + sizeOf(files) + made <= this.most) this.parted = { of, from: files, parts };
    return parts;
  }
}

const widthOf = (of: { BYTES_PER_ELEMENT?: number }): number => of.BYTES_PER_ELEMENT ?? 8;

type Named = [name: string, file: { name: string; bytes: Uint8Array }];
const named = (files: RunFiles): Named[] =>
  Object.entries(files).filter((each): each is Named => each[0] !== 'corrections' && each[1] !== undefined);

const sizeOf = (files: RunFiles): number => named(files).reduce((sum, [, { bytes }]) => sum + bytes.length, 0);

function sameFiles(some: RunFiles, others: RunFiles): boolean {
  const [own, theirs] = [named(some), new Map(named(others))];
  return (
    own.length === theirs.size &&
    own.every(([key, { name, bytes }]) => {
      const other = theirs.get(key);
      return other?.name === name && sameBytes(bytes, other.bytes);
    })
  );
}
