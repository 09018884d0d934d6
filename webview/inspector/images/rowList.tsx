import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { ImageGrid } from './imageGrid.js';
import type { ItemsProps } from './itemKeys.js';
import { hasOwnPictures, hasPictures } from './rowPictures.js';
import { RowTable } from './rowTable.js';

/** Rows of predictions: tiles where the run has pictures of its items, else a table. */
export function RowList({ says = false, ...props }: ItemsProps<RowItem> & { says?: boolean }) {
  const { items, onOpen } = props;
  return hasOwnPictures() ? (
    <ImageGrid
      {...props}
      says={says}
      items={items.map((item) => ({ item }))}
      onOpen={({ item }: { item: RowItem }) => onOpen(item)}
    />
  ) : (
    <div class={`table-scroll ${hasPictures() ? 'with-pictures' : ''}`}>
      <RowTable {...props} />
    </div>
  );
}
