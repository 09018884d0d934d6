import { indexOfCell } from '@surprisal/core';
import { useEffect, useState } from 'preact/hooks';
import { AlongAxis } from './alongAxis.js';
import { heatRange, scale } from './answers.js';
import { arrived, numberAt } from './blocks.js';
import { Difference } from './differenceView.js';
import { Grid, indexOf, ownDecimals, placeOf, shown } from './grid.js';
import { HeatView } from './heatView.js';
import { isWhole } from './numberText.js';
import { image, images, PictureTools, PictureView } from './pictureView.js';
import { SliceBar } from './sliceBar.js';
import { Statistics } from './statistics.js';
import { short } from './statisticsText.js';
import { showTiles, TilesView, TileTools } from './tilesView.js';
import { isTiled, tiling } from './tiling.js';
import { ask } from './asking.js';
import { shapeText } from './slices.js';
import { cell, choices, choose, host, opened, size, slice, sliceKey, tensor } from './state.js';
import { Link } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { Checkbox, LabelledSelect, Select } from '../shared/field.js';
import { count } from '../shared/format.js';
import { plural, t } from '../shared/strings.js';

/** A tensor three ways: its numbers, a picture of them, and their statistics. */
export function TensorView() {
  const facts = tensor.value;
  if (!facts) return null;
  if (facts.fault !== null) return <Fault text={facts.fault} part={facts.part} />;
  const empty = facts.shape.indexOf(0);
  const { rows, columns } = size.value;
  return (
    <div class="tensor-view">
      {facts.cut !== undefined && <Fault text={facts.cut} />}
      <SliceBar />
      <Difference />
      {rows * columns === 0 ? (
        <div class="empty">
          <p>{empty >= 0 ? t('No numbers: axis {0} has length 0.', empty) : t('No numbers: the slice is empty.')}</p>
        </div>
      ) : (
        <div class="tensor-body">
          <Numbers />
          <div class="pictures">
            <Look />
            {isTiled.value ? (
              <TilesView />
            ) : choices.value.look === 'picture' && image.value ? (
              <PictureView view={image.value} />
            ) : (
              <HeatView />
            )}
          </div>
          {!isTiled.value && <AlongAxis />}
          <CellReading />
          <Statistics />
        </div>
      )}
    </div>
  );
}

/** What is wrong, and the first numbers where they can be shown all the same. */
export function Fault({ text, part }: { text: string; part?: readonly number[] | undefined }) {
  const first = part?.reduce((product, length) => product * length, 1) ?? 0;
  return (
    <div class="notice error fault" role="alert">
      {text}{' '}
      {part && (
        <Link onPress={() => attempt(host.call('showPart', opened.value))}>
          {t('{0}, {1}', plural(first, 'Show the first number', 'Show the first {0} numbers'), shapeText(part))}
        </Link>
      )}
    </div>
  );
}

function Numbers() {
  const { rows, columns } = size.value;
  const { decimals, tint } = choices.value;
  const dtype = tensor.value?.dtype ?? '';
  const [going, setGoing] = useState(false);
  return (
    <section
      class="numbers-part"
      style={{ maxHeight: `${rows * 22 + 100}px` }}
      aria-label={t('Numbers')}
      onKeyDown={(event) => {
        if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== 'g') return;
        event.preventDefault();
        event.stopPropagation();
        setGoing(true);
      }}
    >
      <div class="tools">
        <h2>
          {t('Numbers')}{' '}
          <span class="muted plain numbers">
            {count(rows)} × {count(columns)}
          </span>
        </h2>
        <span class="space" />
        {going ? (
          <GoTo
            onDone={() => {
              setGoing(false);
              shown.focus();
            }}
          />
        ) : (
          <>
            <Checkbox label={t('Tint')} checked={tint} onChange={(on) => choose({ tint: on })} />
            {!isWhole(dtype) && (
              <Select
                label={t('Decimals')}
                value={String(decimals)}
                options={[
                  { value: 'auto', label: t('{0} decimals', ownDecimals.value) },
                  ...[0, 1, 2, 3, 4, 6, 8]
                    .filter((digits) => digits !== ownDecimals.value || decimals === digits)
                    .map((digits) => ({
                      value: String(digits),
                      label: digits === 1 ? t('1 decimal') : t('{0} decimals', digits),
                    })),
                  { value: 'all', label: t('All digits') },
                ]}
                onChange={(value) => choose({ decimals: value === 'auto' || value === 'all' ? value : Number(value) })}
              />
            )}
          </>
        )}
      </div>
      <Grid />
    </section>
  );
}

