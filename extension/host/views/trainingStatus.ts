import { type Disposable, StatusBarAlignment, type StatusBarItem, window } from 'vscode';
import { t } from '../t.js';
import type { Trainer } from '../training/trainer.js';

const PRIORITY = 10;

/** Says in the status bar how far a run is while the view that shows it is hidden; a click shows the view. */
export class TrainingStatus implements Disposable {
  private readonly item: StatusBarItem;
  private readonly listeners: Disposable[];
  private hidden = true;

  constructor(
    private readonly trainer: Trainer,
    view: string,
  ) {
    this.item = window.createStatusBarItem('surprisal.training', StatusBarAlignment.Left, PRIORITY);
    this.item.name = t('Surprisal: Training');
    this.item.command = { command: `${view}.focus`, title: t('Show the run') };
    this.listeners = [this.item, trainer.onChange(() => this.update()), trainer.onBatches(() => this.update())];
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
    const { run } = this.trainer;
    if (!run?.active || !this.hidden) {
      this.item.hide();
      return;
    }
    const place = t('Epoch {0} of {1}', Math.max(1, run.progress?.epoch ?? 1), run.config.epochs);
    const text = `${run.status === 'paused' ? '$(debug-pause)' : '$(loading~spin)'} ${place}`;
    if (this.item.text !== text) {
      this.item.text = text;
      const state = run.status === 'paused' ? t('Paused') : t('Training');
      this.item.tooltip = `${state}: ${run.title}`;
      this.item.accessibilityInformation = { label: `${state}, ${place}` };
    }
    this.item.show();
  }
}
