import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { LateFolders } from '../../extension/host/runs/lateFolders.js';
import { RunFolders } from '../../extension/host/runs/runFolders.js';
import { libraryOf } from './storedRuns.js';
import { until } from './until.js';

describe('a run that another program logs on this machine', () => {
  it('R1: is found and followed while something shows it, and costs nothing then', async () => {
    const root = fs.mkdtempSync(join(tmpdir(), 'surprisal-logged-'));
    const id = '20261126-190501';
    const memory = { get: () => undefined, update: () => Promise.resolve(), keys: () => [] };
    const own = { folder: vscode.Uri.file(root), below: '' };
    const folders = new LateFolders(
      async (news) => new RunFolders({ own, memory, news, libraryOf: (place) => libraryOf(place) }),
    );
    const watching = folders.watch();
    try {
      await folders.ready();
      assert.equal(folders.logged.length, 0);
      fs.mkdirSync(join(root, id));
      fs.writeFileSync(join(root, id, 'run.json'), '{"version":2,"kind":"logged","title":"loop","status":"running"}');
      await until('the run', folders.onChange, () => folders.logged.length === 1);
      const [run] = folders.logged;
      for (let step = 1; step <= 3; step++) {
        fs.appendFileSync(join(root, id, 'steps.jsonl'), `{"step":${step},"loss":${1 / step}}\n`);
        await until(`step ${step}`, folders.onRun, () => run.lastStep === step);
      }
      fs.writeFileSync(join(root, id, 'run.json'), '{"version":2,"kind":"logged","title":"loop","status":"finished"}');
      await until('the end', folders.onChange, () => run.status === 'finished');
      assert.equal(folders.live, undefined);
      fs.rmSync(join(root, id), { recursive: true });
      await until('its going', folders.onChange, () => folders.logged.length === 0);
    } finally {
      watching.dispose();
      folders.dispose();
      fs.rmSync(root, { recursive: true, force: true });
    }
  });
});
