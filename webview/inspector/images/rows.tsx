import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { ImageQuery, RowItem } from '../../../extension/protocol/pages.js';
import { Link } from '../../shared/button.js';
import { Select } from '../../shared/field.js';
import { count } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { orders, type Order } from '../matrix/detail.js';
import { useFetched } from '../fetched.js';
import { FilterBar } from './filterBar.js';
import { ImagePanel } from './imagePanel.js';
import type { Cell } from '../matrix/matrixKeys.js';
import { RowTable } from './rowTable.js';
import { filter, hasScores, host, showImages } from '../state.js';
import { Trouble } from '../trouble.js';
import { useVirtual } from './virtual.js';
import { noun } from '../nouns.js';

const FIRST = 12;
const sizes = { line: 26, columns: () => 1 };
const didNotCome = (): string => t('The rows did not come.');
const heading = (total: number): string => t('{0} {1}', count(total), noun(total));

/** All rows of a cell, a class or the files; predictions bring no images. */
export function RowsPart() {
  const [order, setOrder] = useState<Order>('mostSurprising');
  const { actual, predicted } = filter.value;
  return (
    <section class="all-rows" aria-label={t('Rows')}>
      <FilterBar>
        {hasScores.value && (
          <Select label={t('Order of the rows')} value={order} options={orders()} onChange={setOrder} />
        )}
      </FilterBar>
      <p class="muted">
        {hasScores.value
          ? t('Predictions bring no images. These are their rows; Enter opens the scores of one.')
          : t('Predictions bring no images, and these no probabilities. These are their rows.')}
      </p>
      <AllRows key={`${actual} ${predicted} ${order}`} actual={actual} predicted={predicted} order={order} />
    </section>
  );
}

function AllRows(query: Omit<ImageQuery, 'offset' | 'count'>) {
  const [opened, setOpened] = useState<RowItem | null>(null);
  const { box, total, items, from, top, height, reach, trouble } = useVirtual(sizes, async (offset, count) => {
    const page = await host.call('rows', { ...query, offset, count });
    return { total: page.total, items: page.rows };
  });
  const close = () => {
    setOpened(null);
    box.current?.querySelector<HTMLElement>('tr[tabindex="0"]')?.focus();
  };
  return (
    <>
      <h2 aria-live="polite">{total === null ? '' : heading(total)}</h2>
      <Trouble what={didNotCome()} reason={trouble} />
      {total === 0 && <p class="muted">{t('No row is predicted so.')}</p>}
      <div class={opened ? 'with-image' : ''}>
        {opened && <ImagePanel image={{ item: opened }} onClose={close} />}
        <div ref={box} class="virtual" style={{ height: `${height + sizes.line}px` }}>
          <div style={{ transform: `translateY(${top}px)` }}>
            <RowTable
              label={heading(total ?? 0)}
              rows={items}
              first={from}
              total={total ?? 0}
              onReach={reach}
              opened={opened?.index ?? null}
              onOpen={setOpened}
              onEscape={close}
            />
          </div>
        </div>
      </div>
    </>
  );
}

interface CellRowsProps {
  cell: Cell;
  items: number;
  onClose: () => void;
  children: ComponentChildren;
}

/** The rows of one cell of the matrix. */
export function CellRows({ cell, items, onClose, children }: CellRowsProps) {
  const [opened, setOpened] = useState<RowItem | null>(null);
  const close = () => {
    setOpened(null);
    onClose();
  };
  return (
    <>
      {opened ? <ImagePanel image={{ item: opened }} onClose={close} /> : children}
      <FirstRows
        id={`cell ${cell.actual} ${cell.predicted}`}
        {...cell}
        total={items}
        title={heading(items)}
        opened={opened}
        onOpen={setOpened}
        onEscape={close}
      />
    </>
  );
}

/** The most surprising rows of a class. */
export function ScoreRows({ actual, total }: { actual: number; total: number }) {
  const [opened, setOpened] = useState<RowItem | null>(null);
  const close = () => setOpened(null);
  return (
    <div>
      {opened && <ImagePanel image={{ item: opened }} onClose={close} />}
      <FirstRows
        id={`scores ${actual}`}
        actual={actual}
        predicted={null}
        total={total}
        title={t('Most surprising')}
        opened={opened}
        onOpen={setOpened}
        onEscape={close}
      />
    </div>
  );
}

interface FirstRowsProps {
  id: string;
  actual: number;
  predicted: number | null;
  total: number;
  title: string;
  opened: RowItem | null;
  onOpen: (row: RowItem) => void;
  onEscape: () => void;
}

function FirstRows({ id, actual, predicted, total, title, opened, onOpen, onEscape }: FirstRowsProps) {
  const { value: found, trouble } = useFetched(id, () =>
    host.call('rows', { actual, predicted, order: 'mostSurprising', offset: 0, count: FIRST }),
  );
  return (
    <div class="cell-images">
      <div class="detail-head">
        <h2>{title}</h2>
        <span class="space" />
        {total > FIRST && <Link onPress={() => showImages(actual, predicted)}>{t('Show all {0}', count(total))}</Link>}
      </div>
      <Trouble what={didNotCome()} reason={trouble} />
      {found && found.total > 0 && (
        <RowTable
          label={title}
          rows={found.rows}
          total={found.rows.length}
          opened={opened?.index ?? null}
          onOpen={onOpen}
          onEscape={onEscape}
        />
      )}
    </div>
  );
}
