import type { CancellationToken, Memento, Uri } from 'vscode';
import { CancellationError, CancellationTokenSource, commands, type Disposable } from 'vscode';
import type { ComputeThread } from './computeThread.js';
import type { Answer, Refusal } from '../../protocol/answers.js';
import type { Ask, Question } from '../../protocol/compute.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { Results } from './result/resultView.js';
import type { SelectionStatus } from './selectionStatus.js';
import type { Input } from './readInput.js';
import type { TextChanges } from './textChanges.js';

export type AskOf<K extends Ask['kind']> = Extract<Ask, { kind: K }>;
/** A question about a tensor that is a list of tokens, or a report, is answered with these. */
export type AnswerOf<K extends Ask['kind']> = Extract<
  Answer,
  { kind: K extends 'describe' ? K | 'tokens' | 'report' : K }
>;

const COMPUTING = 'surprisal.computing';

/** Text that takes so long to read that progress is shown. */
const LONG = 2 ** 20;

const isLong = ({ selections, origin }: Input): boolean =>
  (selections.length ? selections.reduce((length, { start, end }) => length + end - start, 0) : origin.text.length) >
  LONG;

/** What the commands share. */
export class Services implements Disposable {
  private current: CancellationTokenSource | undefined;

  constructor(
    readonly extension: Uri,
    readonly changes: TextChanges,
    readonly computer: ComputeThread,
    readonly results: Results,
    readonly statistics: SelectionStatus,
    readonly memory: Memento,
  ) {
    changes.onDidChange((document) => results.textChanged(document));
  }

  /** Computes an answer; a long one shows progress and can be cancelled. Undefined when it was. */
  async compute<K extends Ask['kind']>(
    input: Input,
    ask: AskOf<K>,
    swapped: boolean,
  ): Promise<AnswerOf<K> | Refusal | undefined> {
    const { origin, ...where } = input;
    const question: Question = { source: origin.text, ...where, swapped, ask };
    this.cancel();
    const cancel = (this.current = new CancellationTokenSource());
    try {
      const work = (token: CancellationToken) => this.computer.compute(question, token);
      const answer = isLong(input) ? await this.withProgress(cancel, work) : await work(cancel.token);
      return cancel.token.isCancellationRequested ? undefined : (answer as AnswerOf<K> | Refusal);
    } catch (error) {
      if (error instanceof CancellationError) return undefined;
      throw error;
    } finally {
      cancel.dispose();
      if (this.current === cancel) this.current = undefined;
    }
  }

  /** Cancels the running computation when a newer question comes. */
  cancel(): void {
    this.current?.cancel();
  }

  dispose(): void {
    this.cancel();
    this.computer.dispose();
    this.results.dispose();
    this.statistics.dispose();
  }

  private async withProgress<T>(
    cancel: CancellationTokenSource,
    work: (token: CancellationToken) => Promise<T>,
  ): Promise<T> {
    void commands.executeCommand('setContext', COMPUTING, true);
    try {
      return await notify.progress(t('Surprisal: computing'), (token) => {
        token.onCancellationRequested(() => cancel.cancel());
        return work(cancel.token);
      });
    } finally {
      void commands.executeCommand('setContext', COMPUTING, false);
    }
  }
}
