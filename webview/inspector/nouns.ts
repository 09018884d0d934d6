import { t } from '../shared/strings.js';
import { isImport } from './state.js';

/** Items are images, or rows where they come from files. */
export const nouns = (): string => (isImport.value ? t('rows') : t('images'));
export const noun = (items: number): string => (items !== 1 ? nouns() : isImport.value ? t('row') : t('image'));
export const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
