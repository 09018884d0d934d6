import type { Examples as Shown } from '../../extension/protocol/training.js';
import { Picture } from '../shared/picture.js';
import { t } from '../shared/strings.js';
import { dataProblem, draft, examples, source } from './state.js';

type Pictures = Extract<Shown, { pixels: Uint8Array }>;
type Rows = Exclude<Shown, Pictures>;

/** Fewer pictures are no larger than so many in a row. */
const LEAST = 5;

/** The first picture of each class of the data in the form, or its first rows. */
export function Examples() {
  const own = draft.value.data.source === 'files';
  const shown = own ? source.value?.examples : examples.value;
  if (!shown || dataProblem.value) return null;
  return 'rows' in shown ? <FirstRows {...shown} /> : <FirstPictures channels={1} {...shown} />;
}

function FirstPictures({ pixels, width, height, channels, classes }: Pictures) {
  const size = width * height * channels;
  return (
    <ol
      class="examples"
      style={{ '--classes': Math.max(LEAST, classes.length) }}
      aria-label={t('One image of each class')}
    >
      {classes.map((label, i) => (
        <li key={label} title={label}>
          <span class="tile">
            <Picture
              pixels={pixels.subarray(i * size, (i + 1) * size)}
              width={width}
              height={height}
              channels={channels}
              label=""
            />
          </span>
          <span class="numbers clip">{label}</span>
        </li>
      ))}
    </ol>
  );
}

const FirstRows = ({ columns, rows }: Rows) => (
  <div class="example-rows" tabIndex={0} role="group" aria-label={t('The first rows')}>
    <table class="table" aria-label={t('The first rows')}>
      <thead>
        <tr>
          <th scope="col">{t('Label')}</th>
          {columns.map((name, i) => (
            <th scope="col" class="right" key={i}>
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(({ values, label }, i) => (
          <tr key={i}>
            <th scope="row">{label}</th>
            {values.map((value, j) => (
              <td class="right numbers" key={j}>
                {value}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);
