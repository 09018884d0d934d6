import assert from 'node:assert/strict';
import type * as readmeScript from '../../scripts/readme.mjs';
import { exists, filesUnder, read, readBytes, readJson, script } from './tree.js';

interface Setting {
  type?: string | string[];
  default?: unknown;
  description?: string;
  markdownDescription?: string;
  enum?: unknown[];
  enumDescriptions?: string[];
  markdownEnumDescriptions?: string[];
  order?: number;
}
interface Menu {
  command?: string;
  submenu?: string;
  when?: string;
  group?: string;
}
interface Manifest {
  name: string;
  publisher: string;
  displayName: string;
  version: string;
  license: string;
  main: string;
  icon: string;
  galleryBanner?: { color?: string; theme?: string };
  categories: string[];
  keywords: string[];
  badges?: unknown[];
  engines: { vscode: string };
  extensionKind: string[];
  capabilities: { untrustedWorkspaces: { supported: boolean }; virtualWorkspaces: boolean };
  activationEvents: string[];
  scripts: Record<string, string>;
  dependencies?: unknown;
  devDependencies: Record<string, string>;
  contributes: {
    commands: { command: string; title: string; category?: string; icon?: string; enablement?: string }[];
    menus: Record<string, Menu[]>;
    submenus?: { id: string; label: string }[];
    viewsContainers: { activitybar: { id: string; title: string; icon: string }[] };
    views: Record<string, { id: string; name: string; type?: string }[]>;
    keybindings?: { command: string; key: string; when?: string }[];
    walkthroughs: {
      title: string;
      steps: {
        id: string;
        title: string;
        description: string;
        media: { svg: string; altText: string };
        completionEvents: string[];
      }[];
    }[];
    configuration?: { properties: Record<string, Setting> } | { properties: Record<string, Setting> }[];
  };
}

const manifest = readJson<Manifest>('package.json');
const words = readJson<Record<string, string>>('package.nls.json');
const { contributes } = manifest;

