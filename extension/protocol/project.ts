import type { NamedBytes, ScaleRule } from '@surprisal/core';

/** What a project of PyTorch trains on, and what is known of it. */
export interface ProjectData {
  /** By their path in the folder of the project. */
  files: NamedBytes[];
  /** The size of an image; a row of a table has height 1. */
  item: { height: number; width: number; channels: number };
  /** Whether the network takes items as pictures. */
  pictures: boolean;
  classes: string[];
  rule: ScaleRule;
  /** Whether it has a validation part. */
  validates: boolean;
  /** Of a branch: where it begins. */
  begun?: { step: number; epoch: number; best: number; stale: number };
  /** What the columns of a table are called, one a feature. */
  columns?: string[];
}
