import type { RunConfig } from '@surprisal/core';
import type { ProjectData } from '../../../protocol/project.js';

/** A run that becomes a project of PyTorch. */
export interface ProjectRun {
  id: string;
  title: string;
  config: RunConfig;
  data: Omit<ProjectData, 'files'>;
}
