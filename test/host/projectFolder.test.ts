import assert from 'node:assert/strict';
import type { CancellationToken } from 'vscode';
import { defaultConfig, type RunConfig } from '@surprisal/core';
import type { ProjectData } from '../../extension/protocol/project.js';
import { bundled, l10n } from './bundled.js';

interface Place {
  path: string;
  with(changed: { path: string }): Place;
}
interface Project {
  saveProject(
    run: { id: string; title: string; config: RunConfig },
    read: (token: Pick<CancellationToken, 'isCancellationRequested'>) => Promise<ProjectData>,
    extension: Place,
    given?: Place,
  ): Promise<void>;
}
const host = bundled<Project>('inspector/projectFolder');

const data: ProjectData = {
  files: [{ name: 'data/test-x.npy', bytes: new TextEncoder().encode('x') }],
  item: { height: 28, width: 28, channels: 1 },
  pictures: true,
  classes: ['0', '1'],
  rule: 'byte',
  validates: true,
};
const run = { id: '20261126-190501', title: '../a "run"', config: defaultConfig() };
const names = ['README.md', 'data/test-x.npy', 'run.sbatch', 'run.sh', 'surprisal_run.py', 'train.py'];

class Missing extends Error {
  readonly code = 'FileNotFound';
}

const placeOf = (path: string): Place => ({ path, with: (changed) => placeOf(changed.path) });

/** A window in which a person takes a folder, and answers with a button where they are asked. */
function opened(answer: string | undefined, chosen: Place[] | undefined = [placeOf('/work')]) {
  const content = new Map<string, string>();
  const links = new Map<string, string>();
  const seen = { asked: [] as string[], told: [] as string[], opened: [] as string[], labels: [] as string[] };
  const token = { isCancellationRequested: false };
  const window = {
    showOpenDialog: async () => chosen,
    showWarningMessage: async (message: string, { detail }: { detail: string }) => {
      seen.asked.push(message, detail);
      return answer;
    },
    showInformationMessage: async (message: string, ...labels: string[]) => {
      seen.told.push(message);
      seen.labels = labels;
      return labels[0];
    },
    withProgress: async (_: object, work: (progress: null, token: object) => Promise<unknown>) => work(null, token),
  };
  const below = (path: string): string[] => [...content.keys()].filter((name) => name.startsWith(`${path}/`));
  const fs = {
    stat: async ({ path }: Place) => ({ type: 1, size: path.length, mtime: 0 }),
    readFile: async ({ path }: Place) => new TextEncoder().encode(path),
    readDirectory: async ({ path }: Place) => {
      if (below(path).length === 0) throw new Missing();
      return [...new Set(below(path).map((name) => name.slice(path.length + 1).split('/')[0]))].map((name) => [
        name,
        1,
      ]);
    },
    writeFile: async ({ path }: Place, bytes: Uint8Array) =>
      void content.set(links.get(path) ?? path, new TextDecoder().decode(bytes)),
    rename: async (from: Place, to: Place) => {
      content.set(to.path, content.get(from.path)!);
      content.delete(from.path);
      links.delete(to.path);
    },
  };
  const made = host({
    l10n,
    window,
    workspace: { fs, asRelativePath: ({ path }: Place) => path.slice(1) },
    commands: { executeCommand: async (_: string, { path }: Place) => void seen.opened.push(path) },
    FileType: { File: 1, Directory: 2, SymbolicLink: 64 },
    FileSystemError: Missing,
    ProgressLocation: { Notification: 15 },
    CancellationError: class extends Error {},
    Uri: { joinPath: ({ path }: Place, ...parts: string[]) => placeOf([path, ...parts].join('/')) },
  });
  const save = (given?: Place): Promise<void> => made.saveProject(run, async () => data, placeOf('/ext'), given);
  return { save, seen, content, links, token, below };
}

describe('the folder of a project of PyTorch (R5)', () => {
  it('R5 S9 it is a new one in the folder that the person takes, under a plain name; its README opens', async () => {
    const it = opened(undefined);
    await it.save();
    assert.deepEqual(
      it
        .below('/work/a-run-pytorch')
        .map((name) => name.slice(20))
        .sort(),
      names,
    );
    assert.equal(it.content.get('/work/a-run-pytorch/run.sh'), '/ext/extension/python/project/run.sh');
    assert.match(it.content.get('/work/a-run-pytorch/train.py')!, /^TITLE = "\.\.\/a \\"run\\" · PyTorch"$/m);
    await new Promise(setImmediate);
    assert.deepEqual(
      [it.seen.opened, it.seen.labels],
      [['/work/a-run-pytorch/README.md'], ['Open README', 'Open train.py']],
    );
    assert.deepEqual(it.seen.asked, []);
  });

  it('R5 what is there is replaced only where the person says so', async () => {
    for (const answer of [undefined, 'Replace']) {
      const it = opened(answer);
      it.content.set('/work/a-run-pytorch/train.py', 'mine').set('/work/a-run-pytorch/notes.txt', 'mine');
      await it.save();
      assert.deepEqual(it.seen.asked, ['Replace what is in work/a-run-pytorch?', 'These would be replaced: train.py.']);
      assert.equal(it.content.get('/work/a-run-pytorch/train.py') === 'mine', answer === undefined);
      assert.equal(it.content.get('/work/a-run-pytorch/notes.txt'), 'mine');
      assert.equal(it.below('/work').length, answer ? names.length + 1 : 2);
    }
  });

  it('S9 a link in its folder is replaced, and nothing is written where it leads', async () => {
    const it = opened('Replace');
    it.content.set('/home/profile', 'mine').set('/work/a-run-pytorch/train.py', 'mine');
    it.links.set('/work/a-run-pytorch/train.py', '/home/profile');
    await it.save();
    assert.equal(it.content.get('/home/profile'), 'mine');
    assert.match(it.content.get('/work/a-run-pytorch/train.py')!, /^TITLE = /m);
  });

  it('R5 a person who turns away, or cancels, has nothing written; a command says the folder itself', async () => {
    const away = opened(undefined, undefined);
    away.token.isCancellationRequested = true;
    await away.save(placeOf('/given'));
    assert.deepEqual([away.content.size, away.seen.told], [0, []]);
    const given = opened(undefined);
    await given.save(placeOf('/given'));
    assert.equal(given.below('/given').length, names.length);
  });
});
