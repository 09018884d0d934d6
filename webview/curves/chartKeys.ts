import { chosen, crosshair, leave, marked, point, zoomTo } from './pointer.js';
import { firstAtLeast } from '@surprisal/core';
import { heightAt, mainOf, type Scene } from './scene.js';
import { kept } from './state.js';

const STEPS: Record<string, number> = {
  ArrowLeft: -1,
  ArrowRight: 1,
  PageUp: -10,
  PageDown: 10,
  Home: -Infinity,
  End: Infinity,
};

/**
 * Arrows move the crosshair from point to point of the line in front, or to the line above or below; with Shift they mark
 * a range. Enter zooms to it, Esc takes back the range, then the zoom. False where the key is none of these.
 */
export function chartKeys(event: KeyboardEvent, scalar: string, scene: Scene): boolean {
  const { key, shiftKey } = event;
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  const front = scene.lines.find(({ id }) => id === chosen.value) ?? scene.lines[0];
  if (key === 'Enter' && marked.value) {
    const { from, to } = marked.value;
    if (from !== to) zoomTo({ from: Math.min(from, to), to: Math.max(from, to) });
    return true;
  }
  if (key === 'Escape') {
    if (marked.value) marked.value = null;
    else if (kept.value.zoom) zoomTo(null);
    else if (crosshair.value) leave();
    else return false;
    return true;
  }
  if (!front) return false;
  const { x } = front.points;
  const begin = firstAtLeast(x, scene.x.min);
  const end = firstAtLeast(x, scene.x.max + Math.abs(scene.x.max) * 1e-12) - 1;
  if (end < begin) return false;
  const now = crosshair.value?.scalar === scalar ? crosshair.value.x : null;
  if (key === 'ArrowUp' || key === 'ArrowDown') {
    const at = now ?? x[end];
    const ranked = scene.lines
      .flatMap((line) => {
        const value = heightAt(mainOf(line.points), at);
        return value === null ? [] : [{ id: line.id, value }];
      })
      .sort((a, b) => b.value - a.value);
    const place = ranked.findIndex(({ id }) => id === front.id);
    const next = ranked[Math.max(0, Math.min(ranked.length - 1, place + (key === 'ArrowUp' ? -1 : 1)))];
    point(scalar, at, next?.id ?? front.id, true);
    return true;
  }
  const step = STEPS[key];
  if (step === undefined) return false;
  const i = now === null ? (step < 0 ? end + 1 : begin - 1) : nearestPlace(x, now);
  const to = Math.max(begin, Math.min(end, Number.isFinite(step) ? i + step : step < 0 ? begin : end));
  if (shiftKey) marked.value = { from: marked.value?.from ?? now ?? x[to], to: x[to] };
  else marked.value = null;
  point(scalar, x[to], front.id, true);
  return true;
}

function nearestPlace(x: Float64Array, at: number): number {
  const i = firstAtLeast(x, at);
  return i > 0 && (i === x.length || at - x[i - 1] < x[i] - at) ? i - 1 : i;
}
