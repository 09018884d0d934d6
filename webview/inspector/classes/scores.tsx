import { useComputed, useSignal } from '@preact/signals';
import { useState } from 'preact/hooks';
import { Link } from '../../shared/button.js';
import { Labelled, Select } from '../../shared/field.js';
import { count, decimal, percent } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { Table, type Column } from '../../shared/table.js';
import { Term } from '../../shared/term.js';
import { fetchImages } from '../matrix/detail.js';
import { useFetched } from '../fetched.js';
import { ImageGrid, type LoadedImage } from '../images/imageGrid.js';
import { ImagePanel } from '../images/imagePanel.js';
import { scoreBands, type ScoreBand } from './scoreBands.js';
import { ScoreRows } from '../images/rows.js';
import { isImport, readings, run, showImages, shownCell } from '../state.js';
import { Trouble } from '../trouble.js';
import { capital, noun, nouns, said } from '../nouns.js';

const FIRST = 11;

/** The images of one class by how sure the network is of them: who is sure and wrong. */
export function ScoresPart() {
  const picked = useSignal<number | null>(null);
  const chosen = useComputed(() => picked.value ?? shownCell.value?.actual ?? 0).value;
  const bands = useComputed(() =>
    readings.value ? scoreBands(readings.value, picked.value ?? shownCell.value?.actual ?? 0) : [],
  ).value;
  const classes = run.value?.classes ?? [];
  if (bands.length === 0) return null;
  const most = Math.max(1, ...bands.flatMap(({ right, wrong }) => [right, wrong]));
  const total = bands.reduce((sum, { right, wrong }) => sum + right + wrong, 0);
  return (
    <section class="scores-part" aria-label={t('Scores of one class')}>
      <div class="bar">
        <h2>{t('Scores')}</h2>
        <Labelled label={t('of the {0} of', nouns())}>
          {(ids) => (
            <Select
              ids={ids}
              value={String(chosen)}
              options={classes.map((label, i) => ({ value: String(i), label }))}
              onChange={(value) => (picked.value = Number(value))}
            />
          )}
        </Labelled>
        <span class="muted">{t('{0} {1}', count(total), noun(total))}</span>
      </div>
      <div class="two-tables">
        <div class="table-scroll">
          <Table
            label={t('{0} of class {1} by confidence', capital(nouns()), classes[chosen] ?? '')}
            columns={columns(most)}
            rows={bands}
            rowId={({ from }) => from}
          />
        </div>
        {isImport.value ? (
          <ScoreRows key={chosen} actual={chosen} total={total} />
        ) : (
          <Surprising key={chosen} actual={chosen} total={total} />
        )}
      </div>
    </section>
  );
}

function Surprising({ actual, total }: { actual: number; total: number }) {
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const { value: found, trouble } = useFetched(`scores ${actual}`, () =>
    fetchImages({ actual, predicted: null, order: 'mostSurprising', offset: 0, count: FIRST }),
  );
  if (!found || total === 0) return <Trouble what={said('The images did not come.')} reason={trouble} />;
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
        label={t('Most surprising')}
        images={found.images}
        total={found.images.length}
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
      cell: ({ from, to }) =>
        from === 0 ? t('under {0}', percent(to, 0)) : t('{0} to {1}', percent(from, 0), percent(to, 0)),
    },
    { id: 'right', head: t('Right'), class: 'count-column', cell: ({ right }) => bar(right, 'less') },
    { id: 'wrong', head: t('Wrong'), class: 'count-column', cell: ({ wrong }) => bar(wrong, 'more') },
    {
      id: 'surprise',
      head: t('Mean surprise'),
      meaning: t('Mean of −ln of the probability of the actual class, in nats.'),
      align: 'right',
      cell: ({ surprise }) => <span class={surprise === null ? 'muted' : ''}>{decimal(surprise)}</span>,
    },
  ];
};
