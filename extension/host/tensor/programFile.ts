import { dtypeOf, everything, type DtypeName } from '@surprisal/core';
import { t } from '../ports/t.js';
import type { ProgramArray } from './debugArray.js';

/** All numbers of an array of a program as a safetensors file, to be read as one of the disk is. */
export async function programFile(array: ProgramArray, name: string): Promise<Uint8Array> {
  const { dtype, taken } = array;
  return safetensorsOf(name, dtype, taken.shape, await array.bytes(everything(taken.shape)));
}

function safetensorsOf(name: string, dtype: DtypeName, shape: readonly number[], data: Uint8Array): Uint8Array {
  const { safetensors } = dtypeOf(dtype);
  if (safetensors === null) throw new Error(t('Tensors of {0} of a program are not compared.', dtype));
  const about = { [name]: { dtype: safetensors, shape, data_offsets: [0, data.length] } };
  const header = new TextEncoder().encode(JSON.stringify(about));
  const bytes = new Uint8Array(8 + header.length + data.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(header.length), true);
  bytes.set(header, 8);
  bytes.set(data, 8 + header.length);
  return bytes;
}
