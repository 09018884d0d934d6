import { css } from '../shared/theme.js';
import { colorFor } from './chartScene.js';
import { chosen } from './pointer.js';
import { isMany, palette, type Line } from './state.js';

/** A piece of a line as the charts draw it; nothing of a line that is hidden. */
export function Swatch({ line, hidden = false, short = false }: { line: Line; hidden?: boolean; short?: boolean }) {
  const width = short ? 16 : 23;
  const color = isMany.value && chosen.value === line.id ? palette.value.wrong : colorFor(line);
  return (
    <svg class="swatch" viewBox={`0 0 ${width} 4`} width={width} height="4" aria-hidden="true">
      {!hidden && (
        <line
          x1="0"
          y1="2"
          x2={width}
          y2="2"
          stroke={css(color)}
          stroke-width="2"
          stroke-dasharray={line.look.dash.join(' ')}
        />
      )}
    </svg>
  );
}
