/**
 * A process of its own that claims a run as the terminal does. `node claimant.js FOLDER ID HOW BEAT`: says `held`, or why
 * not, and lives until it is ended.
 */
import { diskAt, hash, owner } from '../../extension/cli/files.js';
import { pace } from '../../extension/runs/disk/holder.js';
import { RunStore } from '../../extension/runs/disk/runStore.js';
import { checkpoint, head, record } from './memoryDisk.js';

const [folder, id, how, beat] = process.argv.slice(2);
const times = { ...pace, beat: Number(beat), ended: 6 * Number(beat), cutOff: 60 * Number(beat) };
const store = new RunStore(diskAt(folder), hash, undefined, owner, times);
try {
  if (how === 'new') {
    const writer = await store.create(head());
    await writer.epoch(record(1), checkpoint(1));
  } else await store.claims.acquire(id);
  process.stdout.write('held\n');
  process.stdin.resume();
  process.stdin.on('end', () => void store.claims.releaseAll().then(() => process.exit()));
} catch (error) {
  process.stdout.write(`${String(error)}\n`);
}
