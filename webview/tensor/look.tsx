import { heatRange, scale } from './answers.js';
import { images, PictureTools } from './pictureView.js';
import { choices, choose } from './state.js';
import { short } from './statisticsText.js';
import { showTiles, TileTools } from './tilesView.js';
import { isTiled, tiling } from './tiling.js';
import { LabelledSelect } from '../shared/field.js';
import { t } from '../shared/strings.js';

/** How the picture of the slice is made. */
export function Look() {
  const { look, colours, scale: by } = choices.value;
  const canBePicture = images.value.length > 0;
  const isPicture = look === 'picture' && canBePicture;
  const to = scale.value;
  const ends = (of: { low: number; high: number } | null): string =>
    of === null
      ? ''
      : to?.diverging
        ? `, ±${short(Math.max(Math.abs(of.low), Math.abs(of.high)))}`
        : t(', {0} to {1}', short(of.low), short(of.high));
  return (
    <div class="tools">
      <div class="segments" role="group" aria-label={t('Look')}>
        <button type="button" aria-pressed={!isPicture && !isTiled.value} onClick={() => choose({ look: 'heat' })}>
          {t('Heat map')}
        </button>
        {canBePicture && (
          <button type="button" aria-pressed={isPicture} onClick={() => choose({ look: 'picture' })}>
            {t('Picture')}
          </button>
        )}
        {tiling.value !== null && (
          <button type="button" aria-pressed={isTiled.value} onClick={showTiles}>
            {t('Tiles')}
          </button>
        )}
      </div>
      {isPicture ? (
        <PictureTools />
      ) : (
        <>
          {isTiled.value && <TileTools />}
          <LabelledSelect
            label={t('Colours')}
            value={colours}
            options={[
              {
                value: 'auto',
                label: colours !== 'auto' || !to ? t('Auto') : to.diverging ? t('Auto, diverging') : t('Auto, one hue'),
              },
              { value: 'diverging', label: t('Diverging') },
              { value: 'one', label: t('One hue') },
            ]}
            onChange={(next) => choose({ colours: next })}
          />
          <LabelledSelect
            label={t('Scale')}
            value={isTiled.value && by === 'slice' ? 'whole' : by}
            options={[
              ...(isTiled.value
                ? []
                : [
                    {
                      value: 'slice' as const,
                      label: `${t('This slice')}${by === 'slice' ? ends(heatRange.value) : ''}`,
                    },
                  ]),
              { value: 'whole', label: `${t('The whole')}${by === 'whole' || isTiled.value ? ends(to) : ''}` },
              { value: 'typed', label: t('Typed') },
            ]}
            onChange={(next) => choose({ scale: next, ...(next === 'typed' && to && { low: to.low, high: to.high }) })}
          />
          {by === 'typed' && <TypedScale />}
        </>
      )}
    </div>
  );
}

function TypedScale() {
  const { low, high } = choices.value;
  const isWrong = !(low < high);
  const field = (name: 'low' | 'high', label: string, value: number) => (
    <span class={`text-input ends ${isWrong ? 'wrong' : ''}`}>
      <input
        type="number"
        aria-label={label}
        aria-invalid={isWrong}
        step="any"
        value={value}
        onChange={({ currentTarget }) => {
          const next = Number(currentTarget.value);
          if (currentTarget.value !== '' && Number.isFinite(next)) choose({ [name]: next });
        }}
      />
    </span>
  );
  return (
    <span class="row typed-scale">
      {field('low', t('Least'), low)} {t('to')} {field('high', t('Greatest'), high)}
      {isWrong && (
        <span class="problem small" role="alert">
          {t('expected the least first')}
        </span>
      )}
    </span>
  );
}
