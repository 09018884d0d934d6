import { type ArrayDifference, type ArrayHeader, type FoundArrays, limits, type NamedBytes } from '@surprisal/core';
import { CancellationError, type CancellationToken, type Disposable, type Uri } from 'vscode';
import type { ArrayApi, ArrayEvents, ArrayPlace, OfArray } from '../../protocol/arrayThread.js';
import { files, nameOf } from '../ports/files.js';
import { log } from '../ports/log.js';
import { count } from '../ports/numbers.js';
import { threadsReadFiles } from '../ports/openThread.node.js';
import { t } from '../ports/t.js';
import type { Thread } from '../train/thread.js';
import { stoppable } from './stoppable.js';

/** Questions about an array of a file that is open. */
type Questions = Omit<ArrayApi, 'openArrays' | 'closeArrays' | 'cancelArray'>;
type Asked<M extends keyof Questions> = Omit<Parameters<Questions[M]>[0], 'ask' | 'file'>;

export interface AskingArray {
  token?: CancellationToken;
  /** Hears how far it is, from 0 to 1. */
  tell?: (share: number) => void;
}

/** An array of a file that is open. */
export interface FiledArray {
  file: ArrayFile;
  array: ArrayHeader;
}

type Hears = { arrayProgress: (how: ArrayEvents['arrayProgress']) => void };
type OpenedThread = Pick<Thread, 'rpc' | 'dispose'>;

/**
 * The one thread that reads arrays for all pages. It begins with the first file that is opened and ends with the last that
 * is closed; where it is lost, the next question opens another and the file anew.
 */
export class ArrayThread implements Disposable {
  private thread: OpenedThread | undefined;
  private readonly open = new Set<number>();
  private readonly tell = new Map<number, (share: number) => void>();
  private last = 0;

  constructor(private readonly begin: (hears: Hears, lost: (reason: Error) => void) => OpenedThread) {}

  dispose(): void {
    this.thread?.dispose();
    this.thread = undefined;
  }

  /** Opens a file, or the bytes of one; throws what is wrong with it. */
  async file(source: Uri | NamedBytes): Promise<ArrayFile> {
    const file = new ArrayFile(this, source, ++this.last);
    this.open.add(file.number);
    try {
      await file.reload();
      return file;
    } catch (error) {
      file.dispose();
      throw error;
    }
  }

  /** The thread, which may be another than before. */
  running(): OpenedThread {
    const thread = (this.thread ??= this.begin(
      { arrayProgress: ({ ask, share }) => this.tell.get(ask)?.(share) },
      (reason) => {
        if (this.thread === thread) this.thread = undefined;
        log.error('the thread that reads arrays ended', reason);
      },
    ));
    return thread;
  }

  close(file: number): void {
    this.open.delete(file);
    if (this.open.size === 0) this.dispose();
    // A thread that was lost has closed all.
    else this.thread?.rpc.call('closeArrays', { file }).catch(() => undefined);
  }

  async ask<M extends keyof Questions>(
    thread: OpenedThread,
    method: M,
    params: Asked<M> & Pick<OfArray, 'file'>,
    { token, tell }: AskingArray,
  ): Promise<Awaited<ReturnType<Questions[M]>>> {
    if (token?.isCancellationRequested) throw new CancellationError();
    const ask = ++this.last;
    if (tell) this.tell.set(ask, tell);
    const cancelling = token?.onCancellationRequested(() => {
      thread.rpc.call('cancelArray', { ask }).catch(() => undefined);
    });
    try {
      return (await thread.rpc.call(method, { ...params, ask } as never)) as Awaited<ReturnType<Questions[M]>>;
    } catch (error) {
      throw token?.isCancellationRequested ? new CancellationError() : error;
    } finally {
      this.tell.delete(ask);
      cancelling?.dispose();
    }
  }
}

/** A file of arrays that is open in the thread, by its path where that reads paths, else by its bytes. */
export class ArrayFile implements Disposable {
  private opened: { thread: OpenedThread; found: Promise<FoundArrays> } | undefined;
  private over = false;

  constructor(
    private readonly owner: ArrayThread,
    private readonly source: Uri | NamedBytes,
    readonly number: number,
  ) {}

  /** What is in it, as it is now; what was read before is let go of. */
  reload(): Promise<FoundArrays> {
    // A thread that it began would have no file whose end ends it.
    if (this.over) throw new CancellationError();
    const thread = this.owner.running();
    const { source } = this;
    const found = this.place().then((place) =>
      thread.rpc.call('openArrays', {
        file: this.number,
        name: 'bytes' in source ? source.name : nameOf(source),
        place,
      }),
    );
    const opened = { thread, found };
    this.opened = opened;
    found.catch(() => {
      if (this.opened === opened) this.opened = undefined;
    });
    return found;
  }

  /** What is in it, as it was when it was opened. */
  found(): Promise<FoundArrays> {
    return this.opened && !this.over && this.opened.thread === this.owner.running() ? this.opened.found : this.reload();
  }

  /**
   * Puts a question about one of its arrays. A cancel throws a `CancellationError`; an error whose `place.argument` is
   * `changed` means that the file has been written to since it was opened.
   */
  async ask<M extends keyof Questions>(
    method: M,
    params: Asked<M>,
    asking: AskingArray = {},
  ): Promise<Awaited<ReturnType<Questions[M]>>> {
    await this.found();
    return this.owner.ask(
      this.opened?.thread ?? this.owner.running(),
      method,
      { ...params, file: this.number },
      asking,
    );
  }

  /** How one of its arrays differs from one of another file, whose change is none of this one. */
  async difference(
    array: ArrayHeader,
    other: FiledArray,
    tell: (share: number) => void,
    stop: AbortSignal,
  ): Promise<ArrayDifference> {
    // The thread may have been another one when it was opened.
    await other.file.found();
    const asked = { array, other: { file: other.file.number, array: other.array } };
    return stoppable(stop, (token) => this.ask('arrayDifference', asked, { token, tell }));
  }

  dispose(): void {
    this.over = true;
    this.owner.close(this.number);
  }

  private async place(): Promise<ArrayPlace> {
    const { source: uri } = this;
    if ('bytes' in uri) return { bytes: uri.bytes };
    // The thread looks itself whether that is a file.
    const path = uri.scheme === 'file' ? uri.fsPath : '';
    if (threadsReadFiles && path) return { path };
    const check = (size: number): void => {
      if (size <= limits.arrayWhole) return;
      const most = count(limits.arrayWhole);
      throw new Error(
        t(
          '{0}: {1} bytes; expected at most {2}, since files here can only be read whole',
          nameOf(uri),
          count(size),
          most,
        ),
      );
    };
    check(await files.size(uri));
    const bytes = await files.read(uri);
    check(bytes.length);
    return { bytes };
  }
}