/** Ctrl+G: the row and the column by their index. */
function GoTo({ onDone }: { onDone: () => void }) {
  const { rows, columns } = slice.value;
  const [text, setText] = useState(
    cell.value ? `${indexOf(rows, cell.value.row)}, ${indexOf(columns, cell.value.column)}` : '',
  );
  const wanted = text.split(',').map((part) => Number(part.trim() || NaN));
  const [row, column] =
    rows === null && wanted.length === 1
      ? [0, placeOf(columns, wanted[0])]
      : [placeOf(rows, wanted[0]), wanted.length > 1 ? placeOf(columns, wanted[1]) : 0];
  const good =
    Number.isInteger(row) &&
    Number.isInteger(column) &&
    row >= 0 &&
    column >= 0 &&
    row < size.value.rows &&
    column < size.value.columns;
  return (
    <label class="go-to">
      {t('Go to row, column')}{' '}
      <span class={`text-input ${good || text === '' ? '' : 'wrong'}`}>
        <input
          type="text"
          value={text}
          size={12}
          aria-invalid={!good}
          ref={(element) => {
            if (element && document.activeElement !== element) element.focus();
          }}
          onInput={(event) => setText(event.currentTarget.value)}
          onBlur={onDone}
          onKeyDown={(event) => {
            event.stopPropagation();
            if (event.key === 'Enter' && good) cell.value = { row, column };
            if ((event.key === 'Enter' && good) || event.key === 'Escape') onDone();
          }}
        />
      </span>
    </label>
  );
}

/** How the picture of the slice is made. */
function Look() {
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
  const field = (name: 'low' | 'high', label: string, value: number) => (
    <span class="text-input ends">
      <input
        type="number"
        aria-label={label}
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
    </span>
  );
}

/** The chosen cell in full: its index, all its digits, and how many numbers of the slice are larger. */
function CellReading() {
  const at = cell.value;
  void arrived.value;
  const found = at && numberAt(at.row, at.column);
  const larger = useRank(found && Number.isFinite(found.value) ? found.value : null);
  if (!at)
    return (
      <p class="cell-reading muted" role="status">
        {t('Choose a cell to read it in full; Ctrl+G goes to an index.')}
      </p>
    );
  const place = t('row {0}, column {1}', indexOf(slice.value.rows, at.row), indexOf(slice.value.columns, at.column));
  const rank =
    larger === null
      ? ''
      : plural(larger, '1 of the slice’s numbers is larger', '{0} of the slice’s numbers are larger');
  return (
    <p class="cell-reading" role="status">
      <code>x[{indexOfCell(slice.value, at.row, at.column).join(', ')}]</code>{' '}
      <b class="numbers">{found?.text.replace(/^-/, '−') ?? t('reading…')}</b>{' '}
      <span class="muted">
        {place}
        {rank && `; ${rank}`}
      </span>
    </p>
  );
}

/** Of larger slices the rank is not counted: each cell would read all of it. */
const RANKED = 2 ** 21;

function useRank(value: number | null): number | null {
  const [larger, setLarger] = useState<number | null>(null);
  useEffect(() => {
    setLarger(null);
    if (value === null || size.value.rows * size.value.columns > RANKED) return undefined;
    let wanted = true;
    const timer = setTimeout(() => {
      ask('rank', { tensor: opened.value, slice: slice.value, value }, () => wanted).then(
        ({ above }) => wanted && setLarger(above),
        () => undefined,
      );
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [sliceKey.value, value]);
  return larger;
}
