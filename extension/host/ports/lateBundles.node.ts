import type { Uri } from 'vscode';
import type * as commands from '../commands/commands.js';
import type * as client from '../language/client.js';
import type * as store from '../runs/store.js';
import type * as tensors from '../tensor/tensors.js';

/** Bundles that load at their first use. */
export const loadCommands = (_extension: Uri): Promise<typeof commands> => import('../commands/commands.js');
export const loadClient = (_extension: Uri): Promise<typeof client> => import('../language/client.js');
export const loadStore = (_extension: Uri): Promise<typeof store> => import('../runs/store.js');
export const loadTensors = (_extension: Uri): Promise<typeof tensors> => import('../tensor/tensors.js');
