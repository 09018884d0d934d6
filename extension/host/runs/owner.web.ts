import type { Owner } from '../../runs/disk/owner.js';

/** A window in a browser can't tell whether another one lives; it writes as if it were alone. */
export const owner: Owner | undefined = undefined;
