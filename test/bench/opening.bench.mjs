import { canOpen, openWorkbench, trainFull } from './workbench.mjs';

export const title = 'the first content of sidebar and inspector (P2)';
export const browser = true;
export const inside =
  'An opening goes from the click in the real workbench to the frame of the screen after the first content of the page, in sight. What the page itself takes begins when VS Code has written its document into its frame: its files are loaded, its script runs, its state comes and is drawn. Before that VS Code makes the view, loads its own frame and asks for a newer service worker of it.';

const OPENINGS = 20;

/**
 * Opens the sidebar and the inspector many times. The first two openings of a fresh profile stand apart: in the first
 * VS Code wakes the extension, and in the second its frame waits for the service worker that the first has installed.
 */
export async function open() {
  if (!canOpen()) {
    console.log(`${title}: skipped, no Chromium or no VS Code server`);
    return { run: () => [], close: () => undefined };
  }
  const workbench = await openWorkbench();
  try {
    const cold = [];
    for (let i = 0; i < 2; i++) {
      if (i > 0) await workbench.explorer();
      cold.push(await sidebarOf(workbench));
    }
    await trainFull(cold[1].frame);
    await workbench.page.locator('.part.editor .tab').first().waitFor();
    await workbench.closeAll();
    const run = async ({ round }) => {
      const sidebars = [];
      for (let i = 0; i < OPENINGS; i++) {
        await workbench.explorer();
        sidebars.push((await sidebarOf(workbench)).marks);
      }
      const inspectors = [];
      for (let i = 0; i < OPENINGS; i++) {
        inspectors.push((await workbench.inspector()).marks);
        await workbench.closeAll();
      }
      const first = ['first', 'second'].flatMap((which, i) => {
        const name = `the ${which} opening of the sidebar in a fresh profile`;
        return [
          { title: name, ours: cold[i].marks.seen },
          { title: `${name}, of it the page itself`, ours: own(cold[i].marks) },
        ];
      });
      return [...linesOf('sidebar', sidebars), ...linesOf('inspector', inspectors), ...(round > 0 ? [] : first)];
    };
    return { run, close: workbench.end };
  } catch (error) {
    await workbench.end();
    throw error;
  }
}

/** The explorer takes back a click that comes before it is ready; the next one counts. */
async function sidebarOf(workbench) {
  try {
    return await workbench.sidebar();
  } catch {
    await workbench.explorer();
    return workbench.sidebar();
  }
}

const own = ({ written, seen }) => seen - written;

function linesOf(what, openings) {
  const middle = (of) => openings.map(of).sort((a, b) => a - b)[Math.floor(openings.length / 2)];
  const since = (mark) => Math.round(middle(mark));
  const note = [
    `VS Code makes its frame by ${since(({ frame }) => frame)} ms`,
    `its script runs at ${since(({ frameScript }) => frameScript)}`,
    `has our document at ${since(({ html }) => html)}`,
    `is ready at ${since(({ worker }) => worker)}`,
    `has written the document at ${since(({ written }) => written)}`,
    `our script runs at ${since(({ script }) => script)}`,
    `has its state at ${since(({ state }) => state)}`,
    `and its content in sight at ${since(({ seen }) => seen)}`,
  ].join(', ');
  return [
    {
      title: `${what}, click to first content, median of ${OPENINGS}`,
      ours: middle(({ seen }) => seen),
      bound: 150,
      note,
    },
    {
      title: `${what}, click to first content, worst of ${OPENINGS}`,
      ours: Math.max(...openings.map(({ seen }) => seen)),
      bound: 400,
    },
    { title: `${what}, of it the page itself, median of ${OPENINGS}`, ours: middle(own) },
    { title: `${what}, of it the page itself, worst of ${OPENINGS}`, ours: Math.max(...openings.map(own)) },
  ];
}
