/** What the command line asks for. */
export interface Arguments {
  /** File of the configuration; a run that goes on has its own. */
  config?: string;
  resume?: string;
  /** Also from a process elsewhere, once that gave no sign of life for long. */
  takeOver?: boolean;
  /** Goes on with a run whose record was changed by hand or damaged. */
  changed?: boolean;
  /** Where the result goes as JSON. */
  json?: string;
  threads?: number;
  /** Folder of the runs. */
  runs: string;
}

export const usage = `npm run train -- CONFIG.json [--json FILE] [--threads N] [--runs FOLDER]
npm run train -- --resume RUN [--take-over] [--changed] [--json FILE] [--threads N] [--runs FOLDER]`;

/** Reads the command line; throws what is wrong with it. */
export function readArguments(words: readonly string[]): Arguments {
  const found: Arguments = { runs: '.surprisal/runs' };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (!word.startsWith('--')) {
      if (found.config !== undefined) throw new Error(`two configurations: ${found.config} and ${word}`);
      found.config = word;
      continue;
    }
    if (word === '--take-over') {
      found.takeOver = true;
      continue;
    }
    if (word === '--changed') {
      found.changed = true;
      continue;
    }
    const value = words[++i];
    if (value === undefined) throw new Error(`${word} without a value`);
    if (word === '--json') found.json = value;
    else if (word === '--resume') found.resume = value;
    else if (word === '--runs') found.runs = value;
    else if (word === '--threads') found.threads = threads(value);
    else throw new Error(`no option ${word}`);
  }
  if ((found.config === undefined) === (found.resume === undefined))
    throw new Error('expected the file of a configuration, or a run to resume');
  return found;
}

function threads(value: string): number {
  const count = Number(value);
  if (!Number.isInteger(count) || count < 1 || count > 16)
    throw new Error(`--threads ${value}; expected a whole number from 1 to 16`);
  return count;
}
