import { attempt } from '../../shared/failure.js';
import { t } from '../../shared/strings.js';
import { host, imported } from '../state.js';
import { pictureColumn, thumbnailOf } from './rowPictures.js';

/** The columns beside labels and scores, their pictures first. */
export function ExtraHeads() {
  const { extras = [] } = imported.value ?? {};
  return (
    <>
      {pictureColumn() >= 0 && (
        <th scope="col">
          <span class="only-read">{t('Picture')}</span>
        </th>
      )}
      {extras.map(({ name }, i) => (
        <th key={i} scope="col">
          <span class="clip" title={name}>
            {name}
          </span>
        </th>
      ))}
    </>
  );
}

export const ExtraCells = ({ index, texts = [] }: { index: number; texts?: string[] | undefined }) => (
  <>
    {pictureColumn() >= 0 && (
      <td class="thumbnail-cell">
        <RowPicture index={index} path={texts[pictureColumn()] ?? ''} />
      </td>
    )}
    {texts.map((text, i) => (
      <td key={i}>
        <span class="clip extra" title={text}>
          {text}
        </span>
      </td>
    ))}
  </>
);

interface PictureProps {
  index: number;
  path: string;
  /** In the panel of one row, where it stands in its own size. */
  large?: boolean;
}

/** The picture that a row names: a press opens its file. */
export function RowPicture({ index, path, large = false }: PictureProps) {
  const found = thumbnailOf(index);
  if (!found) return <span class={`thumbnail ${large ? 'large' : ''}`} />;
  if ('problem' in found)
    return (
      <span class="muted small clip no-picture" title={`${path}: ${found.problem}`}>
        {large ? found.problem : t('none')}
      </span>
    );
  const open = (event: MouseEvent) => {
    event.stopPropagation();
    attempt(host.call('openRowPicture', { column: pictureColumn(), index }));
  };
  return (
    <button
      type="button"
      class={`thumbnail ${large ? 'large' : ''}`}
      title={t('Open {0}', path)}
      tabIndex={large ? 0 : -1}
      onClick={open}
    >
      <img src={found.address} alt={t('Picture of row {0}', index)} />
    </button>
  );
}

/** The texts of one row, whole. */
export function ExtraFields({ texts }: { texts: readonly string[] }) {
  const { extras = [], leftOut = [] } = imported.value ?? {};
  if (texts.length === 0) return null;
  return (
    <dl class="extra-fields">
      {texts.map((text, i) => (
        <div key={i}>
          <dt class="muted">{extras[i]?.name}</dt>
          <dd>{text}</dd>
        </div>
      ))}
      {leftOut.length > 0 && <p class="muted small">{t('Not kept, for want of room: {0}.', leftOut.join(', '))}</p>}
    </dl>
  );
}
