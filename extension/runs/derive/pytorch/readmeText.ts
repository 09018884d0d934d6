import type { ProjectRun } from './projectRun.js';

/** Foreign text as code of Markdown, between more backticks than it has in a row. */
export function code(text: string): string {
  const longest = Math.max(0, ...Array.from(text.matchAll(/`+/g), ([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence} ${text.replace(/\s+/g, ' ')} ${fence}`;
}

/** Where the rows come from, and what was done to them. */
function dataWords({ config: { data } }: ProjectRun): string {
  const { source, files, classes, merge, corrections = '' } = data;
  const names =
    source === 'files'
      ? Object.values(files ?? {})
          .map(code)
          .join(', ')
      : 'MNIST';
  const done = [
    ...(classes ? ['only the classes of the run'] : []),
    ...(merge ? ['classes merged'] : []),
    ...(/^[0-9a-f]{64}$/.test(corrections) ? [`labels corrected (SHA-256 ${corrections})`] : []),
  ];
  return [`the rows of ${names}, parted as in the run`, ...done].join(', ');
}

export const readmeText = (run: ProjectRun): string => `# A run of Surprisal in PyTorch

${code(run.title)} once more, in one process or in many.

- It needs Python 3.9 with PyTorch 2, NumPy and safetensors: \`pip install torch numpy safetensors\`.
- \`python3 train.py\` trains in one process, \`sh run.sh 4\` in four on this machine, \`sbatch run.sbatch\` on a Slurm cluster.
- \`data/\` has ${dataWords(run)}; \`start.safetensors\` has the first weights, and the generator that draws the order of the rows.
- The steps are those of the run, however many processes there are: losses differ by rounding alone, which grows from step to step; and the run counts no row's loss above 36, as of a probability of 2^-52.
- Its record is a run of the folder that is open in VS Code if this folder lies in it; elsewhere use *Surprisal: Open Runs Folder...*, or set \`SURPRISAL_DIR\`.
- \`state-${run.id}.pt\` is saved every 100 steps. Where a process dies, all go on from there; remove it to begin anew. \`trained.safetensors\` has the weights at the end.
- On GPUs it uses NCCL. It was tested on CPUs with gloo, and not on a GPU.
`;
