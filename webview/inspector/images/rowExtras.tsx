import { attempt } from '../../shared/failure.js';
import { t } from '../../shared/strings.js';
import { host, imported } from '../state.js';
import { FileName } from '../fileName.js';
import { hasPictures, namesFiles, openNamedFile, pictureColumn, thumbnailOf } from './rowPictures.js';

/** The columns beside labels and scores, their pictures first. */
export function ExtraHeads() {
  const { extras = [], listed } = imported.value ?? {};
  return (
    <>
      {hasPictures() && (
        <th scope="col">
          <span class="only-read">{t('Picture')}</span>
        </th>
      )}
      {extras.slice(0, listed).map(({ name, is }, i) => (
        <th key={i} scope="col" class={is === 'feature' ? 'right' : undefined}>
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
    {hasPictures() && (
      <td class="thumbnail-cell">
        <RowPicture index={index} path={texts[pictureColumn() ?? -1] ?? ''} />
      </td>
    )}
    {texts.map((text, i) => (
      <td key={i} class={imported.value?.extras[i]?.is === 'feature' ? 'right' : undefined}>
        {namesFiles(i) ? (
          <FileName path={text} onOpen={() => openNamedFile(i, index)} keyOf="list" />
        ) : (
          <span class="clip extra" title={text}>
            {text}
          </span>
        )}
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
export function ExtraFields({ index, texts }: { index: number; texts: readonly string[] }) {
  const { extras = [], leftOut = [] } = imported.value ?? {};
  if (texts.length === 0) return null;
  return (
    <dl class="extra-fields">
      {texts.map((text, i) => (
        <div key={i}>
          <dt class="muted">{extras[i]?.name}</dt>
          <dd>
            {namesFiles(i) ? <FileName path={text} onOpen={() => openNamedFile(i, index)} keyOf="image" /> : text}
          </dd>
        </div>
      ))}
      {leftOut.length > 0 && <p class="muted small">{t('Not kept, for want of room: {0}.', leftOut.join(', '))}</p>}
    </dl>
  );
}
