import type { HeatMap } from '@surprisal/core';
import type { TargetedMouseEvent } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { scale } from './answers.js';
import { drawHeat, type Placing } from './heatDraw.js';
import { themeVersion } from '../shared/theme.js';

interface TileProps {
  heat: HeatMap | null;
  placing: Pick<Placing, 'width' | 'height'>;
  onPress?: (event: TargetedMouseEvent<HTMLCanvasElement>) => void;
}

/** A small heat map in the scale that holds; empty until it is there. */
export function Tile({ heat, placing: { width, height }, onPress }: TileProps) {
  const ref = useRef<HTMLCanvasElement>(null);
  const of = scale.value;
  const version = themeVersion.value;
  useLayoutEffect(() => {
    if (ref.current && heat && of) drawHeat(ref.current, heat, of, width, height);
  }, [heat, of, version, width, height]);
  return (
    <canvas
      ref={ref}
      class={heat ? undefined : 'unread'}
      width={width}
      height={height}
      style={{ width: `${width}px`, height: `${height}px` }}
      aria-hidden="true"
      onClick={onPress}
    />
  );
}
