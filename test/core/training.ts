import { readFileSync } from 'node:fs';
import { gunzipSync, inflateRawSync } from 'node:zlib';
import {
  chooseKernel,
  layOut,
  measure,
  mnistFiles,
  openKernel,
  prepareData,
  TrainingLoop,
  type Inflate,
  type KernelBytes,
  type NamedBytes,
  type Parts,
  type RunConfig,
  type RunFiles,
  type TrainingStep,
} from '@surprisal/core';

export const inflate: Inflate = (bytes, format, limit) =>
  (format === 'gzip' ? gunzipSync : inflateRawSync)(bytes, { maxOutputLength: limit });

const packed = (name: string): NamedBytes => ({ name, bytes: new Uint8Array(readFileSync(`dist/mnist/${name}`)) });

/** The packed files of a source. */
export const mnist = (source: keyof typeof mnistFiles): RunFiles =>
  Object.fromEntries(
    Object.entries(mnistFiles[source]).map(([key, name]) => [key, packed(name)]),
  ) as unknown as RunFiles;

/** The files of the packed MNIST that a configuration asks for. */
export const filesOf = ({ data }: RunConfig): RunFiles => mnist(data.source === 'files' ? 'mnist' : data.source);

const wasm = (name: string): Uint8Array => new Uint8Array(readFileSync(`dist/kernels/${name}.wasm`));
/** The compiled kernels; `none` gives the TypeScript kernel. */
export const kernelBytes: KernelBytes = { simd: wasm('simd'), relaxed: wasm('relaxed') };
export const none: KernelBytes = { simd: new Uint8Array(0), relaxed: new Uint8Array(0) };

/** A trainer on one thread, with its data and kernel. */
export function trainerOf(
  config: RunConfig,
  {
    parts = prepareData(config, filesOf(config), inflate),
    bytes = kernelBytes,
  }: { parts?: Parts; bytes?: KernelBytes } = {},
): { trainer: TrainingLoop; parts: Parts; kernel: string } {
  const layout = layOut(config, measure(parts, 1, config));
  const kernel = openKernel(chooseKernel(bytes, layout.size, layout.precision));
  return { trainer: new TrainingLoop(config, layout, parts, kernel), parts, kernel: kernel.name };
}

export type EpochStep = Extract<TrainingStep, { kind: 'epoch' }> & { predicted: number[] };

/** Trains to the end; gives every epoch with the class that each test image was read as. */
export function runToEnd(
  config: RunConfig,
  options: Parameters<typeof trainerOf>[1] = {},
): { epochs: EpochStep[]; parts: Parts; trainer: TrainingLoop; last: TrainingStep } {
  const { trainer, parts } = trainerOf(config, options);
  const epochs: EpochStep[] = [];
  let last: TrainingStep = { kind: 'pulse' };
  for (const step of trainer.run()) {
    last = step;
    if (step.kind !== 'epoch') continue;
    const classes = parts.sets[0].classes.length;
    const predicted = Array.from(parts.test, (_, i) => {
      const row = step.testLogits.subarray(i * classes, (i + 1) * classes);
      return row.indexOf(Math.max(...row));
    });
    epochs.push({ ...step, predicted });
  }
  return { epochs, parts, trainer, last };
}
