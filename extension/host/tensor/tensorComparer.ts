import { type FoundArrays, messageOf } from '@surprisal/core';
import type { Disposable } from 'vscode';
import type { DifferenceQuery, TensorApi, TensorComparison } from '../../protocol/tensor.js';
import { nameOf } from '../ports/files.js';
import { t } from '../ports/t.js';
import type { ArrayFile, ArrayThread } from './arrayThread.js';
import { chooseOther, chooseTensor } from './chooseOther.js';
import { toldName } from './fileSubject.js';
import type { Compared, TensorSubject } from './tensorSubject.js';

/** Names that only the other file has, as many as a page is told of, and letters of each. */
const TOLD = 1000;
const LONG = 200;

export interface ComparingServices {
  thread: ArrayThread;
  /** What can be compared of all tabs. */
  others(): readonly Compared[];
}

interface Other {
  number: number;
  title: string;
  file: ArrayFile;
  found: FoundArrays;
  /** The one tensor that was chosen, and its name here; null where all are compared by their names. */
  one: { name: string; other: number } | null;
}

/** Compares the tensors of a tab with those of another file, or one of them with one that a person chooses. */
export class TensorComparer implements Disposable {
  private other: Other | undefined;
  private made = 0;
  private isOver = false;

  constructor(
    private readonly subject: TensorSubject,
    private readonly services: ComparingServices,
    private readonly onChange: () => void,
  ) {}

  dispose(): void {
    this.isOver = true;
    this.other?.file.dispose();
  }

  end(): void {
    this.take(undefined);
  }

  /** Which tensors are compared; by their names, so that a file that was read anew is compared as it is now. */
  state(): TensorComparison | null {
    const { other } = this;
    if (!other) return null;
    const { number, title, found, one } = other;
    const { tensors } = this.subject.state();
    const names = found.arrays.map((array) => toldName(array.name));
    const places = new Map(names.map((name, i) => [name, i]));
    const isOnly = tensors.length === 1 && found.arrays.length === 1;
    const pairs = tensors.flatMap(({ name, fault }, tensor) => {
      if (fault !== null || (one && one.name !== name)) return [];
      const at = one ? one.other : isOnly ? 0 : places.get(name);
      if (at === undefined) return [];
      return [{ tensor, other: at, shape: [...found.arrays[at].shape] }];
    });
    const here = new Set(tensors.map(({ name }) => name));
    const there = one || isOnly ? [] : names.filter((name) => !here.has(name));
    const onlyThere = there.slice(0, TOLD).map((name) => name.slice(0, LONG));
    const name = one ? names[one.other] : isOnly ? names[0] : null;
    return { number, title, one: name, pairs, onlyThere, more: there.length - onlyThere.length };
  }

  /** Asks what is to be compared with; nothing changes where a person turns away. */
  async choose(tensor: number | null): Promise<void> {
    const { compared } = this.subject;
    if (!compared) throw new Error(t('These tensors are not compared.'));
    const { tensors } = this.subject.state();
    const facts = tensor === null ? null : tensors[tensor];
    const { thread, others } = this.services;
    const chosen = await chooseOther(compared, others(), facts !== null && tensors.length > 1);
    if (!chosen) return;
    const file = 'open' in chosen ? await chosen.open(thread) : await thread.file(chosen);
    try {
      const found = await file.found();
      const at = facts && (await chooseTensor(facts, found.arrays, chosen === compared ? tensor : null));
      // The tab may have been closed meanwhile.
      if (at === undefined || this.isOver) return;
      const one = at === null ? null : { name: facts!.name, other: at };
      this.take({ number: ++this.made, title: 'open' in chosen ? chosen.title : nameOf(chosen), file, found, one });
    } finally {
      if (this.other?.file !== file) file.dispose();
    }
  }

  private take(other: Other | undefined): void {
    this.other?.file.dispose();
    this.other = other;
    this.onChange();
  }

  /** One after another; `tell` hears how far all are, by the bytes of each. */
  async differences(
    { pairs }: DifferenceQuery,
    tell: (share: number) => void,
    stop: AbortSignal,
  ): Promise<ReturnType<TensorApi['differences']>> {
    const { other } = this;
    const { compared } = this.subject;
    const arrays = pairs.map(({ other: at }) => other?.found.arrays[at]);
    const total = arrays.reduce((sum, array) => sum + (array?.bytes ?? 0), 0);
    const found: ReturnType<TensorApi['differences']> = [];
    let done = 0;
    for (const [i, { tensor }] of pairs.entries()) {
      const array = arrays[i];
      if (!other || !array || !compared) throw new Error(t('What was asked for is not compared.'));
      const hear = (share: number): void => tell((done + share * array.bytes) / Math.max(1, total));
      try {
        found.push(await compared.difference(this.services.thread, tensor, { file: other.file, array }, hear, stop));
      } catch (error) {
        stop.throwIfAborted();
        found.push({ fault: messageOf(error) });
      }
      done += array.bytes;
    }
    return found;
  }
}
