import { limits } from '../numeric/limits.js';
import { grouped } from '../numeric/describe.js';
import { ClassNames } from '../data/classLabels.js';
import { fromOneHot, groupsOf, joined } from './groups.js';
import { rankOf, type Role, scoreHead } from './names.js';
import { type Ask, type Column, type PredictionChoices, quoteCell, type ScoreKind, Unanswered } from './types.js';

/** Which column is what. */
interface Roles {
  actual: Column;
  predicted: Column | null;
  scores: Column | null;
  /** What the scores are by their name; null where it does not say. */
  scoreKind: ScoreKind | null;
}

const SCORES = ['probabilities', 'logits', 'scores'] as const;

/** Finds the labels, the predictions and the scores by name, or by what is left; else it asks. */
export function rolesOf(columns: readonly Column[], choices: PredictionChoices): Roles {
  const all = [...columns, ...groupsOf(columns)];
  const actual = pick('actual', all, choices.actual) ?? theOther(all);
  const rest = all.filter((column) => column.id !== actual.id && !sameFields(column, actual));
  const scores = pickScores(rest, choices, actual);
  const left = rest.filter((column) => column.width === null && column.id !== scores?.id);
  const predicted = pick('predicted', left, choices.predicted) ?? (scores ? null : onlyOne(left, actual));
  const asBinary = predicted !== null && !scores && isShare(predicted);
  const scored = asBinary ? predicted : scores;
  return {
    actual: fromOneHot(actual),
    predicted: asBinary || !predicted ? null : fromOneHot(predicted),
    scores: scored,
    scoreKind: choices.scoreKind ?? (asBinary ? 'probabilities' : scored && kindOf(scored)),
  };
}

/** The column of the best name for a role; several of one rank are asked about, null stands for none. */
function pick(role: 'actual' | 'predicted', columns: readonly Column[], chosen?: string): Column | null {
  const picked = columns.find(({ id }) => id === chosen);
  if (picked) return picked;
  const best = bestOf(columns, (column) => rank(column, role));
  if (best.length > 1) throw new Unanswered(question(role, best));
  return best[0] ?? null;
}

const rank = (column: Column, role: Role): number => rankOf(column.name, role, column.id === column.file);

function bestOf(columns: readonly Column[], rankOfOne: (column: Column) => number): Column[] {
  let least = Infinity;
  let best: Column[] = [];
  for (const column of columns) {
    const found = rankOfOne(column);
    if (found < 0 || found > least) continue;
    if (found < least) best = [];
    least = found;
    best.push(column);
  }
  return best;
}

/** Labels without a name of their own: what is left beside one column of predictions. */
function theOther(columns: readonly Column[]): Column {
  const plain = columns.filter(({ width }) => width === null);
  const hasRole = (column: Column): boolean =>
    [...SCORES, 'predicted' as const].some((role) => rank(column, role) >= 0);
  const others = plain.filter((column) => !hasRole(column) && scoreHead(column.name) === null);
  const [other] = others;
  if (others.length === 1 && other && columns.length > 1) return other;
  if (plain.length < 2 && others.length < 2) throw new Unanswered({ ask: 'file', wanted: 'labels' });
  throw new Unanswered(question('actual', others.length > 0 ? others : plain));
}

function onlyOne(columns: readonly Column[], actual: Column): Column {
  const [only, ...others] = columns.filter(({ rows }) => rows === actual.rows || columns.length === 1);
  if (!only) throw new Unanswered({ ask: 'file', wanted: 'predictions' });
  if (others.length > 0) throw new Unanswered(question('predicted', [only, ...others]));
  return only;
}

function pickScores(columns: readonly Column[], choices: PredictionChoices, actual: Column): Column | null {
  const picked = columns.find(({ id }) => id === choices.scores);
  if (picked) return picked;
  const predicted = columns.some((column) => column.id === choices.predicted || rank(column, 'predicted') >= 0);
  // Beside predictions a single number a row is a confidence, of the class predicted.
  const named = bestOf(columns, (column) => {
    if (predicted && column.width === null) return -1;
    const ranks = SCORES.map((role) => rank(column, role)).filter((r) => r >= 0);
    return ranks.length > 0 ? Math.min(...ranks) + (column.width === null ? 1 : 0) : -1;
  });
  const wide = columns.filter(({ width }) => width !== null);
  const found = named.some(({ width }) => width !== null) || wide.length === 0 ? named : wide;
  if (found.length > 1) throw new Unanswered(question('scores', found));
  return found[0] ?? byClassNames(columns, actual);
}

/** `cat` and `dog` beside labels that are all cat or dog: one column of scores a class. */
function byClassNames(columns: readonly Column[], actual: Column): Column | null {
  const labels = new ClassNames(actual.id, limits.predictedClasses);
  if (actual.width !== null) return null;
  const near = columns.filter(
    ({ width, rows, file }) => width === null && rows === actual.rows && file === actual.file,
  );
  if (near.length < 2) return null;
  for (let row = 0; row < actual.rows; row++) labels.indexOf(actual.cells.text(row));
  const found = near.filter(({ name }) => labels.names.includes(name));
  if (found.length < 2 || found.length < labels.names.length) return null;
  const heads = found.map(({ name }) => name);
  return joined(found, heads, heads.join(', ').slice(0, 60));
}

function kindOf(column: Column): ScoreKind | null {
  if (rank(column, 'probabilities') >= 0) return 'probabilities';
  return rank(column, 'logits') >= 0 ? 'logits' : null;
}

/** A column that belongs to a group is not one of its own. */
const sameFields = (column: Column, other: Column): boolean =>
  column.width === null && column.file === other.file && other.width !== null && scoreHead(column.name) !== null;

/** Between 0 and 1, and not all of it whole: a probability, whatever it is called. */
function isShare({ cells }: Column): boolean {
  let whole = true;
  for (let at = 0; at < cells.length; at++) {
    const x = cells.number(at);
    if (!(x >= 0 && x <= 1)) return false;
    whole &&= Number.isInteger(x);
  }
  return !whole;
}

const SAMPLES = 4;
const question = (ask: 'actual' | 'predicted' | 'scores', columns: readonly Column[]): Ask => ({
  ask,
  columns: columns.map(({ id, width, rows, cells }) => {
    if (width !== null) return { id, sample: `${grouped(rows)} × ${width}` };
    let sample = '';
    for (let at = 0; at < Math.min(SAMPLES, cells.length); at++) sample += `${quoteCell(cells.get(at))}, `;
    return { id, sample: `${sample}… (${grouped(rows)})` };
  }),
});
