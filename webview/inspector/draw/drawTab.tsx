import { useRef, useState } from 'preact/hooks';
import { Button, IconButton } from '../../shared/button.js';
import { attempt } from '../../shared/failure.js';
import { ClassOrNone } from '../classSelect.js';
import { decimal, probability } from '../../shared/format.js';
import { Picture } from '../../shared/picture.js';
import { itemText } from '../itemNouns.js';
import { t } from '../../shared/strings.js';
import { Term } from '../../shared/term.js';
import { useAtEpoch } from '../atEpoch.js';
import { classes, host, nameOfClass, run, shownEpoch } from '../state.js';
import { Trouble } from '../trouble.js';
import { predict, IMAGE, imageOf, openNetwork, readsBytes, type Prediction, type Network } from './network.js';
import './draw.css';
import { Pad } from './pad.js';
import { clear, strokes, undo } from './strokes.js';

/** A person draws a digit and sees at once what the network takes it for. */
export function DrawPart() {
  const { imageWidth = 0, imageHeight = 0, imageChannels = 1, epochs = [] } = run.value ?? {};
  if (epochs.length === 0) return <p class="empty muted">{t('After the first epoch a digit can be drawn here.')}</p>;
  if (imageChannels > 1) return <p class="empty muted">{t('What is drawn is grey; this run has images of colour.')}</p>;
  if (imageWidth === IMAGE && imageHeight === IMAGE) return <Drawing />;
  return (
    <p class="empty muted">
      {imageWidth === 0
        ? itemText('The size of the images of this run is not known yet.')
        : itemText(
            'What is drawn becomes an image of 28 by 28; this run has images of {0} by {1}.',
            imageWidth,
            imageHeight,
          )}
    </p>
  );
}

/** Opens the network of the epoch shown. It is null where the network was not trained on images like a drawing. */
async function fetchNetwork(): Promise<Network | null> {
  const [{ value }, epoch] = [run, shownEpoch.value];
  const weights = await host.call('weights', epoch);
  if (!weights || !value?.config) throw new Error(t('The weights of the epoch were not kept.'));
  const network = openNetwork({ config: value.config, classes: value.classes }, weights);
  if (value.config.data.source !== 'files') return network;
  const first = { actual: null, predicted: null, order: 'index', offset: 0, count: 1, epoch } as const;
  return readsBytes(network, await host.call('images', first)) ? network : null;
}

function Drawing() {
  const [image, setImage] = useState<Uint8Array | null>(null);
  const [actual, setActual] = useState<number | null>(null);
  const [heard, setHeard] = useState('');
  const { value: network, trouble } = useAtEpoch('network', async () => ({ opened: await fetchNetwork() }));
  const read = image && network?.opened ? predict(network.opened, image) : null;
  const latest = useRef(read);
  latest.current = read;
  if (network && !network.opened)
    return (
      <p class="empty muted">
        {itemText('The images of this run are not bytes from 0 to 255, so a drawing has no place on their scale.')}
      </p>
    );
  const tell = (): void => {
    const { current } = latest;
    setHeard(
      current
        ? t('Read as {0}, p {1}', nameOfClass(current.best), probability(current.probabilities[current.best] ?? 0))
        : '',
    );
  };
  return (
    <section class="draw" aria-label={t('Draw')}>
      <Trouble what={t('The weights could not be loaded.')} reason={trouble} />
      <div class="draw-parts">
        <div class="draw-pad">
          <div class="row draw-bar">
            <h2>{t('Draw a digit')}</h2>
            <span class="space" />
            <IconButton
              icon="discard"
              label={t('Take back a stroke (Ctrl+Z)')}
              disabled={strokes.value.length === 0}
              onPress={undo}
            />
            <IconButton
              icon="trash"
              label={t('Clear (Delete)')}
              disabled={strokes.value.length === 0}
              onPress={clear}
            />
          </div>
          <Pad onInk={(ink) => setImage(ink.some((value) => value > 0) ? imageOf(ink) : null)} onLift={tell} />
          <p id="pad-keys" class="muted small">
            {t('With keys: arrows move the pen, Space puts it down and lifts it.')}
          </p>
        </div>
        <div class="draw-seen">
          <h2>{t('As the network sees it')}</h2>
          <div class="tile">
            {read && <Picture pixels={read.pixels} width={IMAGE} height={IMAGE} label={t('The drawing, 28 by 28')} />}
          </div>
          <p class="muted small">{t('Scaled to 20 by 20, its centre of mass in the middle, as MNIST’s digits are.')}</p>
        </div>
        <div class="draw-read">
          <div class="row draw-bar">
            <h2 class="clip">{read ? headline(read, actual) : t('Nothing is drawn yet.')}</h2>
          </div>
          <div class="row draw-bar">
            <ClassOrNone label={t('It is meant as')} value={actual} none={t('Not said')} onChange={setActual} />
            <span class="space" />
            <Button
              icon="json"
              disabled={!read}
              onPress={() => {
                if (!read || !network?.opened) return;
                const { pixels, logits } = read;
                attempt(host.call('openDrawn', { epoch: network.opened.epoch, pixels, actual, logits }));
              }}
            >
              {t('Open as JSON')}
            </Button>
          </div>
          <Scores read={read} actual={actual} />
          <p class="only-read" role="status">
            {heard}
          </p>
        </div>
      </div>
    </section>
  );
}

function headline({ best, probabilities, surprises }: Prediction, actual: number | null): string {
  const read = t('Read as {0}, p {1}', nameOfClass(best), probability(probabilities[best] ?? 0));
  return actual === null
    ? read
    : t('{0}; {1} would surprise by {2} nats', read, nameOfClass(actual), decimal(surprises[actual] ?? 0));
}

/** What a whole bar of surprise stands for at least, nats: one in half a billion. */
const MOST = 20;

function Scores({ read, actual }: { read: Prediction | null; actual: number | null }) {
  const most = Math.max(MOST, ...(read?.surprises ?? []));
  return (
    <div class="table-scroll">
      <table class="table draw-scores" aria-label={t('Probability and surprise of each class')}>
        <thead>
          <tr>
            <th scope="col">{t('Class')}</th>
            <th scope="col" colSpan={2}>
              {t('Probability')}
            </th>
            <th scope="col" colSpan={2}>
              <Term meaning={t('−ln of the probability, in nats: the loss if the drawing is of this class.')}>
                {t('Surprise, nats')}
              </Term>
            </th>
          </tr>
        </thead>
        <tbody>
          {classes.value.map((label, c) => {
            const p = read?.probabilities[c] ?? 0;
            const surprise = read?.surprises[c] ?? 0;
            return (
              <tr key={c} class={c === actual ? 'selected' : undefined}>
                <th scope="row">
                  <span class={`clip ${read?.best === c ? '' : 'other'}`}>{label}</span>
                </th>
                <td class="right">{read ? probability(p) : ''}</td>
                <td class="bar-cell">
                  <i class="less" style={{ width: `${p * 100}%` }} />
                </td>
                <td class="right">{read ? decimal(surprise) : ''}</td>
                <td class="bar-cell">
                  <i class="more" style={{ width: `${(surprise / most) * 100}%` }} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
