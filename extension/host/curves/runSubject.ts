import { layersText } from '@surprisal/core';
import { commands, type Disposable, workspace } from 'vscode';
import type { CurveOrigin } from '../../runs/curves/curveOrigin.js';
import { LoggedCurves } from '../../runs/curves/loggedCurves.js';
import { TrainedCurves } from '../../runs/curves/trainedCurves.js';
import type { LoggedRun } from '../../runs/model/loggedRun.js';
import type { Run } from '../../runs/model/run.js';
import { t } from '../ports/t.js';
import { networkTitle } from '../train/runTitle.js';
import type { CurveServices } from './curvesTab.js';
import type { CurveSubject } from './curveSubject.js';

/** The runs of the workspace: those that are trained here, and those that other programs log. */
export class RunSubject implements CurveSubject {
  static readonly id = 'runs';
  readonly id = RunSubject.id;
  readonly title = t('Curves');
  readonly from = '.surprisal/runs';
  readonly every = null;
  reading: CurveSubject['reading'] = null;
  origins: readonly CurveOrigin[] = [];
  private readonly known = new Map<Run | LoggedRun, CurveOrigin>();

  constructor(private readonly services: CurveServices) {}

  onChange(changed: () => void): Disposable {
    const { library, queue } = this.services;
    const logged = library.folders;
    const listeners = [
      library.onChange(changed),
      queue.onChange(changed),
      queue.onBatches(changed),
      queue.onEpoch(changed),
      logged.onChange(changed),
      logged.onRun(changed),
      logged.watch(),
    ];
    return { dispose: () => listeners.forEach((listener) => listener.dispose()) };
  }

  async update(progress: () => void, stopped: () => boolean): Promise<void> {
    const { library } = this.services;
    await library.ready();
    await library.folders.ready();
    const runs = [
      ...library.runs.filter(({ epochs, curves }) => epochs.length + curves.count > 0),
      ...library.folders.logged,
    ];
    const there = new Set<Run | LoggedRun>(runs);
    for (const run of this.known.keys()) if (!there.has(run)) this.known.delete(run);
    const origins = runs.map((run) => this.originOf(run));
    this.origins = origins;
    const first = origins.filter(({ version }) => version === 0).length > 1;
    for (const [i, origin] of origins.entries()) {
      if (stopped()) break;
      await origin.update();
      this.reading = first && i + 1 < origins.length ? { done: i + 1, of: origins.length } : null;
      if (first) progress();
    }
    this.reading = null;
  }

  open(id: string): unknown {
    return commands.executeCommand('surprisal.openInspector', id);
  }

  dispose(): void {
    this.known.clear();
  }

  private originOf(run: Run | LoggedRun): CurveOrigin {
    let origin = this.known.get(run);
    if (!origin) {
      origin = 'kind' in run ? new LoggedCurves(run, placeOf(run)) : new TrainedCurves(run, '.surprisal/runs', isNamed);
      this.known.set(run, origin);
    }
    return origin;
  }
}

/** A title that begins with what the settings say, or is the widths alone as a terminal writes them, was made from them. */
function isNamed(run: Run): boolean {
  const { classes, imageWidth, imageHeight, imageChannels } = run.summary();
  const ends = { inputs: imageWidth * imageHeight * imageChannels, classes: classes.length };
  if (run.title === layersText(run.config.network.layers, ends)) return false;
  return ![networkTitle(run.config), networkTitle(run.config, ends)].some((made) => run.title.startsWith(made));
}

/** The folder that a logged run lies in, as a person reads it. */
const placeOf = ({ id, name }: LoggedRun): string =>
  id === name ? `.surprisal/runs/${name}` : workspace.asRelativePath(id.replace(/^file:\/\//, ''));
