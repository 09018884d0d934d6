import { signal, type ReadonlySignal } from '@preact/signals';

/** Whether the page is narrower than `width` px now. It decides what is not drawn at all; all else is up to css. */
export function narrowerThan(width: number): ReadonlySignal<boolean> {
  const query = matchMedia(`(max-width: ${width - 0.02}px)`);
  const narrow = signal(query.matches);
  query.addEventListener('change', () => (narrow.value = query.matches));
  return narrow;
}

/** Runs `act` at once, and then at most once in `pause` ms, however often it is called. The last call is never lost. */
export function throttled(pause: number, act: () => void): () => void {
  let last = -Infinity;
  let waiting = false;
  return () => {
    if (waiting) return;
    const wait = last + pause - performance.now();
    const run = (): void => {
      waiting = false;
      last = performance.now();
      act();
    };
    if (wait <= 0) run();
    else {
      waiting = true;
      setTimeout(run, wait);
    }
  };
}

let pen: CanvasRenderingContext2D | null | undefined;
/** How wide a text stands in the page's font, px. */
export function textWidth(text: string, font: string): number {
  pen ??= document.createElement('canvas').getContext('2d');
  if (!pen) return 0;
  pen.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
  return pen.measureText(text).width;
}

/** The width of the page, px. */
export const width = signal(innerWidth);
addEventListener('resize', () => (width.value = innerWidth));
