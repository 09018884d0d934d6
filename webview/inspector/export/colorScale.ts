import { t } from '../../shared/strings.js';
import { legend, type Scale } from '../matrix/colorSteps.js';
import { tag, words, type Ink } from './svg.js';

/** What the colours of the cells stand for. */
export function colorScale(ink: Ink, scale: Scale, kind: 'right' | 'wrong', x: number, y: number): string {
  const name = words(x, y + 9, kind === 'right' ? t('Right') : t('Wrong'), ink.muted, { size: 11 });
  const boxes = legend[scale][kind].map((label, step) => {
    const at = x + 40 + step * 32;
    const fill = ink[`${kind}-${step}`];
    return (
      tag('rect', { x: at, y, width: 30, height: 12, rx: 2, fill }) +
      words(at + 15, y + 10, label, ink[`${kind}-${step}-ink`], { size: 10, anchor: 'middle' })
    );
  });
  return name + boxes.join('');
}
