import { Picture } from '../shared/picture.js';
import { imageSize, isTable } from './state.js';

/** An image of the run's size on its ground; without a label it is a decoration. The row of a table is no picture. */
export const ItemTile = ({ pixels, label = '' }: { pixels: Uint8Array; label?: string }) =>
  isTable.value ? null : (
    <span class="tile">
      <Picture {...imageSize.value} pixels={pixels} label={label} />
    </span>
  );
