/**
 * Writes docs/speed.md from what `npm run bench` measured, which lies in out/bench.json: `node scripts/speed.mjs`.
 * What missed its limit is told first.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digits, range } from './benchLines.mjs';
import { Failure, root, whenStarted } from './ensure.mjs';

/**
 * @typedef {import('./benchLines.mjs').Line} Line
 *
 * @typedef {object} Bench
 * @property {import('./machine.mjs').Machine} machine
 * @property {Record<string, { title: string, measured: string, inside: string, lines: Line[], failed: string }>} benches by their names
 */

const INTRO = `How fast it is beside the fastest that others have, on the same machine, in turn, on the same numbers. Made from \`out/bench.json\`, which \`npm run bench\` writes; no figure is typed by hand.

Each figure is the median of its runs, with the least and the greatest behind it. A ratio is our time over the peer's, of the runs that stood side by side: below 1, ours is faster. A peer is measured on one thread and on all cores, and the faster of the two stands here; where a line says _on one thread_, both sides have one.`;

/** @param {Bench} bench */
export function speedPage({ machine, benches }) {
  const all = Object.values(benches).flatMap(({ lines }) => lines);
  const failed = Object.values(benches).flatMap((it) =>
    it.failed ? [`- ${it.title} could not be measured: ${cell(it.failed)}`] : [],
  );
  if (all.length + failed.length === 0) return `# Speed\n\n${INTRO}\n\nNothing has been measured yet.\n`;
  const missed = [...all.filter(({ kept }) => kept === false).map(missedLine), ...failed];
  const judged = all.filter(({ kept }) => kept !== null).length;
  const days = [...new Set(Object.values(benches).map(({ measured }) => measured))].sort();
  const facts = Object.entries({ Measured: days.join(', '), ...machine.facts });
  const slow = machine.slowBlas.join(' and ');
  const warning = slow
    ? `**The BLAS of ${slow} is not known to be fast.** Such peers are several times slower than they could be, so that their ratios flatter ours and get no verdict.\n\n`
    : '';
  return `# Speed

${INTRO}

${warning}## What missed its limit

${missed.length > 0 ? missed.join('\n') : `Nothing: what has a limit keeps to it, in all ${judged} lines.`}
${beside(benches)}${bounded(benches)}
## The machine

${table(['', ''], facts)}
`;
}

/** @param {Line} line */
const missedLine = (line) =>
  line.bound === null
    ? `- ${cell(line.title)}: ${range(line.ratio ?? line.ours)} of ${cell(line.peer ?? '')}; limit ${digits(line.limit ?? NaN)}.`
    : `- ${cell(line.title)}: ${amount(line)}; at most ${digits(line.bound)} ${line.unit}.`;

/** Of `missed` and `kept`, nothing where there is no limit. @param {Line} line @param {number | null} most @param {string} [unit] */
const limitCell = ({ kept }, most, unit = '') =>
  most === null ? '' : `${digits(most)}${unit}${kept === false ? ' **missed**' : ''}`;

/** What was measured beside a peer, a table a bench. @param {Bench['benches']} benches */
function beside(benches) {
  const parts = Object.values(benches).flatMap(({ title, inside, lines }) => {
    const rows = lines.filter(({ theirs }) => theirs !== null);
    if (rows.length === 0) return [];
    const cells = rows.map((line) => [
      cell(line.title),
      amount(line),
      `${cell(line.peer ?? '')}: ${digits(line.theirs?.median ?? NaN)} ${line.unit}${others(line)}`,
      range(line.ratio ?? line.ours),
      limitCell(line, line.limit),
      cell(line.note),
    ]);
    const text = `\n### ${title}\n\n${table(['What', 'Ours', 'Peer', 'Ratio', 'Limit', 'Note'], cells)}`;
    return [inside ? `${text}\n${inside}\n` : text];
  });
  return parts.length > 0 ? `\n## Beside others\n${parts.join('')}` : '';
}

/** What was measured alone. @param {Bench['benches']} benches */
function bounded(benches) {
  const all = Object.values(benches);
  const lines = all.flatMap((it) => it.lines.filter(({ theirs }) => theirs === null));
  if (lines.length === 0) return '';
  const inside = all.filter((it) => it.inside && it.lines.every(({ theirs }) => theirs === null));
  const rows = lines.map((line) => [
    cell(line.title),
    amount(line),
    String(line.runs),
    limitCell(line, line.bound, ` ${line.unit}`),
    cell(line.note),
  ]);
  const text = [table(['What', 'Measured', 'Times', 'At most', 'Note'], rows), ...inside.map((it) => `${it.inside}\n`)];
  return `\n## Against a bound\n\n${text.join('\n')}`;
}

/** @param {Line} line */
const amount = ({ ours, unit }) => `${range(ours)} ${unit}`;

/** @param {Line} line */
const others = ({ others: slower, unit }) =>
  Object.entries(slower)
    .map(([name, spread]) => `; ${cell(name)}: ${digits(spread.median)} ${unit}`)
    .join('');

/** @param {string} text */
const cell = (text) => text.replaceAll('|', '\\|');

/** @param {readonly string[]} head @param {readonly (readonly string[])[]} rows */
const table = (head, rows) => [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |\n`).join('');

/** @param {Bench} bench */
export function writeSpeed(bench) {
  writeFileSync(join(root, 'docs', 'speed.md'), speedPage(bench));
  console.log('docs/speed.md is written');
}

await whenStarted(import.meta.url, () => {
  const file = join(root, 'out', 'bench.json');
  if (!existsSync(file)) throw new Failure('out/bench.json is not there: `npm run bench` writes it.');
  writeSpeed(JSON.parse(readFileSync(file, 'utf8')));
});
