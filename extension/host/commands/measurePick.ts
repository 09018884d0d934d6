import { type Measure, type MeasureOptions, measureOf, measures } from '@surprisal/core';
import { type Memento, type QuickInputButton, type QuickPickItem, QuickPickItemKind, ThemeIcon } from 'vscode';
import { ACCURACY, type PairReading } from '../../protocol/reading.js';
import { readingWords } from '../language/kindWords.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';
import { formulaOf } from './result/conventionWords.js';
import { titleOf } from './result/names.js';
import { changeOptions } from './optionPick.js';

const LAST = 'surprisal.lastMeasures';
const OPTIONS = 'surprisal.measureOptions';

interface Item extends QuickPickItem, Chosen {
  /** How the pair is read, if the measure belongs to a reading. */
  reading: PairReading | null;
}

/** A measure and its options. */
export interface Chosen {
  id: string;
  options: MeasureOptions;
}

/**
 * Asks which measure: the readings that fit the numbers stand on top with their values, then the one chosen last; a
 * button on a measure changes its options, and one above the list lets several be ticked. Undefined when the person
 * leaves.
 */
export async function chooseMeasures(memory: Memento, readings: readonly PairReading[]): Promise<Chosen[] | undefined> {
  const several: QuickInputButton = { iconPath: new ThemeIcon('checklist'), tooltip: t('Choose several') };
  const gear: QuickInputButton = { iconPath: new ThemeIcon('gear'), tooltip: t('Change options') };
  const pick = prompts.list<Item>();
  pick.title = t('Compute Loss');
  pick.placeholder = t('Which measure of target and prediction?');
  pick.matchOnDescription = true;
  pick.buttons = [several];
  /** Options as they were changed in this list: what the numbers are is said of this pair alone. */
  const changed = new Map<string, MeasureOptions>();
  const list = (): void => {
    const last = memory.get<string[]>(LAST, []);
    const rank = ({ id }: Measure): number => (last.includes(id) ? 0 : 1);
    const optionsFor = (id: string, reading: PairReading | null): MeasureOptions =>
      changed.get(nameOf({ id, reading })) ??
      (id === ACCURACY ? {} : { ...optionsOf(memory, measureOf(id)), ...reading?.options });
    const fits = readings
      .filter(({ measure }) => !pick.canSelectMany || measure !== ACCURACY)
      .map((reading) => itemOf({ id: reading.measure, options: optionsFor(reading.measure, reading), reading }, gear));
    const pairs = measures.filter((measure) => isOffered(measure, 2)).sort((a, b) => rank(a) - rank(b));
    const others = pairs
      .filter(({ id }) => !readings.some(({ measure }) => measure === id))
      .map(({ id }) => itemOf({ id, options: optionsFor(id, null), reading: null }, gear));
    pick.items = fits.length ? [...fits, divider(), ...others] : others;
    pick.selectedItems = pick.canSelectMany ? pick.items.filter(({ id }) => last.includes(id)) : [];
  };
  list();
  const chosen = await new Promise<readonly Item[] | undefined>((resolve) => {
    let asking = false;
    pick.onDidAccept(() => resolve(pick.canSelectMany ? pick.selectedItems : pick.activeItems));
    pick.onDidHide(() => asking || resolve(undefined));
    pick.onDidTriggerButton(() => {
      pick.canSelectMany = true;
      pick.buttons = [];
      list();
    });
    pick.onDidTriggerItemButton(async ({ item }) => {
      asking = true;
      const options = await changeOptions(measureOf(item.id), item.options);
      changed.set(nameOf(item), options);
      await keepOptions(memory, item.id, options);
      asking = false;
      list();
      pick.show();
    });
    pick.show();
  });
  pick.dispose();
  if (!chosen?.length) return undefined;
  const ids = chosen.map(({ id }) => id);
  await memory.update(LAST, ids);
  return chosen.map(({ id, options }) => ({ id, options }));
}

const nameOf = ({ id, reading }: Pick<Item, 'id' | 'reading'>): string => `${id} ${reading?.prediction ?? ''}`;

const divider = (): Item => ({
  label: t('Other measures'),
  kind: QuickPickItemKind.Separator,
  id: '',
  options: {},
  reading: null,
});

function itemOf({ id, options, reading }: Pick<Item, 'id' | 'options' | 'reading'>, gear: QuickInputButton): Item {
  const measure = id === ACCURACY ? null : measureOf(id);
  const own = Object.entries(options).filter(([name]) => reading?.options[name] === undefined);
  return {
    id,
    options,
    reading,
    label: titleOf(id),
    // The value of a reading is that of the measure's own defaults.
    description: reading && own.length === 0 ? readingWords(reading) : measure ? formulaOf(id) : undefined,
    ...(own.length > 0 && { detail: own.map(([name, value]) => `${name} ${JSON.stringify(value)}`).join(', ') }),
    ...(measure?.options.length && { buttons: [gear] }),
  };
}

/** Measures of numbers; labels and tables of counts have a command of their own, and a cost matrix has no place here. */
export const isOffered = ({ arguments: names, domain, options }: Measure, take: number): boolean =>
  names.length === take && domain !== 'labels' && domain !== 'joint' && !options.some(({ kind }) => kind === 'matrix');

/** Options that say what the numbers of one pair are, and are not carried to another. */
const OF_PAIR: readonly string[] = ['fromLogits', 'ignoreIndex'];

/** The options of a measure as they were left; none is the measure's own defaults. */
export function optionsOf(memory: Memento, { id, options }: Measure): MeasureOptions {
  const saved = memory.get<Record<string, MeasureOptions>>(OPTIONS, {})[id] ?? {};
  return Object.fromEntries(
    Object.entries(saved).filter(([name]) => !OF_PAIR.includes(name) && options.some((option) => option.name === name)),
  );
}

const keepOptions = (memory: Memento, id: string, options: MeasureOptions): Thenable<void> =>
  memory.update(OPTIONS, { ...memory.get<Record<string, MeasureOptions>>(OPTIONS, {}), [id]: options });
