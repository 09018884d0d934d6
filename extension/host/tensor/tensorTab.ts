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
import { type ComparingServices, TensorComparer } from './tensorComparer.js';
import type { Compared, TensorSubject } from './tensorSubject.js';

/** What tabs of tensors need of the extension, and share. */
export interface TensorServices extends ComparingServices {
  extension: Uri;
  sides: LossSides;
}

/** Letters of a tensor's name where it stands among other words. */
const LONG = 100;

/** A tab of tensors: what its page asks is answered by its subject. */
export class TensorTab implements Disposable {
  readonly panel: Panel<TensorApi, TensorEvents>;
  private readonly asked = new Map<number, AbortController>();
  private readonly comparer: TensorComparer;

  constructor(
    tab: WebviewPanel,
    private readonly subject: TensorSubject,
    private readonly services: TensorServices,
  ) {
    this.comparer = new TensorComparer(subject, services, () => this.tell());
    this.panel = new Panel<TensorApi, TensorEvents>(tab, services.extension, subject.title, {
      page: 'tensor',
      handlers: {
        hydrate: () => this.state(),
        block: (query) => subject.block(query),
        heats: (queries) => subject.heats(queries),
        picture: (query) => subject.picture(query),
        statistics: (query) => this.ticketed(query.ticket, (tell, stop) => subject.statistics(query, tell, stop)),
        differences: (query) =>
          this.ticketed(query.ticket, (tell, stop) => this.comparer.differences(query, tell, stop)),
        compare: ({ tensor }) => this.comparer.choose(tensor),
        endCompare: () => this.comparer.end(),
        nanPlaces: (query) => subject.nanPlaces(query),
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
      this.comparer.dispose();
      subject.dispose();
    });
    // A page that comes back asks anew, and nobody hears what the last one asked.
    this.panel.onVisibility(() => this.panel.visible || this.end());
  }

  dispose(): void {
    this.panel.dispose();
  }

  get compared(): Compared | undefined {
    return this.subject.compared;
  }

  /** A question that tells how far it is and can be cancelled by its ticket; one under the ticket of another ends that. */
  private async ticketed<T>(
    ticket: number,
    ask: (tell: (share: number) => void, stop: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const stop = new AbortController();
    this.asked.get(ticket)?.abort();
    this.asked.set(ticket, stop);
    try {
      return await ask((share) => this.panel.send('progress', { ticket, share }), stop.signal);
    } finally {
      if (this.asked.get(ticket) === stop) this.asked.delete(ticket);
    }
  }

  private end(): void {
    for (const stop of this.asked.values()) stop.abort();
  }

  private state(): TensorState {
    return { ...this.subject.state(), sides: this.services.sides.words(), against: this.comparer.state() };
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
