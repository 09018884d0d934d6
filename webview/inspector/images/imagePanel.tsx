import { useEffect, useRef } from 'preact/hooks';
import type { RowItem } from '../../../extension/protocol/inspector/rows.js';
import { IconButton } from '../../shared/button.js';
import { count, decimal, probability } from '../../shared/format.js';
import { narrowerThan } from '../../shared/media.js';
import { t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { useAtEpoch } from '../atEpoch.js';
import { classes, copyItem, host, nameOfClass, openFile, openItem, shownEpoch } from '../state.js';
import { Trouble } from '../trouble.js';
import { FileName } from '../fileName.js';
import { itemNouns, itemText } from '../itemNouns.js';
import { ItemTile } from '../itemTile.js';
import { ExtraFields, RowPicture } from './rowExtras.js';
import { fileColumn, hasPictures, openNamedFile, pictureColumn } from './rowPictures.js';

const small = narrowerThan(420);

interface ImagePanelProps {
  /** An image, or a row of predictions, which has no pixels. */
  image: { item: RowItem; pixels?: Uint8Array };
  /** A line about the image. */
  note?: string | undefined;
  onClose: () => void;
}

/** An opened image or row: the network's scores of it by class, and the gradient of its loss. */
export function ImagePanel({ image: { item: listed, pixels }, note, onClose }: ImagePanelProps) {
  const { value: whole, trouble } = useAtEpoch(`row ${listed.partial ? listed.index : ''}`, async () =>
    listed.partial
      ? (await host.call('rowsAt', { indices: [listed.index], epoch: shownEpoch.value, whole: true }))[0]
      : undefined,
  );
  const item = whole?.index === listed.index ? whole : listed;
  const title = pixels
    ? itemText('Test image {0}', item.index)
    : t('Row {0}', count(('row' in item ? item.row : undefined) ?? item.index));
  const logits = item.logits.length > 0;
  const most = Math.max(0, ...item.logits.map(Math.abs));
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.scrollIntoView({ block: 'nearest' }), []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'c' && (event.ctrlKey || event.metaKey) && getSelection()?.isCollapsed !== false)
      copyItem(item.index);
    else if (event.key.toLowerCase() === 'o' && !event.ctrlKey && !event.metaKey && item.file !== undefined)
      openFile(item.index);
    else if (event.key.toLowerCase() === 'o' && !event.ctrlKey && !event.metaKey && fileColumn() !== null)
      openNamedFile(fileColumn() ?? 0, item.index);
    else return;
    event.preventDefault();
  };
  return (
    <section class="image-panel" aria-label={title} ref={panel} onKeyDown={onKeyDown}>
      <div class="detail-head">
        <h2>{title}</h2>
        <span class="muted clip">
          {t('actual {0}, predicted {1}', nameOfClass(item.actual), nameOfClass(item.predicted))}
        </span>
        <span class="space" />
        <IconButton icon="json" label={t('Open as a JSON document')} onPress={() => openItem(item.index)} />
        <IconButton icon="copy" label={t('Copy as JSON (Ctrl+C)')} onPress={() => copyItem(item.index)} />
        <IconButton icon="arrow-left" label={t('Back to the {0} (Esc)', itemNouns())} onPress={onClose} />
      </div>
      {item.file !== undefined && <FileName path={item.file} onOpen={() => openFile(item.index)} keyOf="image" />}
      {note && <p class="muted">{note}</p>}
      <div class={`image-parts ${pixels ? '' : 'without-image'}`}>
        <div>
          {pixels && (
            <ItemTile
              pixels={pixels}
              label={itemText('Test image {0}, actual {1}', item.index, nameOfClass(item.actual))}
            />
          )}
          {item.extras && hasPictures() && (
            <RowPicture index={item.index} path={item.extras[pictureColumn() ?? -1] ?? ''} large />
          )}
          {item.p !== null && (
            <dl class="numbers">
              <dt>
                <Term meaning={t('Cross-entropy: −ln of the probability of the actual class.')}>{t('Loss')}</Term>
              </dt>
              <dd>
                <b>{decimal(item.surprise, 6)}</b> <span class="muted">{t('nats')}</span>
              </dd>
              <dt class="muted">{t('p of {0}', nameOfClass(item.actual))}</dt>
              <dd>
                <b>{probability(item.p)}</b>
              </dd>
            </dl>
          )}
          {item.p === null && <p class="muted">{t('These predictions have no scores.')}</p>}
          {item.extras && <ExtraFields index={item.index} texts={item.extras} />}
        </div>
        <Trouble what={t('The row could not be loaded.')} reason={trouble} />
        {item.p !== null && !item.partial && (
          <div class="table-scroll scores-scroll" tabIndex={0} role="group" aria-label={t('Scores of each class')}>
            <table class="table scores" aria-label={t('Scores of {0}', title)}>
              <thead>
                <tr>
                  <th scope="col">{t('Class')}</th>
                  <th scope="col" colSpan={small.value ? 1 : 2}>
                    {small.value ? t('p') : t('Probability')}
                  </th>
                  {logits && (
                    <th scope="col" colSpan={small.value ? 1 : 2}>
                      <Term meaning={t('The output before softmax.')}>{t('Logit')}</Term>
                    </th>
                  )}
                  <th scope="col" colSpan={small.value ? 1 : 2}>
                    <Term
                      meaning={t('Gradient of the loss by the logit: probability less target, 1 for the actual class.')}
                    >
                      {t('out − target')}
                    </Term>
                  </th>
                </tr>
              </thead>
              <tbody>
                {classes.value.map((label, c) => {
                  const p = item.probabilities[c] ?? 0;
                  const logit = item.logits[c] ?? 0;
                  const gradient = p - (c === item.actual ? 1 : 0);
                  const role = c === item.actual ? t('actual') : c === item.predicted ? t('predicted') : '';
                  return (
                    <tr key={c} class={c === item.actual ? 'selected' : undefined}>
                      <th scope="row">
                        <span class="clip">{label}</span> <span class="muted role">{role}</span>
                      </th>
                      <td class="right">{probability(p)}</td>
                      {!small.value && (
                        <td class="bar-cell">
                          <i class={c === item.actual ? 'less' : 'more'} style={{ width: `${p * 100}%` }} />
                        </td>
                      )}
                      {logits && <td class="right">{decimal(logit, 2)}</td>}
                      {logits && !small.value && <SignedBar share={logit / (most || 1)} plain />}
                      <td class="right">{decimal(gradient)}</td>
                      {!small.value && <SignedBar share={gradient} />}
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}

/** A bar from the middle: to the right for a value above zero, to the left for one below. */
const SignedBar = ({ share, plain }: { share: number; plain?: boolean }) => (
  <td class="bar-cell signed">
    <i
      class={plain ? 'plain' : share < 0 ? 'less' : 'more'}
      style={{ left: `${share < 0 ? 50 + share * 50 : 50}%`, width: `${Math.abs(share) * 50}%` }}
    />
  </td>
);
