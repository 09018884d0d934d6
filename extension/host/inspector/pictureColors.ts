import type { Memento } from 'vscode';
import type { PictureColors } from '../../protocol/inspector/export.js';

/** Under this name a folder remembers the colours of the pictures that are exported. */
export const COLORS = 'surprisal.pictureColors';

export const colorsOf = (memory: Memento): PictureColors => memory.get<PictureColors>(COLORS) ?? 'theme';
