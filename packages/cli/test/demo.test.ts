import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atTerminal } from './at-terminal.ts';
import { CommandLine, eventually } from './command-line.ts';

/** A command line whose temporary files are in its own folder. */
function given(columns?: number) {
  const line = new CommandLine({ ...(columns !== undefined && { columns }) });
  const temporary = join(line.folder, 'tmp');
  mkdirSync(temporary);
  return { line: withTemporary(line, temporary, columns), temporary };
}

function withTemporary(line: CommandLine, temporary: string, columns: number | undefined): CommandLine {
  const { folder } = line;
  return new CommandLine({
    ...(columns !== undefined && { columns }),
    environment: { TMPDIR: temporary, CODOMYRMEX_ORCHESTRATION_DIR: join(folder, 'data') },
  });
}

// Each starts several processes: slow where the machine is busy.
describe('demo', { timeout: 120_000 }, () => {
  it('given --yes and a pipe, then the whole tour is told in its order, and only the exports that it names are kept', {
    meta: {
      specification: [
        '2.feature.interactive_demonstration',
        '2.script.demo.main',
        '2.script.demo.demo_header',
        '2.script.demo.demo_header.title',
        '2.script.demo.demo_system_discovery',
        '2.script.demo.demo_capability_analysis',
        '2.script.demo.demo_capability_analysis.discovery',
        '2.script.demo.demo_interactive_features',
        '2.script.demo.demo_status_reporting',
        '2.script.demo.demo_exports_and_reports',
      ],
    },
  }, async () => {
    const { line, temporary } = given(40);
    const { code, stdout } = await line.run('demo', '--yes');
    expect(code).toBe(0);
    const heads = [
      'Codomyrmex: a tour',
      '1. System discovery',
      '2. Capability analysis',
      '3. Interactive features',
      '4. Status reporting',
      '5. Exports and reports',
    ];
    expect(stdout.match(/^.+(?=\n─+$)/gm)?.filter((head) => /^\d\.|tour/.test(head))).toEqual(heads);
    expect(stdout).toMatch(/eval runs a text as[\s\S]*test: failed[\s\S]*test ran: first attempt[\s\S]*carried over/);
    expect(stdout.match(/completed, from the\s+cache|from the cache$/gm)?.length).toBeGreaterThanOrEqual(5);
    expect(
      stdout.split('\n').filter((text) => text.length > 40 && text.includes(' ') && !/^(?:\$|kept:)/.test(text)),
    ).toEqual([]);
    const kept = /^kept: (.*)$/m.exec(stdout)?.[1] ?? '';
    expect(readdirSync(temporary)).toEqual([basename(join(kept, '..'))]);
    expect(readdirSync(join(kept, '..'))).toEqual(['exports']);
    expect(JSON.parse(readFileSync(join(kept, 'runs.json'), 'utf8'))).toMatchObject({
      first: { status: 'completed' },
      failed: { status: 'failed' },
      retried: { status: 'completed' },
    });
    for (const name of ['inventory.md', 'report.html', 'review.mmd', 'status.json']) {
      expect(statSync(join(kept, name)).size).toBeGreaterThan(0);
    }
  });

  it('given a folder and --json, then one document tells what was found, and everything is kept there', async () => {
    const { line } = given();
    const { code, document } = await line.json('demo', 'tour');
    expect(code).toBe(0);
    expect(document).toMatchObject({
      success: true,
      folder: join(line.folder, 'tour'),
      system_discovery: { project: { name: 'demo-shop' } },
      capability_analysis: { unsafe: [{ file: 'src/report.py' }] },
      status_reporting: { health: { overall_status: 'healthy' } },
    });
    expect(readdirSync(join(line.folder, 'tour')).sort()).toEqual(['data', 'exports', 'project']);
    expect(await line.json('demo', 'tour')).toMatchObject({ code: 4, document: { error_code: 'FOLDER_NOT_EMPTY' } });
  });

  it('given a terminal, then it waits for Enter after each part, and q leaves without anything left behind', {
    meta: { specification: ['2.script.demo.demo_pause', '2.script.demo.demo_pause.message'] },
  }, async () => {
    const { line, temporary } = given();
    const when = 'Press Enter to continue...';
    const { code, text } = await atTerminal(['demo'], { cwd: line.folder, environment: { TMPDIR: temporary } }, [
      { when, keys: '\r' },
      { when, keys: 'q\r' },
    ]);
    expect(code).toBe(0);
    expect(text).toContain('1. System discovery');
    expect(text).not.toContain('2. Capability analysis');
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('given Ctrl-C while it waits, then it exits with 130 and leaves nothing', async () => {
    const { line, temporary } = given();
    const { code } = await atTerminal(['demo'], { cwd: line.folder, environment: { TMPDIR: temporary } }, [
      { when: '(q leaves)', keys: '\u0003' },
    ]);
    expect(code).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('given SIGINT on the way, then it exits with 130 and leaves nothing', async () => {
    const { line, temporary } = given();
    const { child, ended } = line.begin('demo', '--yes');
    await eventually(() => (readdirSync(temporary).length > 0 ? true : undefined));
    let told = '';
    child.stdout?.on('data', (text: string) => {
      told += text;
    });
    await eventually(() => (told.includes('2. Capability') ? true : undefined));
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130 });
    expect(readdirSync(temporary)).toEqual([]);
  });
});
