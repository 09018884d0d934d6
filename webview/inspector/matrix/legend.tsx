import { t } from '../../shared/strings.js';
import { legend, stepStyle } from './colorSteps.js';
import { scale } from '../state.js';

/** What the colours of the cells stand for. */
export const Legend = () => (
  <div class="legend" aria-hidden="true">
    {(['right', 'wrong'] as const).map((kind) => (
      <div key={kind} class="scale">
        <span class="muted">{kind === 'right' ? t('Right') : t('Wrong')}</span>
        <ol>
          {legend[scale.value][kind].map((label, step) => (
            <li key={label}>
              <i class="swatch" style={stepStyle(`${kind}-${step}`)} />
              <span class="muted">{label}</span>
            </li>
          ))}
        </ol>
      </div>
    ))}
  </div>
);
