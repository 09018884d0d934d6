import { Picture } from '../shared/picture.js';
import { imageSize } from './state.js';

/** An image of the run's size on its ground; without a label it is a decoration. */
export const ItemTile = ({ pixels, label = '' }: { pixels: Uint8Array; label?: string }) => (
  <span class="tile">
    <Picture {...imageSize.value} pixels={pixels} label={label} />
  </span>
);
