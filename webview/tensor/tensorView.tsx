import { useState } from 'preact/hooks';
import { AlongAxis } from './alongAxis.js';
import { CellReading } from './cellReading.js';
import { Difference } from './differenceView.js';
import { Grid, indexOf, ownDecimals, placeOf, shown } from './grid.js';
import { HeatView } from './heatView.js';
import { Look } from './look.js';
import { isWhole } from './numberText.js';
import { image, PictureView } from './pictureView.js';
import { SliceBar } from './sliceBar.js';
import { shapeText } from './slices.js';
import { cell, choices, choose, host, opened, size, slice, tensor } from './state.js';
import { Statistics } from './statistics.js';
import { TilesView } from './tilesView.js';
import { isTiled } from './tiling.js';
import { Link } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { Checkbox, Select } from '../shared/field.js';
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
          {facts.shape.length > 0 && (
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
          )}
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
  const ends = (axis: number | null, length: number): string => `${indexOf(axis, 0)}–${indexOf(axis, length - 1)}`;
  const isWrong = !good && text !== '';
  return (
    <>
      {isWrong && (
        <span class="problem small" role="alert">
          {rows === null
            ? t('expected {0}', ends(columns, size.value.columns))
            : t('expected {0}, {1}', ends(rows, size.value.rows), ends(columns, size.value.columns))}
        </span>
      )}
      <label class="go-to">
        {rows === null ? t('Go to index') : t('Go to row, column')}{' '}
        <span class={`text-input ${isWrong ? 'wrong' : ''}`}>
          <input
            type="text"
            value={text}
            size={12}
            aria-invalid={isWrong}
            ref={(element) => {
              if (element && document.activeElement !== element) element.focus();
            }}
            onInput={(event) => setText(event.currentTarget.value)}
            onBlur={onDone}
            onKeyDown={(event) => {
              // Other keys are those of VS Code.
              if (event.key === 'Enter' || event.key === 'Escape') event.stopPropagation();
              if (event.key === 'Enter' && good) cell.value = { row, column };
              if ((event.key === 'Enter' && good) || event.key === 'Escape') onDone();
            }}
          />
        </span>
      </label>
    </>
  );
}
