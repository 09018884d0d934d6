import { commands, type Disposable, Uri, window, workspace } from 'vscode';
import { CourseFiles } from './courseFiles.js';
import { registerCommand } from '../ports/commands.js';
import * as prompts from '../ports/prompts.js';
import { t } from '../ports/t.js';

/** The sections of the course and what can be tried beside them, as they are packed, each under its title. */
const samples = (): Record<string, string> => ({
  '01-surprise.md': t('1. Surprise'),
  '02-entropy.md': t('2. Entropy'),
  '03-cross-entropy.md': t('3. Cross-entropy'),
  '04-asymmetry.md': t('4. Not symmetric, and seldom 0'),
  '05-smoothing.md': t('5. Smoothing and soft labels'),
  '06-distances.md': t('6. Distances between distributions'),
  '07-decision-stump.md': t('7. What a question is worth'),
  '08-softmax.md': t('8. Softmax and its logarithm'),
  '09-gradient.md': t('9. The gradient'),
  '10-focal-loss.md': t('10. Focal loss'),
  '11-convexity.md': t('11. Convex, and where not'),
  '12-mnist.md': t('12. MNIST'),
  'cross-entropy.json': t('One truth and eleven predictions'),
  'batch.json': t('Twelve images and how a network read them'),
  'digit.json': t('The pixels of a digit'),
  'faults.json': t('Arrays that are not what they should be'),
});

/** Opens a part of the course: a section as a rendered page, data as text to try things on; `given` is its file's name. */
export function registerSamples(extension: Uri): Disposable[] {
  const files = new CourseFiles(Uri.joinPath(extension, 'samples'), samples());
  return [
    workspace.registerFileSystemProvider(CourseFiles.scheme, files, { isCaseSensitive: true }),
    registerCommand('surprisal.openSample', async (given: unknown) => {
      const named = Object.entries(samples());
      const found = named.find(([name]) => name === given)?.[0] ?? (await pick(named));
      if (found === undefined) return;
      const uri = Uri.from({ scheme: CourseFiles.scheme, path: `/${found}` });
      if (found.endsWith('.md')) await commands.executeCommand('markdown.showPreview', uri);
      else await window.showTextDocument(uri);
    }),
  ];
}

async function pick(named: [name: string, title: string][]): Promise<string | undefined> {
  const items = named.map(([name, label]) => ({ label, description: name, name }));
  return (await prompts.pick(items, { title: t('The Course'), matchOnDescription: true }))?.name;
}
