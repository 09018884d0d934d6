/** Writes the tables of commands and settings into README.md from package.json: `node scripts/readme.mjs`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, whenStarted } from './ensure.mjs';

const json = (/** @type {string} */ file) => JSON.parse(readFileSync(join(root, file), 'utf8'));

function tables() {
  const { contributes } = json('package.json');
  const words = json('package.nls.json');
  const cell = (/** @type {string} */ text) => words[text.slice(1, -1)].replaceAll('|', '\\|').replaceAll('\n', ' ');
  const hidden = new Set(
    contributes.menus.commandPalette.flatMap(({ command, when }) => (when === 'false' ? [command] : [])),
  );
  const places = {
    'view/item/context': 'Runs',
    'view/title': 'title of a view',
    'explorer/context': 'Explorer',
    'debug/variables/context': 'Variables',
  };
  const placesOf = (/** @type {string} */ id) => [
    ...(hidden.has(id) ? [] : ['palette']),
    ...(contributes.menus['surprisal.editor'].some(({ command }) => command === id) ? ['editor'] : []),
    ...Object.entries(places).flatMap(([menu, place]) =>
      contributes.menus[menu].some(({ command }) => command === id) ? [place] : [],
    ),
  ];
  const commands = contributes.commands.map(
    ({ command, title }) => `| ${cell(title)} | \`${command}\` | ${placesOf(command).join(', ')} |`,
  );
  const { properties } = [contributes.configuration].flat()[0];
  const settings = Object.entries(properties)
    .sort(([, a], [, b]) => a.order - b.order)
    .map(([name, { default: value, description, markdownDescription }]) => {
      return `| \`${name}\` | \`${JSON.stringify(value)}\` | ${cell(markdownDescription ?? description)} |`;
    });
  return {
    commands: ['| Command | Id | Where |', '|---|---|---|', ...commands],
    settings: ['| Setting | Default | |', '|---|---|---|', ...settings],
  };
}

/** The text with its tables written anew. @param {string} text */
export function readme(text) {
  for (const [name, lines] of Object.entries(tables())) {
    const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
    const [before, rest] = text.split(from);
    const after = rest?.split(to)[1];
    if (after === undefined) throw new Error(`README.md has no ${from} ... ${to}`);
    text = `${before}${from}\n\n${lines.join('\n')}\n\n${to}${after}`;
  }
  return text;
}

await whenStarted(import.meta.url, () => {
  const file = join(root, 'README.md');
  writeFileSync(file, readme(readFileSync(file, 'utf8')));
});
