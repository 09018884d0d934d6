import type { ArrayPicture, ImageView } from '@surprisal/core';
import { computed } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { short } from './statisticsText.js';
import { ask } from './asking.js';
import { choices, choose, opened, setSlice, slice, sliceKey, tensor } from './state.js';
import { viewsOf, whole } from './slices.js';
import { useWidth } from './useWidth.js';
import { type Fetched, useFetched } from '../shared/fetched.js';
import { Select } from '../shared/field.js';
import { t } from '../shared/strings.js';

/** Pixels of the file that a picture is made of at most. */
const MOST = 2 ** 19;

/** The pictures that the shape may be, the likeliest first. */
export const images = computed((): ImageView[] => (tensor.value ? viewsOf(tensor.value) : []));
export const image = computed((): ImageView | null => images.value[choices.value.image] ?? images.value[0] ?? null);

/** Such as `RGB, C × H × W`: the colours, and the order of the axes. */
function imageWords({ rows, columns, channels, colours }: ImageView): string {
  const letters = [
    { axis: rows, letter: t('H') },
    { axis: columns, letter: t('W') },
    ...(channels === null ? [] : [{ axis: channels, letter: t('C') }]),
  ].sort((a, b) => a.axis - b.axis);
  const name = colours === 1 ? t('Grey') : colours === 3 ? 'RGB' : 'RGBA';
  return t('{0}, {1}', name, letters.map(({ letter }) => letter).join(' × '));
}

type Ends = (typeof choices)['value']['range'];

/** What is shown as black and as white. */
function endsOf(range: Ends, { values, black, white }: ArrayPicture): [number, number] {
  if (range === 'unit') return [0, 1];
  if (range === 'signed') return [-1, 1];
  if (range === 'byte') return [0, 255];
  if (white > black) return [black, white];
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low < high ? [low, high] : [low - 1, low + 1];
}

/** The slice's picture in whole pixels, with the order of its axes and the range that is shown as black to white. */
export function PictureView({ view }: { view: ImageView }) {
  const [box, width] = useWidth<HTMLDivElement>(600);
  const { value: picture, trouble } = usePicture(view);
  return (
    <div class="picture-view" ref={box}>
      {trouble && (
        <p class="notice error" role="alert">
          {trouble}
        </p>
      )}
      {picture && <Drawn picture={picture} view={view} width={width} />}
    </div>
  );
}

/** What is chosen about the picture, in the row of tools above it. */
export function PictureTools() {
  const { range } = choices.value;
  const dtype = tensor.value?.dtype;
  return (
    <>
      <Select
        label={t('Axes of the picture')}
        value={String(images.value.indexOf(image.value!))}
        options={images.value.map((each, i) => ({ value: String(i), label: imageWords(each) }))}
        onChange={(value) => choose({ image: Number(value) })}
      />
      <Select
        label={t('Black to white')}
        value={range}
        options={[
          {
            value: 'slice' as const,
            label: dtype === 'uint8' || dtype === 'bool' ? t('Range of the type') : t('Range of the picture'),
          },
          { value: 'unit' as const, label: t('{0} to {1}', 0, 1) },
          { value: 'signed' as const, label: t('{0} to {1}', '−1', 1) },
          { value: 'byte' as const, label: t('{0} to {1}', 0, 255) },
        ]}
        onChange={(next) => choose({ range: next })}
      />
    </>
  );
}

/** The picture where the slice stands; the last one stays until the next one comes. */
function usePicture(view: ImageView): Fetched<ArrayPicture> {
  return useFetched({
    key: '',
    version: `${sliceKey.value} ${images.value.indexOf(view)}`,
    ask: (isWanted) => {
      const shape = tensor.value?.shape ?? [];
      // The axes of the picture are taken as the slice has them, or whole.
      const own = [view.rows, view.columns, view.channels];
      const selection = slice.value.axes.map((cut, axis) =>
        own.includes(axis) && !cut.kept ? whole(shape[axis]) : cut,
      );
      if (view.channels !== null) selection[view.channels] = whole(shape[view.channels]);
      return ask('picture', { tensor: opened.value, selection, view, most: MOST }, isWanted);
    },
  });
}

function Drawn({ picture, view, width }: { picture: ArrayPicture; view: ImageView; width: number }) {
  const ref = useRef<HTMLCanvasElement>(null);
  const [black, white] = endsOf(choices.value.range, picture);
  useLayoutEffect(() => {
    const pen = ref.current?.getContext('2d');
    if (!pen) return;
    const { colours, values } = picture;
    const made = pen.createImageData(picture.width, picture.height);
    const byte = (value: number): number => (Number.isNaN(value) ? 0 : ((value - black) / (white - black)) * 255);
    for (let pixel = 0; pixel < picture.width * picture.height; pixel++) {
      for (let c = 0; c < 3; c++) made.data[4 * pixel + c] = byte(values[pixel * colours + (colours === 1 ? 0 : c)]);
      made.data[4 * pixel + 3] = colours === 4 ? byte(values[pixel * 4 + 3]) : 255;
    }
    pen.putImageData(made, 0, 0);
  }, [picture, black, white]);
  const room = Math.min(width / picture.width, 440 / picture.height);
  const each = room >= 1 ? Math.floor(room) : room;
  const isShown = slice.value.rows === view.rows && slice.value.columns === view.columns;
  const scaled = each >= 1 ? t('{0} × its size', each) : t('made smaller to fit');
  return (
    <>
      <canvas
        ref={ref}
        class="picture"
        role="img"
        aria-label={t('{0}, {1} × {2} pixels', imageWords(view), picture.height, picture.width)}
        width={picture.width}
        height={picture.height}
        style={{ width: `${picture.width * each}px`, height: `${picture.height * each}px` }}
      />
      <p class="muted small">
        {t('Shown from {0} as black to {1} as white, all channels alike; {2}.', short(black), short(white), scaled)}
        {picture.step > 1 && ` ${t('One of {0} each way was read.', picture.step)}`}
        {!isShown && (
          <>
            {' '}
            <button
              type="button"
              class="link"
              onClick={() => {
                const { shape } = tensor.value!;
                const axes = slice.value.axes.map((cut, axis) =>
                  axis === view.rows || axis === view.columns
                    ? whole(shape[axis])
                    : { start: cut.start, step: 1, count: Math.min(1, cut.count), kept: false },
                );
                setSlice({ axes, rows: view.rows, columns: view.columns });
              }}
            >
              {t('Show its axes in the numbers')}
            </button>
          </>
        )}
      </p>
    </>
  );
}
