import { Button, Link } from '../../shared/button.js';
import { t } from '../../shared/strings.js';
import { useAtEpoch } from '../atEpoch.js';
import { itemCount, itemText } from '../itemNouns.js';
import { activeFilters, type AskedItems, clear } from './itemFilter.js';

interface NothingShownProps {
  /** How many items a list has. */
  countOf: (list: AskedItems) => Promise<number>;
}

/** An empty list: which filters hide all, and what each of them hides by itself. */
export function NothingShown({ countOf }: NothingShownProps) {
  const active = activeFilters.value;
  const { value: counts } = useAtEpoch(JSON.stringify(active), () =>
    Promise.all(active.map(({ without }) => countOf(without))),
  );
  if (active.length === 0) return <p class="muted">{itemText('There is no image.')}</p>;
  return (
    <div class="nothing-shown">
      <p>
        {active.length === 1
          ? itemText('No image is left by this filter: {0}.', active[0]?.words ?? '')
          : itemText('No image is left by these filters together: {0}.', active.map(({ words }) => words).join(', '))}
      </p>
      {active.length > 1 && (
        <ul>
          {active.map(({ words, cleared }, i) => (
            <li key={words}>
              <Link onPress={() => clear(cleared)}>{t('Without “{0}”', words)}</Link>{' '}
              <span class="muted numbers">{counts ? itemCount(counts[i] ?? 0) : ''}</span>
            </li>
          ))}
        </ul>
      )}
      <Button onPress={() => clear()}>{active.length === 1 ? t('Clear the filter') : t('Clear the filters')}</Button>
    </div>
  );
}
