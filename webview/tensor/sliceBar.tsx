import { atIndex, messageOf, selectedShape, selectionText } from '@surprisal/core';
import { useEffect, useId, useState } from 'preact/hooks';
import type { TensorFacts } from '../../extension/protocol/tensor.js';
import { alongAxis, host, opened, problem, setSlice, size, slice, tensor, typed, typeSlice } from './state.js';
import { type AxisRole, roleOf, selectionOf, shapeText, withCut, withRole } from './slices.js';
import { Select } from '../shared/field.js';
import { count } from '../shared/format.js';
import { t } from '../shared/strings.js';

/** The slice as NumPy writes it, and the same axis by axis: each rewrites the other. */
export function SliceBar() {
  const facts = tensor.value;
  if (!facts) return null;
  return (
    <div class="slice-bar" role="group" aria-label={t('Slice')}>
      <SliceBox />
      {facts.order === 'C' && facts.shape.length > 0 && <ReadAs key={facts.name} facts={facts} />}
      {facts.shape.map((length, axis) => (
        <Axis key={axis} axis={axis} length={length} />
      ))}
    </div>
  );
}

interface TextBoxProps {
  label: string;
  text: string;
  /** What is wrong with the text, in place of the hint. */
  problem: string;
  hint: string;
  class?: string;
  onText: (text: string) => void;
  onKeyDown: (event: KeyboardEvent) => void;
  onBlur?: () => void;
}

/** A text that is typed, with a hint or what is wrong with it below. */
function TextBox({ label, text, problem: wrong, hint, onText, onKeyDown, onBlur, ...rest }: TextBoxProps) {
  const id = useId();
  return (
    <div class={`slice-box ${rest.class ?? ''} ${wrong ? 'wrong' : ''}`}>
      <label for={id}>{label}</label>
      <div class="text-input">
        <input
          id={id}
          type="text"
          spellcheck={false}
          autocomplete="off"
          aria-describedby={`${id}-hint`}
          aria-invalid={wrong !== ''}
          value={text}
          onInput={(event) => onText(event.currentTarget.value)}
          onBlur={onBlur}
          onKeyDown={onKeyDown}
        />
      </div>
      <p id={`${id}-hint`} class={wrong ? 'problem' : 'small muted'} role={wrong ? 'alert' : undefined}>
        {wrong || hint}
      </p>
    </div>
  );
}

function SliceBox() {
  const { rows, columns } = size.value;
  const shown = slice.value.rows === null ? (slice.value.columns === null ? [] : [columns]) : [rows, columns];
  const { shape } = tensor.value!;
  const given = problem.value === '' ? selectedShape(selectionOf(typed.value, shape)) : shown;
  const gives = t('NumPy’s indexing; gives {0}', shapeText(given));
  return (
    <TextBox
      label={t('Slice')}
      text={typed.value}
      problem={problem.value}
      hint={
        given.length > shown.length
          ? t('{0}, of which {1} is shown', gives, selectionText(slice.value.axes, shape))
          : gives
      }
      onText={typeSlice}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' && (event.key !== 'Enter' || problem.value !== '')) return;
        event.preventDefault();
        setSlice(slice.value);
      }}
    />
  );
}

/**
 * The same numbers as an array of another shape, of which one length may be -1, the one that is left; Esc gives back the shape
 * that stands.
 */
function ReadAs({ facts: { shape, count: numbers } }: { facts: TensorFacts }) {
  const stands = shape.join(', ');
  const [text, setText] = useState(stands);
  const [wrong, setWrong] = useState('');
  useEffect(() => {
    setText(stands);
    setWrong('');
  }, [stands]);
  const take = (): void => {
    const parts = text.split(/(?<=\d)\s*[x*]\s*(?=[\d-])|[\s,×()[\]]+/).filter((part) => part !== '');
    const known = parts.reduce((product, part) => (part === '-1' ? product : product * Number(part)), 1);
    const rest = numbers / known;
    const isLeft = parts.filter((part) => part === '-1').length === 1 && Number.isSafeInteger(rest);
    const next = parts.map((part) => (part === '-1' && isLeft ? rest : Number(part)));
    if (!next.every((length) => Number.isSafeInteger(length) && length >= 0))
      setWrong(t('Expected whole numbers; one may be -1 where the others divide {0}.', count(numbers)));
    else if (next.join(', ') === stands) setText(stands);
    else
      host.call('readAs', { tensor: opened.value, shape: next }).then(
        () => setWrong(''),
        (error: unknown) => setWrong(messageOf(error)),
      );
  };
  return (
    <TextBox
      class="read-as"
      label={t('Read as')}
      text={text}
      problem={wrong}
      hint={t('another shape of the same numbers')}
      onText={setText}
      onBlur={take}
      onKeyDown={(event) => {
        if (event.key === 'Enter') take();
        else if (event.key === 'Escape' && (text !== stands || wrong)) {
          setText(stands);
          setWrong('');
        } else return;
        event.preventDefault();
      }}
    />
  );
}