describe('manifest', () => {
  it('names itself by the rules (U1)', () => {
    assert.match(manifest.name, /^[a-z0-9][a-z0-9-]*$/);
    assert.match(manifest.publisher, /^[a-z0-9][a-z0-9-]*$/i);
    assert.match(manifest.version, /^\d+\.\d+\.\d+$/);
    assert.match(manifest.engines.vscode, /^\^\d+\.\d+\.0$/);
    assert.equal(manifest.displayName, 'Surprisal');
  });

  it('its types of VS Code are no newer than the oldest VS Code it runs in (U2)', () => {
    const minor = (version: string | undefined) => Number(/\d+\.(\d+)\./.exec(version ?? '')?.[1]);
    assert(minor(manifest.devDependencies['@types/vscode']) <= minor(manifest.engines.vscode));
  });

  it('has the four categories and at most five keywords (U3, U4)', () => {
    assert.deepEqual([...manifest.categories].sort(), [
      'Data Science',
      'Education',
      'Machine Learning',
      'Visualization',
    ]);
    assert(manifest.keywords.length <= 5);
  });

  it('has a square PNG icon of at least 128 pixels and a banner (U5)', () => {
    const png = readBytes(manifest.icon);
    assert.equal(png.subarray(1, 4).toString(), 'PNG');
    assert(png.readUInt32BE(16) >= 128);
    assert.equal(png.readUInt32BE(16), png.readUInt32BE(20));
    assert.match(manifest.galleryBanner?.color ?? '', /^#[0-9a-f]{6}$/i);
    assert.match(manifest.galleryBanner?.theme ?? '', /^(dark|light)$/);
  });

  it('has its papers and invents no address (U6)', () => {
    assert.equal(manifest.license, 'MIT');
    for (const file of ['LICENSE', 'README.md', 'CHANGELOG.md', 'SUPPORT.md', 'NOTICE']) assert(exists(file), file);
    for (const key of ['repository', 'bugs', 'homepage']) assert(!(key in manifest), `package.json has ${key}`);
  });

  it('shows PNG pictures that are there, and no badges (U7, U8)', () => {
    for (const file of ['README.md', 'CHANGELOG.md', 'SUPPORT.md']) {
      const text = read(file);
      assert.doesNotMatch(text, /<svg/i, file);
      for (const [, target = ''] of text.matchAll(/!\[[^\]]*\]\(([^)]+)\)/g))
        assert.match(target, /^[\w/-]+\.png$/, file);
    }
    assert.equal(manifest.badges, undefined);
  });

  it('ships bundled: no dependency, nothing done at install (U14)', () => {
    assert.equal(manifest.dependencies, undefined);
    for (const script of Object.keys(manifest.scripts)) assert.doesNotMatch(script, /^(pre|post)?install$|^prepare$/);
    assert.match(manifest.scripts['vscode:prepublish'] ?? '', /--production/);
  });

  it('pins every package (S19)', () => {
    for (const [name, version] of Object.entries(manifest.devDependencies))
      assert.match(version, /^\d+\.\d+\.\d+$/, name);
  });

  it('wakes up only where it is needed (U15)', () => {
    assert(manifest.activationEvents.length > 0);
    for (const event of manifest.activationEvents)
      assert.match(
        event,
        /^((onLanguage|onWebviewPanel|onFileSystem|onDebugAdapterProtocolTracker):[\w.-]+|workspaceContains:\.surprisal\/\.gitignore)$/,
      );
  });

  it('runs beside the files, also where they are virtual or not trusted (U18, U19, U21, S8)', () => {
    assert.deepEqual(manifest.extensionKind, ['workspace']);
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
    assert.equal(manifest.capabilities.virtualWorkspaces, true);
    assert.deepEqual(
      Object.keys(settings()).filter((key) => /path|script|program|command|exe/i.test(key)),
      [],
    );
  });

  it('every command has its category and a plain title (U23)', () => {
    assert(contributes.commands.length > 0);
    for (const { command, category, title } of contributes.commands) {
      assert.match(command, /^surprisal\.\w+$/);
      assert.equal(category, 'Surprisal', command);
      assert.match(said(title), /^[A-Z][\x20-\x7e…]+$/, command);
      assert.doesNotMatch(said(title), /^Surprisal/, `${command}: the category says it already`);
    }
  });

  it('menus name commands and submenus that are there (U24, U25, U26)', () => {
    const commands = new Set(contributes.commands.map(({ command }) => command));
    const submenus = new Set((contributes.submenus ?? []).map(({ id }) => id));
    for (const [menu, items] of Object.entries(contributes.menus)) {
      for (const { command, submenu } of items) {
        assert(command === undefined || commands.has(command), `${menu}: ${command}`);
        assert(submenu === undefined || submenus.has(submenu), `${menu}: ${submenu}`);
      }
    }
    // What works on the text of an editor is not offered without one.
    const late = /names = \[([\s\S]*?)\]/.exec(read('extension/host/commands/commandNames.ts'))?.[1] ?? '';
    const onNumbers = [...late.matchAll(/'([\w.]+)'/g)].map(([, name = '']) => name);
    assert(onNumbers.length > 10);
    const palette = new Map((contributes.menus['commandPalette'] ?? []).map(({ command, when }) => [command, when]));
    // The logger and the samples of Python need no editor.
    for (const command of onNumbers.filter((name) => !/\.logRun$|PythonSample$/.test(name)))
      assert.match(palette.get(command) ?? '', /editorIsOpen|surprisal\.\w+/, command);
    const context = contributes.menus['editor/context'] ?? [];
    assert(context.length <= 3);
    for (const { when = '' } of context) {
      assert.match(when, /editorHasSelection/);
      assert.match(when, /resourceLangId/);
    }
    const icons = (contributes.menus['editor/title'] ?? []).filter(({ group }) => group?.startsWith('navigation'));
    assert(icons.length <= 1, 'more than one icon in the editor title (U26)');
  });

  it('takes no key that Visual Studio Code gives to something else', () => {
    for (const { key, when } of contributes.keybindings ?? []) {
      // The keys of every list belong to ours as well, where it has the focus.
      if (when?.startsWith('focusedView == surprisal.runs && listFocus')) assert.match(key, /^(f2|delete)$/);
      else assert.match(key, /alt\+/i, `${key}: a key of ours has Alt in it`);
      assert(when, `${key} holds everywhere`);
    }
  });

  it('every setting has a type, a default, a short description and an order (U27)', () => {
    for (const [name, setting] of Object.entries(settings())) {
      assert.match(name, /^surprisal\./);
      assert(setting.type !== undefined && setting.default !== undefined, name);
      const description = said(setting.markdownDescription ?? setting.description ?? '');
      assert(description.length > 0 && description.length < 300, name);
      assert(setting.order !== undefined, name);
      if (setting.enum)
        assert.equal(
          (setting.enumDescriptions ?? setting.markdownEnumDescriptions ?? []).length,
          setting.enum.length,
          name,
        );
    }
  });

  it('has one container with a monochrome icon, and few views with short names, one of them a page (U32, U33)', () => {
    const { activitybar } = contributes.viewsContainers;
    assert.equal(activitybar.length, 1);
    const svg = read(activitybar[0]?.icon ?? '');
    assert.match(svg, /<svg[^>]*viewBox="0 0 24 24"/);
    assert(new Set([...svg.matchAll(/(?:fill|stroke)="(?!none)([^"]+)"/g)].map((it) => it[1])).size <= 1);
    const views = Object.values(contributes.views).flat();
    assert(views.length >= 1 && views.length <= 5);
    for (const { name } of views) assert(said(name).length <= 20, name);
    assert.deepEqual(
      views.filter(({ type }) => type === 'webview').map(({ id }) => id),
      ['surprisal.train'],
    );
  });

  it('one walkthrough of six steps, each with a button and a picture that follows the theme (U43)', () => {
    assert.equal(contributes.walkthroughs.length, 1);
    const [{ title, steps } = { title: '', steps: [] }] = contributes.walkthroughs;
    assert(said(title).length > 0);
    assert.equal(steps.length, 6);
    const commands = new Set(contributes.commands.map(({ command }) => command));
    for (const { id, title: step, description, media, completionEvents } of steps) {
      assert.match(said(step), /^[A-Z]\w+ \w/, `${id} begins with a verb`);
      // A link alone on its line is a button; it opens a command of ours.
      const text = said(description);
      assert.equal([...text.matchAll(/^\[[^\]]+\]\(command:[^)]+\)$/gm)].length, 1, `${id} has one button`);
      for (const [, command = '', argument] of text.matchAll(/\(command:([\w.]+)(?:\?([^)]*))?\)/g)) {
        assert(commands.has(command), `${id}: ${command}`);
        if (argument === undefined) continue;
        const [file] = JSON.parse(decodeURIComponent(argument)) as string[];
        assert(exists(`samples/${file}`), `${id} opens ${file}`);
      }
      assert(said(media.altText).length > 20, id);
      const svg = read(media.svg);
      // Presentation attributes: the policy of the walkthrough allows no style.
      assert.doesNotMatch(svg, /style|<script|href/, id);
      for (const [, colour = ''] of svg.matchAll(/(?:fill|stroke)="([^"]+)"/g))
        assert.match(colour, /^none$|^var\(--vscode-/, id);
      assert(completionEvents.length > 0);
      for (const event of completionEvents) {
        const [, kind, of = ''] = /^(onCommand|onContext):(.+)$/.exec(event) ?? [];
        assert(kind === 'onCommand' ? commands.has(of) : kind === 'onContext', event);
      }
    }
  });

  it('the tables of the readme are the manifest’s: node scripts/readme.mjs (U48)', async () => {
    const { readme } = await script<typeof readmeScript>('readme.mjs');
    const text = read('README.md');
    assert.equal(text, readme(text));
    for (const { command } of contributes.commands) assert(text.includes(`\`${command}\``), command);
    for (const name of Object.keys(settings())) assert(text.includes(`\`${name}\``), name);
  });

  it('what can be opened of the course is what there is, under its own titles', () => {
    const source = read('extension/host/course/samples.ts');
    const named = [...source.matchAll(/^  '([\w.-]+)': t\('(.+)'\),$/gm)].map(([, file = '', title = '']) => ({
      file,
      title,
    }));
    const there = filesUnder('samples', '.md', '.json').map((file) => file.slice('samples/'.length));
    assert.deepEqual(
      named.map(({ file }) => file).sort(),
      there.filter((file) => !file.endsWith('.surprisal.json')),
    );
    for (const { file, title } of named)
      if (file.endsWith('.md')) assert(read(`samples/${file}`).startsWith(`# ${title}\n`), file);
  });

  it('every word of the manifest is in package.nls.json, and none there is unused (U46)', () => {
    const used = new Set([...read('package.json').matchAll(/"%([^"%]+)%"/g)].map((it) => it[1] ?? ''));
    assert.deepEqual([...used].sort(), Object.keys(words).sort());
    const plain = /"(title|description|label|name|markdownDescription|contents)":\s*"(?!%)([^"]+)"/g;
    const loose = [...JSON.stringify(contributes, null, 1).matchAll(plain)].map((it) => it[2]);
    assert.deepEqual(
      loose.filter((it) => it !== 'Surprisal'),
      [],
    );
  });

  it('what the host shows a person passes t() (U46)', () => {
    const shown = /show(Information|Warning|Error)Message\(\s*['"`]|(title|placeHolder|prompt|detail):\s*['"`][A-Z]/g;
    for (const file of filesUnder('extension/host', '.ts'))
      assert.deepEqual(
        [...read(file).matchAll(shown)].map((it) => `${file}: ${it[0]}`),
        [],
      );
  });
});

/** A word of the manifest as an English reader sees it. */
function said(text: string): string {
  const key = /^%(.+)%$/.exec(text)?.[1];
  if (key === undefined) return text;
  const found = words[key];
  assert(found, `package.nls.json has no ${key}`);
  return found;
}

function settings(): Record<string, Setting> {
  return Object.assign({}, ...[contributes.configuration ?? []].flat().map(({ properties }) => properties)) as Record<
    string,
    Setting
  >;
}
