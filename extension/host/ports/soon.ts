import type { Disposable } from 'vscode';

/** Does something a while after it was called for, once however often that was; what is called for then is done anew. */
export class Soon implements Disposable {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly ms: number,
    private readonly act: () => void,
  ) {}

  call(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.act();
    }, this.ms);
  }

  /** What was called for is not done. */
  dispose(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }
}