function Axis({ axis, length }: { axis: number; length: number }) {
  const id = useId();
  const { shape } = tensor.value!;
  const role = roleOf(slice.value, axis);
  const cut = slice.value.axes[axis];
  if (!cut) return null;
  const roles: { value: AxisRole; label: string }[] = [
    { value: 'at', label: t('At index') },
    { value: 'rows', label: t('Rows') },
    { value: 'columns', label: t('Columns') },
  ];
  const [least, greatest] =
    cut.step > 0
      ? [cut.start, cut.start + cut.step * (cut.count - 1)]
      : [cut.start + cut.step * (cut.count - 1), cut.start];
  const isAll = cut.count === length;
  return (
    <div class="axis-control">
      <div class="axis-head">
        <label for={id}>{t('Axis {0}', axis)}</label>
        <Select
          ids={{ id }}
          value={role}
          options={shape.length > 1 ? roles : roles.filter(({ value }) => value !== 'rows')}
          onChange={(next) => setSlice(withRole(slice.value, axis, next, shape))}
        />
        <span class="space" />
        <span class="numbers">
          {role === 'at' ? (
            <>
              <b>{count(cut.start)}</b>{' '}
              <span class="muted">{t('of {0}', length > 1 ? `0–${count(length - 1)}` : '0')}</span>
            </>
          ) : isAll ? (
            <span class="muted">{t('all {0}', count(length))}</span>
          ) : (
            <>
              <b>{cut.count === 0 ? t('none') : `${count(least)}–${count(greatest)}`}</b>
              {Math.abs(cut.step) > 1 && <span class="muted"> {t('step {0}', cut.step)}</span>}
            </>
          )}
        </span>
      </div>
      {role === 'at' ? (
        <Slider
          label={t('Index on axis {0}', axis)}
          most={length - 1}
          value={cut.start}
          onValue={(at) => {
            alongAxis.value = axis;
            setSlice(withCut(slice.value, axis, atIndex(at)));
          }}
        />
      ) : (
        <Range axis={axis} length={length} least={least} greatest={greatest} />
      )}
    </div>
  );
}

interface SliderProps {
  label: string;
  most: number;
  value: number;
  onValue: (value: number) => void;
}

const share = (value: number, most: number): string => `${most > 0 ? (100 * value) / most : 0}%`;

const Slider = ({ label, most, value, onValue }: SliderProps) => (
  <div class="slider">
    <i style={{ left: '0', right: `calc(100% - ${share(value, most)})` }} />
    <input
      type="range"
      aria-label={label}
      min={0}
      max={Math.max(0, most)}
      step={1}
      value={value}
      disabled={most < 1}
      onInput={(event) => onValue(Number(event.currentTarget.value))}
    />
  </div>
);

/** The first and the last index of an axis that lies on the rows or the columns. */
function Range({ axis, length, least, greatest }: { axis: number; length: number; least: number; greatest: number }) {
  const most = Math.max(0, length - 1);
  const take = (from: number, to: number): void => {
    const { step } = slice.value.axes[axis];
    const number = Math.floor((to - from) / Math.abs(step)) + 1;
    setSlice(withCut(slice.value, axis, { start: step > 0 ? from : to, step, count: number, kept: true }));
  };
  const isEmpty = slice.value.axes[axis].count === 0;
  return (
    <div class="slider two">
      {!isEmpty && <i style={{ left: share(least, most), right: `calc(100% - ${share(greatest, most)})` }} />}
      <Handle
        label={t('First index on axis {0}', axis)}
        least={0}
        most={greatest}
        at={least}
        all={most}
        onAt={(at) => take(at, greatest)}
      />
      <Handle
        label={t('Last index on axis {0}', axis)}
        least={least}
        most={most}
        at={greatest}
        all={most}
        onAt={(at) => take(least, at)}
      />
    </div>
  );
}

interface HandleProps {
  label: string;
  /** Between which indices it can be moved, where it is, and the last index of the axis. */
  least: number;
  most: number;
  at: number;
  all: number;
  onAt: (at: number) => void;
}

/** One end of a range: it is dragged, or moved by the keys of a slider. */
function Handle({ label, least, most, at, all, onAt }: HandleProps) {
  const isOff = all < 1;
  const go = (to: number): void => {
    const next = Math.max(least, Math.min(most, Math.round(to)));
    if (next !== at) onAt(next);
  };
  const page = Math.max(1, Math.round(all / 10));
  const steps: Record<string, number> = {
    ArrowLeft: at - 1,
    ArrowDown: at - 1,
    ArrowRight: at + 1,
    ArrowUp: at + 1,
    PageDown: at - page,
    PageUp: at + page,
    Home: least,
    End: most,
  };
  return (
    <span
      class="handle"
      role="slider"
      tabIndex={isOff ? -1 : 0}
      aria-label={label}
      aria-valuemin={least}
      aria-valuemax={Math.max(least, most)}
      aria-valuenow={at}
      aria-disabled={isOff}
      style={{ left: share(at, all) }}
      onKeyDown={(event) => {
        if (isOff || steps[event.key] === undefined) return;
        event.preventDefault();
        go(steps[event.key]);
      }}
      onPointerDown={(event) => {
        if (!isOff) event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const { left, width } = event.currentTarget.parentElement!.getBoundingClientRect();
        go(((event.clientX - left) / Math.max(1, width)) * all);
      }}
    />
  );
}
