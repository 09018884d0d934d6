import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import { type Owner, ownerOf } from '../../runs/disk/owner.js';

/** The process of this window. */
export const owner: Owner | undefined = ownerOf({
  process,
  os,
  fs,
  digest: (text) => createHash('sha256').update(text).digest('hex'),
});
