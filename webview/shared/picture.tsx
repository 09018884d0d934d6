import { useEffect, useMemo, useRef } from 'preact/hooks';
import { signedColor } from './signedColor.js';
import { roleColor, themeVersion, type Rgb } from './theme.js';

interface PixelsProps {
  width: number;
  height: number;
  /** What the picture shows, for people who do not see it; empty for a decoration. */
  label: string;
  /** Gives, in the colours of now, the colour of pixel `i` and how much of it, 0 to 255; called where `by` or the theme changed. */
  inks: () => (i: number) => { color: Rgb; amount: number };
  by: unknown;
}

/** A small picture in the theme's colours. It is drawn again when the theme changes. */
function Pixels({ width, height, label, inks, by }: PixelsProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const version = themeVersion.value;
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context || width * height === 0) return;
    const image = context.createImageData(width, height);
    const { data } = image;
    const ink = inks();
    for (let i = 0; i < width * height; i++) {
      const { color, amount } = ink(i);
      data.set(color, i * 4);
      data[i * 4 + 3] = amount;
    }
    context.putImageData(image, 0, 0);
  }, [by, width, height, version]);
  const silent = label === '';
  return (
    <canvas
      ref={ref}
      class="picture"
      width={width}
      height={height}
      role={silent ? undefined : 'img'}
      aria-label={silent ? undefined : label}
      aria-hidden={silent}
    />
  );
}

interface PictureProps {
  /** `width * height * channels` bytes: of one channel 0 is no ink, and 255 is full ink. */
  pixels: Uint8Array;
  width: number;
  height: number;
  /** Values of a pixel, side by side: 1, or 3 of red, green and blue. */
  channels?: number;
  label: string;
}

/** Red, green and blue of pixel `i`, which lie side by side. */
const colorAt = (i: number, channel: (at: number) => number): Rgb => [
  channel(i * 3),
  channel(i * 3 + 1),
  channel(i * 3 + 2),
];

/** An image, drawn in the theme's text colour, or of three channels in its own colours. */
export function Picture({ pixels, channels = 1, ...rest }: PictureProps) {
  const inks = () => {
    if (channels === 3) return (i: number) => ({ color: colorAt(i, (at) => pixels[at] ?? 0), amount: 255 });
    const color = roleColor('text');
    return (i: number) => ({ color, amount: pixels[i] ?? 0 });
  };
  return <Pixels {...rest} inks={inks} by={pixels} />;
}

interface SignedProps extends Omit<PictureProps, 'pixels'> {
  values: ArrayLike<number>;
  /** The value that is drawn at full strength. It is the greatest one where it is left out. */
  most?: number;
}

/**
 * Draws values above 0 in the colour `wrong` and those below 0 in the colour `right`, as strong as they are large; of three
 * channels each as far above or below middle grey as its value is above or below 0.
 */
export function Signed({ values, most, channels = 1, ...rest }: SignedProps) {
  let full = most ?? 0;
  if (most === undefined) for (let i = 0; i < values.length; i++) full = Math.max(full, Math.abs(values[i] ?? 0));
  const inks = () => {
    const [more, less] = [roleColor('wrong'), roleColor('right')];
    return (i: number) => {
      if (channels === 3) return { color: signedColor(values, i, full), amount: 255 };
      const value = values[i] ?? 0;
      return { color: value > 0 ? more : less, amount: (Math.abs(value) / (full || 1)) * 255 };
    };
  };
  return <Pixels {...rest} inks={inks} by={values} />;
}

/** Shows where `pixels` has more ink than `base`, and where it has less. */
export function Difference({ pixels, base, ...rest }: PictureProps & { base: Uint8Array }) {
  const values = useMemo(() => Float32Array.from(pixels, (value, i) => value - (base[i] ?? 0)), [pixels, base]);
  return <Signed {...rest} values={values} />;
}
