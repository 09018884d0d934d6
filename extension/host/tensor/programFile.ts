import { dtypeOf, everything, writeSafetensors } from '@surprisal/core';
import { t } from '../ports/t.js';
import type { ProgramArray } from './debugArray.js';

/** All numbers of an array of a program as a safetensors file, to be read as one of the disk is. */
export async function programFile(array: ProgramArray, name: string): Promise<Uint8Array> {
  const { shape } = array.taken;
  const { safetensors: dtype } = dtypeOf(array.dtype);
  if (dtype === null) throw new Error(t('Tensors of {0} of a program are not compared.', array.dtype));
  const data = await array.bytes(everything(shape));
  return writeSafetensors({ tensors: new Map([[name, { dtype, shape, data }]]), metadata: new Map() });
}
