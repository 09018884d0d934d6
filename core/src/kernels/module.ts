import { counted } from '../numeric/describe.js';
import { CoreError } from '../numeric/error.js';

/** What is used of the WebAssembly of the host, which has no types in a library without the DOM. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { exports: unknown };
};

/**
 * What a module with a memory of its own exports, for the thread that calls.
 * Throws `data` where the bytes are no module that this host can run.
 */
export function openModule<Exports>(code: Uint8Array): Exports {
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(code))
    throw new CoreError('data', counted(code.length, 'byte'), 'a WebAssembly module with SIMD, on a host that runs it');
  return new WebAssembly.Instance(new WebAssembly.Module(code)).exports as Exports;
}
