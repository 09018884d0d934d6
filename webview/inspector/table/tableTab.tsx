import { useEffect, useState } from 'preact/hooks';
import type { TableQuery, TableRow } from '../../../extension/protocol/inspector/table.js';
import { Button, Link } from '../../shared/button.js';
import { Select } from '../../shared/field.js';
import { count, plain } from '../../shared/format.js';
import { plural, t } from '../../shared/strings.js';
import { Working } from '../../shared/working.js';
import { FilterBar } from '../images/filterBar.js';
import { type ImageOrder } from '../images/loadedImages.js';
import { useVirtualList } from '../images/virtualList.js';
import { filter, host, record, run, shownEpoch } from '../state.js';
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
/** The words that a person types are waited for, ms. */
const TYPING = 200;

const orders = (): { value: ImageOrder; label: string }[] => [
  { value: 'mostSurprising', label: t('Most surprising first') },
  { value: 'leastSurprising', label: t('Least surprising first') },
  { value: 'index', label: t('As they were drawn') },
];

/** The test rows of a run on a table, and one of them explained. */
export function TablePart() {
  const [order, setOrder] = useState<ImageOrder>('mostSurprising');
  const [show, setShow] = useState<TableQuery['show']>('all');
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed), TYPING);
    return () => clearTimeout(timer);
  }, [typed]);
  const { actual, predicted } = filter.value;
  const all = run.value?.testCount ?? 0;
  return (
    <section class="table-tab" aria-label={t('Rows')}>
      <Trouble what={t('The rows could not be read.')} reason={factsTrouble.value} />
      {!facts.value && factsTrouble.value === '' && <p class="muted">{t('Reading the table …')}</p>}
      {facts.value && <ScalingLine facts={facts.value} />}
      <FilterBar>
        <Select
          label={t('Rows that are shown')}
          value={show}
          options={[
            { value: 'all', label: t('All {0}', count(all)) },
            { value: 'wrong', label: t('Wrong only') },
            { value: 'right', label: t('Right only') },
          ]}
          onChange={setShow}
        />
        <Select label={t('Order of the rows')} value={order} options={orders()} onChange={setOrder} />
        <input
          class="search"
          type="search"
          placeholder={hintOf()}
          aria-label={t('Search for a row, a class, a value or a condition')}
          value={typed}
          onInput={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
        />
      </FilterBar>
      {facts.value && (
        <Rows
          key={JSON.stringify([actual, predicted, order, show, search])}
          query={{ actual, predicted, order, show, search }}
        />
      )}
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

type Asked = Omit<TableQuery, 'offset' | 'count' | 'columns' | 'epoch'>;

function Rows({ query }: { query: Asked }) {
  const columns = columnOrder.value.slice(0, MOST_COLUMNS);
  return <Listed key={columns.join(' ')} query={query} columns={columns} />;
}

/** The row that is explained stays while the columns find their order. */
let explained: TableRow | null = null;

function Listed({ query, columns }: { query: Asked; columns: number[] }) {
  const [opened, setOpened] = useState<TableRow | null>(explained);
  const [wrong, setWrong] = useState(0);
  const [most, setMost] = useState(0);
  const open = (row: TableRow | null) => {
    explained = row;
    setOpened(row);
  };
  const { list, items, from, reach } = useVirtualList<TableRow>(sizes, async (offset, many) => {
    const page = await host.call('tableRows', { ...query, columns, offset, count: many, epoch: shownEpoch.value });
    setWrong(page.wrong);
    setMost((before) => page.rows.reduce((top, { surprise }) => Math.max(top, surprise), before));
    if (offset === 0) open(page.rows.find(({ index }) => index === explained?.index) ?? page.rows[0] ?? null);
    return { total: page.total, items: page.rows };
  });
  const shown = opened && (items.find(({ index }) => index === opened.index) ?? opened);
  const total = list.total ?? 0;
  return (
    <>
      <p class="muted numbers" aria-live="polite">
        {list.total !== null && summary(query, wrong, total)}
      </p>
      <ImportanceLine />
      <Trouble what={t('The rows could not be loaded.')} reason={list.trouble} />
      <div class="table-parts">
        <div class="table-list">
          {list.total === 0 ? (
            <p class="muted">{nothing(query)}</p>
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

function summary({ show }: Asked, wrong: number, total: number): string {
  if (show === 'wrong') return plural(total, '1 row is read wrong', '{0} rows are read wrong');
  return t('{0} wrong of {1} shown', count(wrong), count(total));
}

function nothing({ show, search, actual, predicted }: Asked): string {
  if (show === 'wrong' && search === '' && actual === null && predicted === null) return t('All rows are read right.');
  return t('No test row is so. Clear the search, or show all rows.');
}

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
