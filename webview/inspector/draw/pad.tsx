import { useLayoutEffect, useRef } from 'preact/hooks';
import { t } from '../../shared/strings.js';
import { css, roleColor, themeVersion } from '../../shared/theme.js';
import { begin, extend, lift, PEN, pen, press, SIDE, strokes, type Point } from './strokes.js';

interface PadProps {
  /** Is called with the ink after every change: one byte for each unit of the pad. */
  onInk: (ink: Uint8Array) => void;
  /** Is called when a stroke has ended. */
  onLift: () => void;
}

/** Where a person draws: with the mouse, a finger, a pen, or the keys. */
export function Pad({ onInk, onLift }: PadProps) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const pointer = useRef<number | null>(null);
  const theme = themeVersion.value;
  const drawn = strokes.value;
  // This runs before the frame is shown, so that the line keeps up with the hand.
  useLayoutEffect(() => {
    const context = canvas.current?.getContext('2d', { willReadFrequently: true });
    if (!context) return;
    draw(context);
    const { data } = context.getImageData(0, 0, SIDE, SIDE);
    const ink = new Uint8Array(SIDE * SIDE);
    for (let i = 0; i < ink.length; i++) ink[i] = data[i * 4 + 3] ?? 0;
    onInk(ink);
  }, [drawn, theme]);

  const place = ({ clientX, clientY }: MouseEvent): Point => {
    const box = canvas.current?.getBoundingClientRect() ?? new DOMRect();
    return { x: ((clientX - box.left) / box.width) * SIDE, y: ((clientY - box.top) / box.height) * SIDE };
  };
  const onPointerDown = (event: PointerEvent) => {
    if (event.button !== 0 || pointer.current !== null) return;
    pointer.current = event.pointerId;
    canvas.current?.setPointerCapture(event.pointerId);
    lift();
    begin(place(event));
  };
  const onPointerMove = (event: PointerEvent) => {
    if (event.pointerId === pointer.current) extend(place(event));
  };
  const onPointerEnd = (event: PointerEvent) => {
    if (event.pointerId !== pointer.current) return;
    pointer.current = null;
    lift();
    onLift();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const { down } = pen.value;
    if (!press(event)) return;
    event.preventDefault();
    if (down && !pen.value.down) onLift();
  };
  const { x, y, down } = pen.value;
  return (
    <div class="pad">
      <canvas
        ref={canvas}
        width={SIDE}
        height={SIDE}
        role="application"
        aria-roledescription={t('drawing pad')}
        aria-label={t('Draw a digit')}
        aria-describedby="pad-keys"
        tabIndex={0}
        onPointerDown={onPointerDown}
        onPointerMove={onPointerMove}
        onPointerUp={onPointerEnd}
        onPointerCancel={onPointerEnd}
        onKeyDown={onKeyDown}
        onBlur={() => {
          if (!pen.value.down) return;
          lift();
          onLift();
        }}
      />
      <span
        class={`pen ${down ? 'down' : ''}`}
        style={{ left: `${(x / SIDE) * 100}%`, top: `${(y / SIDE) * 100}%` }}
        aria-hidden="true"
      />
    </div>
  );
}

/** Draws all strokes in the theme's text colour on a transparent ground, so that the opacity of a unit is its ink. */
function draw(context: CanvasRenderingContext2D): void {
  context.clearRect(0, 0, SIDE, SIDE);
  context.strokeStyle = context.fillStyle = css(roleColor('text'));
  context.lineWidth = PEN;
  context.lineCap = context.lineJoin = 'round';
  for (const [first, ...rest] of strokes.value) {
    if (!first) continue;
    context.beginPath();
    context.moveTo(first.x, first.y);
    for (const { x, y } of rest.length > 0 ? rest : [first]) context.lineTo(x, y);
    context.stroke();
  }
}
