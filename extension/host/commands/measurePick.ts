import { type Measure, type MeasureOptions, measureOf, measures } from '@surprisal/core';
import { type Memento, type QuickInputButton, type QuickPickItem, ThemeIcon } from 'vscode';
import * as prompts from '../ports/prompts.js';
import { t } from '../t.js';
import { changeOptions } from './optionPick.js';

const LAST = 'surprisal.lastMeasures';
const OPTIONS = 'surprisal.measureOptions';

interface Item extends QuickPickItem {
  id: string;
}

/**
 * Asks which measure, the one chosen last first; a button on a measure changes its options, and one above the list
 * lets several be ticked. Undefined when the person leaves.
 */
export async function chooseMeasures(memory: Memento): Promise<string[] | undefined> {
  const several: QuickInputButton = { iconPath: new ThemeIcon('checklist'), tooltip: t('Choose several') };
  const gear: QuickInputButton = { iconPath: new ThemeIcon('gear'), tooltip: t('Change options') };
  const pick = prompts.list<Item>();
  pick.title = t('Compute Loss');
  pick.placeholder = t('Which measure of target and prediction?');
  pick.matchOnDescription = true;
  pick.buttons = [several];
  const list = (): void => {
    const last = memory.get<string[]>(LAST, []);
    const rank = ({ id }: Measure): number => (last.includes(id) ? 0 : 1);
    const pairs = measures.filter((measure) => isOffered(measure, 2)).sort((a, b) => rank(a) - rank(b));
    pick.items = pairs.map((measure) => itemOf(memory, measure, gear));
    pick.selectedItems = pick.canSelectMany ? pick.items.filter(({ id }) => last.includes(id)) : [];
  };
  list();
  const chosen = await new Promise<string[] | undefined>((resolve) => {
    let asking = false;
    pick.onDidAccept(() => resolve((pick.canSelectMany ? pick.selectedItems : pick.activeItems).map(({ id }) => id)));
    pick.onDidHide(() => asking || resolve(undefined));
    pick.onDidTriggerButton(() => {
      pick.canSelectMany = true;
      pick.buttons = [];
      list();
    });
    pick.onDidTriggerItemButton(async ({ item }) => {
      asking = true;
      await keepOptions(
        memory,
        item.id,
        await changeOptions(measureOf(item.id), optionsOf(memory, measureOf(item.id))),
      );
      asking = false;
      list();
      pick.show();
    });
    pick.show();
  });
  pick.dispose();
  if (!chosen?.length) return undefined;
  await memory.update(LAST, chosen);
  return chosen;
}

function itemOf(memory: Memento, measure: Measure, gear: QuickInputButton): Item {
  const { id, title, formula, options } = measure;
  const changed = Object.entries(optionsOf(memory, measure)).map(([name, value]) => `${name} ${JSON.stringify(value)}`);
  return {
    id,
    label: t(title),
    description: formula.plain,
    ...(changed.length > 0 && { detail: changed.join(', ') }),
    ...(options.length > 0 && { buttons: [gear] }),
  };
}

/** Measures of numbers; labels and tables of counts have a command of their own, and a cost matrix has no place here. */
export const isOffered = ({ arguments: names, domain, options }: Measure, take: number): boolean =>
  names.length === take && domain !== 'labels' && domain !== 'joint' && !options.some(({ kind }) => kind === 'matrix');

/** The options of a measure as they were left; none is the measure's own defaults. */
export function optionsOf(memory: Memento, { id, options }: Measure): MeasureOptions {
  const kept = memory.get<Record<string, MeasureOptions>>(OPTIONS, {})[id] ?? {};
  return Object.fromEntries(Object.entries(kept).filter(([name]) => options.some((option) => option.name === name)));
}

const keepOptions = (memory: Memento, id: string, options: MeasureOptions): Thenable<void> =>
  memory.update(OPTIONS, { ...memory.get<Record<string, MeasureOptions>>(OPTIONS, {}), [id]: options });
