import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandLine, isAlive, shell } from './command-line.ts';

describe('workflow run', () => {
  it('given steps with references, then values keep their type, order holds, and the document has every step', {
    meta: {
      specification: [
        '1.guideline.definition.parameterization',
        '2.capability.workflow_orchestration',
        '2.script.orchestrate.handle_run_workflow',
        '2.script.orchestrate.handle_run_workflow.args',
        '2.architecture.command_run',
        '2.gate.workflow_validation',
        '4.cli.workflow_run',
        '4.WorkflowManager.step_output_reference',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      parameters: { who: { type: 'string', default: 'you' }, times: { type: 'integer', default: 1 } },
      steps: [
        shell('b', 'echo "{{ a.output.exit_code + 1 }} {{ who }} {{ times * 2 }}"'),
        shell('a', ['printf', '%s', '{{ who }}; $(id)']),
      ],
    });
    const { code, document } = await line.json('workflow', 'run', file, '--param', 'who=me', '--param', 'times=21');
    expect(code).toBe(0);
    expect(document).toMatchObject({ workflow_name: 'w', status: 'completed', steps_executed: 2, errors: [] });
    expect(document.results.a.output.stdout).toBe('me; $(id)');
    expect(document.results.b.output.stdout).toBe('1 me 42\n');
    expect(document.results.b.parameters_used).toEqual({ command: 'echo "1 me 42"' });
    const shown = await line.json('run', 'show', document.execution_id);
    expect(shown.document).toEqual(document);
  });

  it('given independent steps, then they overlap; given --max-parallel 1, then they do not', {
    meta: {
      specification: [
        '1.capability.parallel_execution',
        '1.guideline.execution.parallel',
        '1.feature.parallel_and_sequential',
        '2.performance.parallel',
        '2.performance.concurrency_limits',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const mark = 'date +%s%N; sleep 0.5; date +%s%N';
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', mark), shell('b', mark)] });
    const spans = async (...words: string[]) => {
      const { document } = await line.json('workflow', 'run', file, ...words);
      return ['a', 'b'].map((name) => document.results[name].output.stdout.trim().split('\n').map(Number));
    };
    const [a, b] = await spans();
    expect(Math.max(a[0], b[0])).toBeLessThan(Math.min(a[1], b[1]));
    const [c, d] = await spans('--max-parallel', '1');
    expect(Math.max(c[0], d[0])).toBeGreaterThanOrEqual(Math.min(c[1], d[1]));
  });

  it('given a failing step, then dependents are skipped, others run, the exit code is 1 and the failure comes last', {
    meta: {
      specification: [
        '1.contract.error_containment',
        '2.troubleshooting.execution_failures',
        '2.gate.error_handling',
        '4.errors.workflow_level',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [
        shell('a', 'echo to the log; echo broken >&2; exit 3'),
        shell('b', 'echo b', { dependencies: ['a'] }),
        shell('c', 'echo c', { dependencies: ['b'] }),
        shell('d', 'echo d'),
      ],
    });
    const { code, document } = await line.json('workflow', 'run', file);
    expect(code).toBe(1);
    expect(document.results).toMatchObject({
      a: { success: false, status: 'failed', attempts: 1, error_code: 'COMMAND_FAILED', details: { exit_code: 3 } },
      b: { status: 'skipped', attempts: 0, skipped_because: 'dependency_failed: a' },
      c: { status: 'skipped', attempts: 0, skipped_because: 'dependency_failed: a' },
      d: { success: true, status: 'completed' },
    });
    const people = await line.run('workflow', 'run', file);
    expect(people.code).toBe(1);
    expect(people.stderr).toMatch(/a failed after 1 attempt: .*broken[\s\S]*│ broken[\s\S]*codomyrmex run logs \S+ a/);
    expect(people.stderr).toContain(`  codomyrmex workflow run ${file}`);
    expect(people.stdout).toContain('w failed');
    expect(people.stdout + people.stderr).not.toContain('\u001b[');
  });

  it('given a step that succeeds at its third attempt, then it was tried three times', {
    meta: { specification: ['1.feature.error_handling', '1.guideline.execution.error_handling'] },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [shell('a', 'echo x >> tries; test $(wc -l < tries) -ge 3', { max_retries: 4, retry_delay: 0.01 })],
    });
    const { document } = await line.json('workflow', 'run', file);
    expect(document.results.a).toMatchObject({ status: 'completed', attempts: 3 });
  });

  it('given a step timeout, then its whole process tree is gone within a second', {
    meta: { specification: ['1.guideline.execution.timeouts', '2.guideline.tasks.timeout_and_retry'] },
  }, async () => {
    const line = new CommandLine();
    const command = 'echo $$ > pids; (sleep 300 & echo $! >> pids; setsid sleep 301 & echo $! >> pids; wait)';
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', command, { timeout: 1 })] });
    const { code, document } = await line.json('workflow', 'run', file);
    expect(code).toBe(1);
    expect(document.results.a).toMatchObject({ status: 'failed', error_code: 'TIMEOUT_EXCEEDED' });
    expect(document.results.a.execution_time).toBeLessThan(2.5);
    const pids = readFileSync(join(line.folder, 'pids'), 'utf8').trim().split('\n');
    expect(pids).toHaveLength(3);
    expect(pids.filter(isAlive)).toEqual([]);
  });

  it('given faults of every kind, then nothing runs, all problems are told at once, each with its place', {
    meta: {
      specification: [
        '1.guideline.definition.clear_errors',
        '1.gate.workflow_validation',
        '2.guideline.workflow.validate_before',
      ],
    },
  }, async () => {
    const line = new CommandLine();
    const file = line.file(
      'w.yaml',
      `name: w
steps:
  - name: a
    module: shell
    action: run
    parameters: { command: "touch ran" }
  - name: b
    module: shel
    action: run
    parameters: { command: "x" }
  - name: c
    module: shell
    action: rum
    parameters: { command: "x" }
  - name: d
    module: shell
    action: run
    parameters: { comand: "x" }
    dependencies: [aa]
  - name: e
    module: shell
    action: run
    parameters: { command: "{{ nothing.output.stdout }} {{ a.output.stdut }}" }
`,
    );
    const { code, document } = await line.json('workflow', 'validate', file);
    expect(code).toBe(2);
    expect(document.valid).toBe(false);
    const places = document.problems.map((problem: { code: string; line: number }) => [problem.code, problem.line]);
    expect(
      places.sort((x: [string, number], y: [string, number]) => x[1] - y[1]).map(([, at]: [string, number]) => at),
    ).toEqual(expect.arrayContaining([8, 13, 18, 19, 23]));
    const run = await line.run('workflow', 'run', file);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain('did you mean "shell"?');
    expect(run.stderr).toContain('w.yaml:8:');
    expect(existsSync(join(line.folder, 'ran'))).toBe(false);
    expect(existsSync(join(line.folder, 'data'))).toBe(false);
  });

  it('given a fault of form and faults of meaning, then all are told together', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [shell('a', 'x', { timout: 3 }), shell('b', 'x', { dependencies: ['aa'], priority: 'hgih' })],
    });
    const { document } = await line.json('workflow', 'validate', file);
    const codes = document.problems.map((problem: { code: string }) => problem.code);
    expect(codes).toEqual(expect.arrayContaining(['unknown_key', 'invalid_value', 'unknown_dependency']));
    expect((await line.run('workflow', 'run', file)).code).toBe(2);
    expect((await line.run('workflow', 'show', file)).code).toBe(2);
  });

  it('given steps in a circle, then the run is refused with the path of the circle', {
    meta: { specification: ['2.troubleshooting.dependency_resolution', '4.errors.dependency_level'] },
  }, async () => {
    const line = new CommandLine();
    const file = line.file(
      'w.json',
      JSON.stringify({
        name: 'w',
        steps: [
          shell('a', 'x', { dependencies: ['c'] }),
          shell('b', 'x', { dependencies: ['a'] }),
          shell('c', '{{ b.output.stdout }}'),
        ],
      }),
    );
    const { code, document } = await line.json('workflow', 'run', file);
    expect(code).toBe(2);
    expect(document).toMatchObject({ success: false, error_code: 'INVALID_WORKFLOW' });
    expect(document.details.problems[0]).toMatchObject({ code: 'cycle' });
  });

  it('given a dry run, then the levels are shown and nothing runs', async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', {
      name: 'w',
      steps: [shell('a', 'touch ran'), shell('b', '{{ a.output.stdout }}'), shell('c', 'x')],
    });
    const { code, document } = await line.json('workflow', 'run', file, '--dry-run');
    expect(code).toBe(0);
    expect(document).toMatchObject({ levels: [['a', 'c'], ['b']], critical_path: ['a', 'b'] });
    expect(existsSync(join(line.folder, 'ran'))).toBe(false);
  });

  it('given --jsonl, then stdout has one event a line, from the first fact to the last', {
    meta: { specification: ['1.feature.realtime_progress'] },
  }, async () => {
    const line = new CommandLine();
    const file = line.file('w.yaml', { name: 'w', steps: [shell('a', 'echo hi')] });
    const { stdout } = await line.run('workflow', 'run', file, '--jsonl');
    const events = stdout
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text));
    expect(events.map((event) => event.type)).toEqual([
      'run_started',
      'attempt_started',
      'attempt_succeeded',
      'run_ended',
    ]);
    expect(events[2]).toMatchObject({ step: 'a', attempt: 1, output: { stdout: 'hi\n' } });
  });
});
