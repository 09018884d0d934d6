import { useEffect, useRef } from 'preact/hooks';
import { css, mix, roleColor, themeKind, themeVersion, type Rgb } from '../../shared/theme.js';
import { stepColors } from '../matrix/colorSteps.js';
import { edge, type HeatCells } from './heatCells.js';

interface HeatCanvasProps {
  cells: HeatCells;
  width: number;
  height: number;
  /** What it shows with its numbers, for people who do not see it. */
  label: string;
}

/** Cells in the colours of the confusion matrix, without numbers. It is drawn again when the theme changes. */
export function HeatCanvas({ cells, width, height, label }: HeatCanvasProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const version = themeVersion.value;
  const density = devicePixelRatio;
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const [page, text] = [roleColor('page'), roleColor('text')];
    const colors = stepColors(themeKind(), { right: roleColor('right'), wrong: roleColor('wrong'), page });
    paint(context, cells, { width, height, density }, colors, mix(text, page, 0.03));
  }, [cells, width, height, density, version]);
  return (
    <canvas
      ref={ref}
      class="heat-canvas"
      width={Math.round(width * density)}
      height={Math.round(height * density)}
      style={{ width: `${width}px`, height: `${height}px` }}
      role="img"
      aria-label={label}
    />
  );
}

function paint(
  context: CanvasRenderingContext2D,
  { rows, columns, steps, names }: HeatCells,
  { width, height, density }: { width: number; height: number; density: number },
  colors: Record<string, Rgb>,
  none: Rgb,
): void {
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = css(none);
  context.fillRect(0, 0, width, height);
  // Step by step, as a change of colour costs more than a cell.
  names.forEach((name, step) => {
    const color = name === null ? undefined : colors[name];
    if (!color) return;
    context.fillStyle = css(color);
    for (let y = 0; y < rows; y++) {
      const top = edge(y, rows, height, density);
      const tall = edge(y + 1, rows, height, density) - top;
      for (let x = 0; x < columns; x++) {
        if (steps[y * columns + x] !== step) continue;
        const left = edge(x, columns, width, density);
        context.fillRect(left, top, edge(x + 1, columns, width, density) - left, tall);
      }
    }
  });
}
