import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { IconButton } from '../shared/button.js';
import { attempt } from '../shared/failure.js';
import { Labelled, Select } from '../shared/field.js';
import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';
import { fetchImages, orders, type Order } from './detail.js';
import { ImageGrid, type LoadedImage } from './imageGrid.js';
import { ImagePanel } from './imagePanel.js';
import { filter, latest, live, run } from './state.js';

const ROW = 99;
const BOX = 65;
const PAGE = 100;

/** All images of a cell, a class or the test part. Only those near the window are in the page, however many there are. */
export function ImagesPart() {
  const [order, setOrder] = useState<Order>('mostSurprising');
  const { actual, predicted } = filter.value;
  const classes = run.value?.classes ?? [];
  const choices = [{ value: '', label: t('Any') }, ...classes.map((label, i) => ({ value: String(i), label }))];
  const pick = (side: 'actual' | 'predicted') => (value: string) => {
    filter.value = { ...filter.value, [side]: value === '' ? null : Number(value) };
  };
  const key = `${actual} ${predicted} ${order}`;
  return (
    <section class="all-images" aria-label={t('Images')}>
      <div class="bar">
        <Labelled label={t('Actual')}>
          {(ids) => <Select ids={ids} value={String(actual ?? '')} options={choices} onChange={pick('actual')} />}
        </Labelled>
        <Labelled label={t('Predicted')}>
          {(ids) => <Select ids={ids} value={String(predicted ?? '')} options={choices} onChange={pick('predicted')} />}
        </Labelled>
        <Select label={t('Order of the images')} value={order} options={orders()} onChange={setOrder} />
        {(actual !== null || predicted !== null) && (
          <IconButton
            icon="clear-all"
            label={t('Show all images')}
            onPress={() => (filter.value = { actual: null, predicted: null })}
          />
        )}
      </div>
      <Virtual key={key} actual={actual} predicted={predicted} order={order} />
    </section>
  );
}

interface VirtualProps {
  actual: number | null;
  predicted: number | null;
  order: Order;
}

function Virtual({ actual, predicted, order }: VirtualProps) {
  const box = useRef<HTMLDivElement>(null);
  const pages = useRef(new Map<number, LoadedImage[]>());
  const asked = useRef(new Set<number>());
  const [total, setTotal] = useState<number | null>(null);
  const [, redraw] = useState(0);
  const [opened, setOpened] = useState<LoadedImage | null>(null);
  const close = () => {
    setOpened(null);
    box.current?.querySelector<HTMLElement>('.thumb[tabindex="0"]')?.focus();
  };
  const [{ from, to, columns }, setWindow] = useState({ from: 0, to: PAGE, columns: 1 });
  const epoch = live.value ? 0 : (latest.value?.epoch ?? 0);

  const load = (page: number) => {
    if (asked.current.has(page)) return;
    asked.current.add(page);
    attempt(
      fetchImages({ actual, predicted, order, offset: page * PAGE, count: PAGE }).then((found) => {
        pages.current.set(page, found.images);
        setTotal(found.total);
        redraw((n) => n + 1);
      }),
    );
  };
  useEffect(() => {
    pages.current.clear();
    asked.current.clear();
    load(0);
  }, [epoch]);

  useLayoutEffect(() => {
    const measure = () => {
      if (!box.current) return;
      const { top, width } = box.current.getBoundingClientRect();
      const columns = Math.max(1, Math.floor((width + 9) / BOX));
      const firstRow = Math.max(0, Math.floor(-top / ROW) - 2);
      const lastRow = Math.ceil((innerHeight - top) / ROW) + 2;
      setWindow({ from: firstRow * columns, to: Math.max(1, lastRow) * columns, columns });
    };
    measure();
    const resized = new ResizeObserver(measure);
    if (box.current) resized.observe(box.current);
    addEventListener('scroll', measure, { passive: true });
    return () => {
      resized.disconnect();
      removeEventListener('scroll', measure);
    };
  }, [total]);

  const last = Math.min(to, total ?? PAGE);
  const images: LoadedImage[] = [];
  for (let i = from; i < last; i++) {
    const page = Math.floor(i / PAGE);
    load(page);
    const image = pages.current.get(page)?.[i % PAGE];
    if (!image) break;
    images.push(image);
  }
  const heading = total === null ? '' : total === 1 ? t('1 image') : t('{0} images', count(total));
  const reach = (index: number) => {
    const row = Math.floor(index / columns);
    const top = (box.current?.getBoundingClientRect().top ?? 0) + row * ROW;
    if (top < 0 || top + ROW > innerHeight) scrollBy({ top: top < 0 ? top : top + ROW - innerHeight });
  };
  return (
    <>
      <h2 aria-live="polite">{heading}</h2>
      {total === 0 && <p class="muted">{t('No image of the test part is read so.')}</p>}
      <div class={opened ? 'with-image' : ''}>
        {opened && <ImagePanel image={opened} onClose={close} />}
        <div ref={box} class="virtual" style={{ height: `${Math.ceil((total ?? 0) / columns) * ROW}px` }}>
          <div style={{ transform: `translateY(${(from / columns) * ROW}px)` }}>
            <ImageGrid
              label={heading}
              images={images}
              first={from}
              total={total ?? 0}
              onReach={reach}
              opened={opened?.item.index ?? null}
              onOpen={setOpened}
              onEscape={close}
            />
          </div>
        </div>
      </div>
    </>
  );
}
