import { type Disposable, StatusBarAlignment } from 'vscode';
import { StatusItem } from '../ports/items.js';
import { stateWords } from '../../protocol/runState.js';
import { t } from '../ports/t.js';
import type { LiveLogged } from '../runs/liveLogged.js';
import type { RunQueue } from './runQueue.js';

const PRIORITY = 10;

/** Says in the status bar how far a run is while the view that shows it is hidden; a click shows the view. */
export class TrainingStatus implements Disposable {
  private readonly item: StatusItem;
  private readonly listeners: Disposable[];
  private hidden = true;

  constructor(
    private readonly queue: RunQueue,
    private readonly logged: LiveLogged,
    view: string,
  ) {
    const show = { command: `${view}.focus`, title: t('Show the run') };
    this.item = new StatusItem('surprisal.training', StatusBarAlignment.Left, PRIORITY, t('Surprisal: Training'), show);
    this.listeners = [
      this.item,
      queue.onChange(() => this.update()),
      queue.onBatches(() => this.update()),
      logged.onChange(() => this.update()),
    ];
  }

  dispose(): void {
    for (const each of this.listeners) each.dispose();
  }

  /** The view came into sight or left it. */
  viewVisible(visible: boolean): void {
    this.hidden = !visible;
    this.update();
  }

  private update(): void {
    const { run } = this.queue;
    if (!run?.active || !this.hidden) {
      this.showLogged();
      return;
    }
    const place = t('Epoch {0} of {1}', Math.max(1, run.progress?.epoch ?? 1), run.config.epochs);
    const paused = run.status === 'paused';
    const state = stateWords(run, t);
    this.item.show({
      icon: paused ? 'debug-pause' : 'loading~spin',
      text: place,
      tooltip: [`${state}: ${run.title}`],
      spoken: `${state}, ${place}`,
    });
  }

  /** A run that another program trains, where none trains here. */
  private showLogged(): void {
    const { now } = this.logged;
    if (!now?.live || !this.hidden) {
      this.item.hide();
      return;
    }
    const { title, state, place } = now;
    const text = place === '' ? state : place;
    this.item.show({ icon: 'radio-tower', text, tooltip: [`${state}: ${title}`], spoken: `${state}, ${place}` });
  }
}
