import type { Disposable, Event, Uri } from 'vscode';
import { Soon } from '../ports/soon.js';
import type { LateFolders } from '../runs/lateFolders.js';
import type { Compared } from './compare.js';
import type { Send } from './subject.js';

/** What a model is compared with, and what is heard of it: runs of the folder, runs of other programs, imports. */
export interface CompareServices extends Compared {
  extension: Uri;
  library: Compared['library'] & { onChange: Event<void> };
  logged: LateFolders;
  imports: Compared['imports'] & { onOpen: Event<unknown>; onRead: Event<{ id: string }> };
}

/** A program may log many epochs a second; a page hears of them at most once in so many ms. */
const PAUSE = 1000;

/** Tells a page when a run or an import other than its own came, ended, went or has another name, and when one is read anew. */
export const othersChange = (send: Send, { library, imports, logged }: CompareServices, own?: string): Disposable[] => [
  logged.onChange(() => send('runs', null)),
  library.onChange(() => send('runs', null)),
  imports.onOpen(() => send('runs', null)),
  imports.onRead(({ id }) => send('readAgain', id)),
  epochsOf(logged, (id) => id !== own && send('readAgain', id)),
];

/** Tells of each run of another program that logged another epoch. */
function epochsOf(logged: Pick<LateFolders, 'onRun'>, tell: (id: string) => unknown): Disposable {
  const known = new Map<string, number>();
  const due = new Set<string>();
  const soon = new Soon(PAUSE, () => {
    for (const each of due) tell(each);
    due.clear();
  });
  const hears = logged.onRun(({ id, epochs }) => {
    const last = epochs.at(-1)?.epoch ?? 0;
    if (known.get(id) === last) return;
    known.set(id, last);
    due.add(id);
    soon.call();
  });
  return {
    dispose: () => {
      hears.dispose();
      soon.dispose();
    },
  };
}
