import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { Link } from '../../shared/button.js';
import { count } from '../../shared/format.js';
import { t } from '../../shared/strings.js';
import { useAtEpoch } from '../atEpoch.js';
import { host, shownEpoch } from '../state.js';
import { Trouble } from '../trouble.js';
import { showImages } from './itemFilter.js';
import { ImagePanel } from './imagePanel.js';
import { hasOwnPictures } from './rowPictures.js';
import { RowList } from './rowList.js';

/** Tiles are small, and the rows of a table are not. */
const first = (): number => (hasOwnPictures() ? 33 : 12);

interface FirstRowsProps {
  actual: number;
  predicted: number | null;
  /** How many there are. */
  total: number;
  title: string;
  onClose?: () => void;
  /** Stands in the place of a row that is open. */
  children?: ComponentChildren;
}

/** The most surprising rows of a cell or a class, and the one that is open. */
export function FirstRows({ actual, predicted, total, title, onClose, children }: FirstRowsProps) {
  const [opened, setOpened] = useState<RowItem | null>(null);
  const { value: page, trouble } = useAtEpoch(`${actual} ${predicted}`, () =>
    host.call('rows', {
      actual,
      predicted,
      order: 'mostSurprising',
      offset: 0,
      count: first(),
      epoch: shownEpoch.value,
    }),
  );
  const close = () => {
    setOpened(null);
    onClose?.();
  };
  return (
    <>
      {opened ? <ImagePanel image={{ item: opened }} onClose={close} /> : children}
      <div class="cell-images">
        <div class="detail-head">
          <h2>{title}</h2>
          <span class="space" />
          {total > first() && (
            <Link onPress={() => showImages(actual, predicted)}>{t('Show all {0}', count(total))}</Link>
          )}
        </div>
        <Trouble what={t('The rows could not be loaded.')} reason={trouble} />
        {page && page.total > 0 && (
          <RowList
            label={title}
            items={page.rows}
            total={page.rows.length}
            opened={opened?.index ?? null}
            onOpen={setOpened}
            onEscape={close}
          />
        )}
      </div>
    </>
  );
}
