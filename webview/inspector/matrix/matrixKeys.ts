export interface Cell {
  actual: number;
  predicted: number;
}

const within = (value: number, size: number): number => Math.min(size - 1, Math.max(0, value));

/** Where a key leads from a cell of a matrix whose rows and columns stand in `order`; null where it is no key of the matrix. */
export function move(key: string, ctrl: boolean, cell: Cell, order: readonly number[]): Cell | null {
  const at = { actual: order.indexOf(cell.actual), predicted: order.indexOf(cell.predicted) };
  const to = moveByPlace(key, ctrl, at, order.length);
  return to && { actual: order[to.actual] ?? 0, predicted: order[to.predicted] ?? 0 };
}

function moveByPlace(key: string, ctrl: boolean, { actual, predicted }: Cell, size: number): Cell | null {
  switch (key) {
    case 'ArrowUp':
      return { actual: within(actual - 1, size), predicted };
    case 'ArrowDown':
      return { actual: within(actual + 1, size), predicted };
    case 'ArrowLeft':
      return { actual, predicted: within(predicted - 1, size) };
    case 'ArrowRight':
      return { actual, predicted: within(predicted + 1, size) };
    case 'Home':
      return { actual: ctrl ? 0 : actual, predicted: 0 };
    case 'End':
      return { actual: ctrl ? size - 1 : actual, predicted: size - 1 };
    case 'd':
    case 'D':
      return ctrl ? null : { actual, predicted: actual };
    case 'r':
    case 'R':
      return ctrl ? null : { actual: predicted, predicted: actual };
    default:
      return null;
  }
}
