import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { atWords } from './axes.js';
import { Working } from '../shared/working.js';
import { crosshair, listed, readings, byKeys } from './pointer.js';
import { valueText } from './scalars.js';
import { shownLines, view } from './state.js';

/** How many of the files are read. */
export const Reading = ({ reading: { done, of } }: { reading: { done: number; of: number } }) => (
  <Working
    class="reading"
    label={t('Files that are read')}
    share={of > 0 ? done / of : 0}
    words={t('{0} of {1}', count(done), count(of))}
  />
);

/** So many lines are said at one place. */
const MOST_SAID = 12;

/** Says what the lines read where the keys moved the crosshair. */
export function SaidReading() {
  const at = readings.value;
  const facts = listed.value;
  const said = byKeys.value && at && crosshair.value?.scalar === at.scalar && at.scalar === facts.name;
  const parts = shownLines.value.slice(0, MOST_SAID).flatMap((line) => {
    const value = at?.at.get(line.runs[0].id)?.value;
    return value === undefined ? [] : [`${line.name} ${valueText(facts, value)}`];
  });
  return (
    <p class="only-read" aria-live="polite">
      {said ? `${facts.name}, ${atWords(view.value.x, at.x)}: ${parts.join(', ')}` : ''}
    </p>
  );
}
