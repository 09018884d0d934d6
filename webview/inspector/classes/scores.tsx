import { useComputed, useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Link } from '../../shared/button.js';
import { ClassSelect } from '../classSelect.js';
import { count, decimal } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { Table, type Column } from '../../shared/table.js';
import { Term } from '../../shared/term.js';
import { useAtEpoch } from '../atEpoch.js';
import { ImageGrid } from '../images/imageGrid.js';
import { ImagePanel } from '../images/imagePanel.js';
import { fetchImages, type LoadedImage } from '../images/loadedImages.js';
import { bandName, scoreBands, type ScoreBand } from './scoreBands.js';
import { FirstRows } from '../images/firstRows.js';
import { has, listsRows, nameOfClass, predictions, shownCell } from '../state.js';
import { showImages } from '../images/itemFilter.js';
import { Trouble } from '../trouble.js';
import { capital, itemCount, itemNouns, itemText } from '../itemNouns.js';

const FIRST = 11;

/** The items of one class by the network's confidence, and the most surprising of them. */
export function ScoresPart() {
  const picked = useSignal<number | null>(null);
  const chosen = useComputed(() => picked.value ?? shownCell.value?.actual ?? 0).value;
  const bands = useComputed(() =>
    predictions.value ? scoreBands(predictions.value, picked.value ?? shownCell.value?.actual ?? 0) : [],
  ).value;
  if (bands.length === 0) return null;
  const most = Math.max(1, ...bands.flatMap(({ right, wrong }) => [right, wrong]));
  const total = bands.reduce((sum, { right, wrong }) => sum + right + wrong, 0);
  return (
    <section class="scores-part" aria-label={t('Scores of one class')}>
      <div class="bar">
        <h2>{t('Scores')}</h2>
        <ClassSelect
          label={t('of the {0} of', itemNouns())}
          value={chosen}
          onChange={(index) => (picked.value = index)}
        />
        <span class="muted">{itemCount(total)}</span>
      </div>
      <div class="two two-tables">
        <div class="table-scroll">
          <Table
            label={t('{0} of class {1} by confidence', capital(itemNouns()), nameOfClass(chosen))}
            columns={columns(most)}
            rows={bands}
            rowId={({ from }) => from}
          />
        </div>
        {listsRows.value && (
          <div key={chosen}>
            <FirstRows actual={chosen} predicted={null} total={total} title={t('Most surprising')} />
          </div>
        )}
        {!listsRows.value && has('images') && <Surprising key={chosen} actual={chosen} total={total} />}
      </div>
    </section>
  );
}

function Surprising({ actual, total }: { actual: number; total: number }) {
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const { value: page, trouble } = useAtEpoch(`scores ${actual}`, () =>
    fetchImages({ actual, predicted: null, order: 'mostSurprising', offset: 0, count: FIRST }),
  );
  if (!page || total === 0) return <Trouble what={itemText('The images could not be loaded.')} reason={trouble} />;
  return (
    <div>
      <div class="detail-head">
        <h2>{t('Most surprising')}</h2>
        <span class="muted clip wide">{t('those it is sure of and wrong come first')}</span>
        <span class="space" />
        <Link onPress={() => showImages(actual, null)}>{t('Show all {0}', count(total))}</Link>
      </div>
      {opened && <ImagePanel image={opened} onClose={() => setOpened(null)} />}
      <ImageGrid
        says
        label={t('Most surprising')}
        items={page.items}
        total={page.items.length}
        opened={opened?.item.index ?? null}
        onOpen={setOpened}
        onEscape={() => setOpened(null)}
      />
    </div>
  );
}

const columns = (most: number): Column<ScoreBand>[] => {
  const bar = (items: number, kind: 'more' | 'less') => (
    <span class="count-bar">
      <span>{count(items)}</span>
      <i class={`swatch ${kind}`} style={{ width: `${(Math.log1p(items) / Math.log1p(most)) * 48}px` }} />
    </span>
  );
  return [
    {
      id: 'confidence',
      head: <Term meaning={t('The probability of the class it is read as.')}>{t('Confidence')}</Term>,
      cell: ({ from, to }) => bandName(from, to),
    },
    { id: 'right', head: t('Right'), cell: ({ right }) => bar(right, 'less') },
    { id: 'wrong', head: t('Wrong'), cell: ({ wrong }) => bar(wrong, 'more') },
    {
      id: 'surprise',
      head: t('Mean surprise'),
      meaning: t('Mean of −ln of the probability of the actual class, in nats.'),
      align: 'right',
      cell: ({ surprise }) => <span class={surprise === null ? 'muted' : ''}>{decimal(surprise)}</span>,
    },
  ];
};
