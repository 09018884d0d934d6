import type * as node from './localFiles.node.js';

/** A browser reaches no files but through the editor. */
export const localFiles: typeof node.localFiles = () => undefined;
