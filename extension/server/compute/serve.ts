import type { ComputeApi } from '../../protocol/compute.js';
import { type Port, Rpc } from '../../protocol/rpc.js';
import { answer } from './answer.js';
import { useScanner } from './scanner.js';

type Empty = Record<never, never>;

/** Answers the owner of this thread. */
export const serve = (port: Port): void => void new Rpc<ComputeApi, Empty, Empty, Empty>(port, { answer, useScanner });
