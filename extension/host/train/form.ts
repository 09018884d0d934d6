import { checkConfig, defaultConfig, type RunConfig } from '@surprisal/core';
import { type Disposable, EventEmitter, type Memento } from 'vscode';

const CONFIG = 'surprisal.config';

/** What the form of the Train view holds: the settings of the next run. The next window finds them as they were left. */
export class Form implements Disposable {
  private readonly changed = new EventEmitter<void>();
  readonly onChange = this.changed.event;

  constructor(private readonly memory: Memento) {}

  /** The settings as they were left, or those of the course's run. */
  get config(): RunConfig {
    try {
      return checkConfig(this.memory.get(CONFIG) ?? defaultConfig());
    } catch {
      return defaultConfig();
    }
  }

  async set(config: RunConfig): Promise<void> {
    await this.memory.update(CONFIG, config);
    this.changed.fire();
  }

  dispose(): void {
    this.changed.dispose();
  }
}
