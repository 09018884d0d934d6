import { type ArraySlice, selectionText } from '@surprisal/core';
import { type Disposable, env, type Uri, type WebviewPanel } from 'vscode';
import {
  type LossSide,
  type TensorApi,
  tensorChecks,
  type TensorEvents,
  type TensorState,
} from '../../protocol/tensor.js';
import { Panel } from '../pages/panel.js';
import * as notify from '../ports/notify.js';
import { t } from '../ports/t.js';
import type { LossSides } from './lossSides.js';
import type { TensorSubject } from './tensorSubject.js';

/** What tabs of tensors need of the extension, and share. */
export interface TensorServices {
  extension: Uri;
  sides: LossSides;
}

/** Letters of a tensor's name where it stands among other words. */
const LONG = 100;

/** A tab of tensors: what its page asks is answered by its subject. */
export class TensorTab implements Disposable {
  readonly panel: Panel<TensorApi, TensorEvents>;
  private readonly asked = new Map<number, AbortController>();

  constructor(
    tab: WebviewPanel,
    private readonly subject: TensorSubject,
    private readonly services: TensorServices,
  ) {
    this.panel = new Panel<TensorApi, TensorEvents>(tab, services.extension, subject.title, {
      page: 'tensor',
      handlers: {
        hydrate: () => this.state(),
        block: (query) => subject.block(query),
        heats: (queries) => subject.heats(queries),
        picture: (query) => subject.picture(query),
        statistics: async (query) => {
          const stop = new AbortController();
          this.asked.get(query.ticket)?.abort();
          this.asked.set(query.ticket, stop);
          const tell = (share: number): void => this.panel.send('progress', { ticket: query.ticket, share });
          try {
            return await subject.statistics(query, tell, stop.signal);
          } finally {
            if (this.asked.get(query.ticket) === stop) this.asked.delete(query.ticket);
          }
        },
        rank: (query) => subject.rank(query),
        cancel: (ticket) => this.asked.get(ticket)?.abort(),
        copy: async ({ tensor, slice, form }) => {
          await env.clipboard.writeText(await subject.text(tensor, slice, form));
          notify.done(t('The slice is copied.'));
        },
        takeSide: ({ tensor, slice, side }) => this.takeSide(tensor, slice, side),
        readAs: ({ tensor, shape }) => subject.readAs?.(tensor, shape),
        showPart: (tensor) => subject.showPart?.(tensor),
        reload: () => subject.reload(),
        keep: () => subject.keep?.(),
        answer: (choice) => subject.answer?.(choice),
        showPlace: async () => void (await subject.showPlace?.()),
        copyText: async (text) => env.clipboard.writeText(text),
        ping: () => undefined,
      },
      checks: tensorChecks,
    });
    this.panel.whileOpen(
      subject.onChange(() => this.tell()),
      services.sides.onChange(() => this.tell()),
    );
    this.panel.onClose(() => {
      this.end();
      subject.dispose();
    });
    // A page that comes back asks anew, and nobody hears what the last one asked.
    this.panel.onVisibility(() => this.panel.visible || this.end());
  }

  dispose(): void {
    this.panel.dispose();
  }

  private end(): void {
    for (const stop of this.asked.values()) stop.abort();
  }

  private state(): TensorState {
    return { ...this.subject.state(), sides: this.services.sides.words() };
  }

  private tell(): void {
    this.panel.send('state', this.state());
  }

  private async takeSide(tensor: number, slice: ArraySlice, side: LossSide): Promise<void> {
    const { subject, services } = this;
    const facts = subject.state().tensors[tensor];
    if (facts.dtype?.startsWith('complex')) throw new Error(t('A loss is of real numbers, and these are complex.'));
    const name = facts.name.length > LONG ? `${facts.name.slice(0, LONG)}…` : facts.name;
    const part = facts.shape.length > 0 ? [selectionText(slice.axes, facts.shape)] : [];
    const words = [subject.title, ...(name ? [name] : []), ...part].join(' ');
    await services.sides.take(side, { words, text: await subject.text(tensor, slice, 'json') });
  }
}
