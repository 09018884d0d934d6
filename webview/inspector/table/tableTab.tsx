import { useState } from 'preact/hooks';
import type { TableRow } from '../../../extension/protocol/inspector/table.js';
import { Button, Link } from '../../shared/button.js';
import { count, plain } from '../../shared/format.js';
import { plural, t } from '../../shared/strings.js';
import { Working } from '../../shared/working.js';
import { FilterBar, SearchField } from '../images/filterBar.js';
import { asked, type AskedItems } from '../images/itemFilter.js';
import { ListCount } from '../images/itemList.js';
import { type ImageOrder } from '../images/loadedImages.js';
import { NothingShown } from '../images/nothingShown.js';
import { useVirtualList } from '../images/virtualList.js';
import { host, record, shownEpoch } from '../state.js';
import { Trouble } from '../trouble.js';
import { RowPart } from './rowPart.js';
import { RowsGrid } from './rowsGrid.js';
import { ScalingLine } from './scalingLine.js';
import {
  askImportance,
  columnOrder,
  facts,
  factsTrouble,
  importanceNow,
  MOST_COLUMNS,
  stopImportance,
} from './tableState.js';
import './table.css';

const sizes = { line: 22, columns: () => 1 };

const orders = (): { value: ImageOrder; label: string }[] => [
  { value: 'mostSurprising', label: t('Most surprising first') },
  { value: 'leastSurprising', label: t('Least surprising first') },
  { value: 'index', label: t('As they were drawn') },
];

/** The test rows of a run on a table, and one of them explained. */
export function TablePart() {
  return (
    <section class="table-tab" aria-label={t('Rows')}>
      <Trouble what={t('The rows could not be read.')} reason={factsTrouble.value} />
      {!facts.value && factsTrouble.value === '' && <p class="muted">{t('Reading the table …')}</p>}
      {facts.value && <ScalingLine facts={facts.value} />}
      <FilterBar orders={orders()}>
        <SearchField hint={hintOf()} />
      </FilterBar>
      {facts.value && <Rows key={JSON.stringify(asked.value)} query={asked.value} />}
    </section>
  );
}

/** Such as `Row, value or proline > 750`, with the middle of a column. */
function hintOf(): string {
  const { columns = [], mean = [] } = facts.value ?? {};
  const at = columns.findIndex(({ words }) => !words);
  return at < 0
    ? t('Row or value')
    : t('Row, value or {0} > {1}', columns[at].name, plain(Number(mean[at].toPrecision(2))));
}

function Rows({ query }: { query: AskedItems }) {
  const columns = columnOrder.value.slice(0, MOST_COLUMNS);
  return <Listed key={columns.join(' ')} query={query} columns={columns} />;
}

/** The row that is explained stays while the columns find their order. */
let explained: TableRow | null = null;

function Listed({ query, columns }: { query: AskedItems; columns: number[] }) {
  const [opened, setOpened] = useState<TableRow | null>(explained);
  const [most, setMost] = useState(0);
  const open = (row: TableRow | null) => {
    explained = row;
    setOpened(row);
  };
  const { list, items, from, reach } = useVirtualList<TableRow>(sizes, async (offset, many) => {
    const page = await host.call('tableRows', { ...query, columns, offset, count: many, epoch: shownEpoch.value });
    setMost((before) => page.rows.reduce((top, { surprise }) => Math.max(top, surprise), before));
    if (offset === 0) open(page.rows.find(({ index }) => index === explained?.index) ?? page.rows[0] ?? null);
    return { total: page.total, wrong: page.wrong, items: page.rows };
  });
  const shown = opened && (items.find(({ index }) => index === opened.index) ?? opened);
  const total = list.total ?? 0;
  return (
    <>
      <ListCount list={list} />
      <ImportanceLine />
      <Trouble what={t('The rows could not be loaded.')} reason={list.trouble} />
      <div class="table-parts">
        <div class="table-list">
          {list.total === 0 ? (
            <NothingShown countOf={countOf} />
          ) : (
            <div class="table-scroll" role="group" aria-label={t('Rows and their columns')} tabIndex={0}>
              <div ref={list.box} class="virtual" style={{ height: `${list.height + HEAD}px` }}>
                <div style={{ transform: `translateY(${list.top}px)` }}>
                  <RowsGrid
                    label={plural(total, '1 row', '{0} rows')}
                    items={items}
                    columns={columns}
                    first={from}
                    total={total}
                    most={most}
                    opened={opened?.index ?? null}
                    onReach={reach}
                    onOpen={open}
                  />
                </div>
              </div>
            </div>
          )}
          <Caption shown={columns.length} />
        </div>
        {shown && total > 0 && <RowPart row={shown} />}
      </div>
    </>
  );
}

/** The head of the list with the bars over it, px. */
const HEAD = 44;

const countOf = async (list: AskedItems): Promise<number> => {
  const epoch = shownEpoch.peek();
  return (await host.call('tableRows', { ...list, columns: [], offset: 0, count: 0, epoch })).total;
};

function Caption({ shown }: { shown: number }) {
  const { columns = [], more = 0 } = facts.value ?? {};
  const all = columns.length + more;
  const order = importanceNow.value?.found ? t('Columns by importance') : t('Columns as in the file');
  return (
    <p class="muted small">
      {shown < all ? t('{0}, {1} of {2}.', order, count(shown), count(all)) : `${order}.`}{' '}
      <span class="beyond">{t('Underlined')}</span>
      {t(
        ': beyond every training row of its own class. p is the probability of the actual class; nats, −ln p, the surprise.',
      )}{' '}
      {t('Rows are numbered from 0, as in NumPy.')}
    </p>
  );
}

/** How far the importance of the columns is, or how to ask for it. */
function ImportanceLine() {
  const now = importanceNow.value;
  if (now?.found || !record.value || !facts.value) return null;
  if (now && now.trouble === '' && !now.stopped)
    return (
      <Working label={t('Importance')} share={now.share} words={t('Shuffling the columns')} class="importance-working">
        <span class="muted small">{t('Shuffling each column, to see how much worse the rows are read')}</span>
        <Button onPress={stopImportance}>{t('Cancel')}</Button>
      </Working>
    );
  return (
    <p class="muted small">
      {now?.trouble ? t('The importance of the columns is not known: {0}', now.trouble) : ''}{' '}
      <Link onPress={askImportance}>{t('Work out the importance of the columns')}</Link>
    </p>
  );
}
