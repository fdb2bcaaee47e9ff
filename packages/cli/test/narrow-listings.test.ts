import { describe, expect, it } from 'vitest';
import { atTerminal } from './at-terminal.ts';
import { CommandLine, shell } from './command-line.ts';

const NAME = 'a-workflow-with-a-long-name-of-its-own';
const STEP = 'a-step-with-a-long-name-of-its-own';

async function given() {
  const line = new CommandLine();
  const file = line.file('w.yaml', {
    name: NAME,
    description: 'builds all that there is to be built, and more than that, until nothing is left',
    steps: [shell(STEP, 'true')],
  });
  await line.run('workflow', 'create', NAME, '--from', file);
  const run: string = (await line.json('workflow', 'run', NAME)).document.execution_id;
  const environment = { HOME: line.folder, CODOMYRMEX_ORCHESTRATION_DIR: `${line.folder}/data` };
  /** Without what is hinted below a listing, which is a command and is not cut. */
  const listing = async (columns: number, ...words: string[]) => {
    const { code, text } = await atTerminal([...words, '--quiet'], { cwd: line.folder, environment, columns }, []);
    expect(code).toBe(0);
    return text.trimEnd().split('\n');
  };
  return { run, listing };
}

describe('a listing on a terminal of any width', { timeout: 60_000 }, () => {
  it.each([40, 60, 80, 120])(
    'given %i columns, then what is copied from it is whole, and no line is wider',
    async (columns) => {
      const { run, listing } = await given();
      const runs = await listing(columns, 'run', 'list');
      expect(runs.join('\n')).toMatch(new RegExp(`\\b${run}( |$)`, 'm'));
      const workflows = await listing(columns, 'workflow', 'list');
      expect(workflows.join('\n')).toMatch(new RegExp(`\\b${NAME}( |$)`, 'm'));
      const steps = await listing(columns, 'run', 'show', run);
      expect(steps.join('\n')).toMatch(new RegExp(`\\b${STEP}( |$)`, 'm'));
      for (const line of [...runs, ...workflows.filter((one) => !one.includes(NAME))]) {
        expect(line.length).toBeLessThanOrEqual(columns);
      }
    },
  );

  it('given too few columns for a table, then each row is a block of lines', async () => {
    const { run, listing } = await given();
    const [id, workflow, status, started, took, ...more] = await listing(40, 'run', 'list');
    expect([id, workflow, status]).toEqual([
      `run            ${run}`,
      `workflow       ${NAME.slice(0, 24)}…`,
      'status         completed',
    ]);
    expect(started).toMatch(/^started \(UTC\) {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/);
    expect(took).toMatch(/^took {11}[\d.]+ s$/);
    expect(more).toEqual([]);
  });
});
