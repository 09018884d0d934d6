import { decimal, signed } from '../../shared/format.js';
import { t } from '../../shared/strings.js';

/** A difference of rates in percentage points. */
export const points = (difference: number): string => decimal(difference * 100, 2);

/** (−0.4 to 2.5): points, with their signs. */
export const pointInterval = ({ low, high }: { low: number; high: number }): string =>
  t('({0} to {1})', signed(low, points), signed(high, points));
