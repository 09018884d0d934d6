import type { Measure, MeasureOptions, OptionSpec } from '@surprisal/core';
import { QuickInputButtons, type QuickPickItem } from 'vscode';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';

interface Item extends QuickPickItem {
  spec: OptionSpec;
}

/** Shows the options of a measure with their values until the person goes back; gives those that are not the default. */
export async function changeOptions(measure: Measure, before: MeasureOptions): Promise<MeasureOptions> {
  const options: Record<string, unknown> = { ...before };
  for (;;) {
    const spec = await chooseOption(measure, options);
    if (!spec) return options;
    const value = await askValue(spec, options[spec.name] ?? spec.default);
    if (value === undefined) continue;
    if (value === spec.default || value === null) delete options[spec.name];
    else options[spec.name] = value;
  }
}

/** With a way back, and the value of each beside it. */
function chooseOption({ title, options: specs }: Measure, options: MeasureOptions): Promise<OptionSpec | undefined> {
  const pick = prompts.list<Item>();
  pick.title = t('{0}: options', t(title));
  pick.placeholder = t('Which option should change? Escape goes back.');
  pick.buttons = [QuickInputButtons.Back];
  pick.items = specs
    .filter(({ kind, name }) => kind !== 'matrix' && name !== 'fromLogits')
    .map((spec) => ({
      spec,
      label: spec.name,
      description: textOf(options[spec.name] ?? spec.default),
      detail: t(spec.title),
    }));
  return new Promise<OptionSpec | undefined>((resolve) => {
    pick.onDidAccept(() => resolve(pick.activeItems[0]?.spec));
    pick.onDidTriggerButton(() => resolve(undefined));
    pick.onDidHide(() => resolve(undefined));
    pick.show();
  }).finally(() => pick.dispose());
}

const textOf = (value: unknown): string =>
  value === Math.E ? 'e' : Array.isArray(value) ? value.join(', ') : value === null ? t('none') : JSON.stringify(value);

async function askValue(spec: OptionSpec, now: unknown): Promise<unknown> {
  const about = { title: spec.name, placeHolder: t(spec.title) };
  if (spec.kind === 'flag') return now !== true;
  if (spec.kind === 'choice') {
    const items = spec.choices.map((label) => ({ label }));
    return (await prompts.pick(items, about))?.label;
  }
  const text = await prompts.input(
    {
      title: spec.name,
      prompt: t('{0}; empty gives the default back', t(spec.title)),
      value: now === null ? '' : textOf(now),
    },
    (typed) => wrongIn(spec, typed),
  );
  if (text === undefined) return undefined;
  return text.trim() === '' ? null : valueIn(spec, text);
}

function valueIn(spec: OptionSpec, text: string): number | number[] {
  if (spec.kind !== 'vector') return text.trim() === 'e' ? Math.E : Number(text);
  const numbers = Array.from(text.matchAll(/[^\s,;[\]]+/g), Number);
  return spec.scalar && numbers.length === 1 ? numbers[0] : numbers;
}

/** What is wrong with a value as it is typed, in the words of its range. */
function wrongIn(spec: OptionSpec, text: string): string | undefined {
  if (text.trim() === '' || (spec.kind !== 'number' && spec.kind !== 'vector')) return undefined;
  const value = valueIn(spec, text);
  const fits = (x: number): boolean => x >= spec.min && x <= spec.max;
  const whole = spec.kind === 'number' && spec.integer === true;
  const above = spec.kind === 'number' && spec.above === true;
  const right = [value].flat().every((x) => fits(x) && !(whole && !Number.isInteger(x)) && !(above && x === spec.min));
  if (right) return undefined;
  const kind = spec.kind === 'vector' ? t('numbers') : whole ? t('a whole number') : t('a number');
  return above
    ? t('Expected {0} above {1}, at most {2}', kind, spec.min, spec.max)
    : t('Expected {0} from {1} to {2}', kind, spec.min, spec.max);
}
