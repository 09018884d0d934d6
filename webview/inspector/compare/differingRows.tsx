import { useState } from 'preact/hooks';
import { VirtualRows } from '../images/rowsTab.js';
import { host } from '../state.js';
import { DifferingBar, noteOf, type DifferingProps, type Which } from './differingImages.js';

/** The rows that only one of both reads right, as this import reads them; the open one with what the other reads. */
export function DifferingRows({ comparison, difference }: DifferingProps) {
  const [which, setWhich] = useState<Which>('onlyMine');
  const indices = difference[which].map((place) => comparison.index[place] ?? 0);
  const fetch = async (offset: number, length: number) => ({
    total: indices.length,
    items: await host.call('rowsAt', { indices: indices.slice(offset, offset + length), epoch: comparison.epochs[0] }),
  });
  return (
    <DifferingBar {...{ comparison, difference, which, setWhich }}>
      {(empty) => (
        <VirtualRows
          key={`${which} ${indices.join()}`}
          fetch={fetch}
          empty={empty}
          note={({ index }) => noteOf(comparison, index)}
        />
      )}
    </DifferingBar>
  );
}
