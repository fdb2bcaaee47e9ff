import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';

// The definitions of the Python system's templates, on a small project of two languages.
it.each([
  ['ai-analysis', ['analyze_code', 'generate_insights', 'create_visualization']],
  ['build-and-test', ['check_environment', 'run_tests', 'build_project']],
])(
  'given the template %s, then its workflow runs with the plugins that come with the command line',
  async (template, names) => {
    const line = new CommandLine();
    mkdirSync(join(line.folder, 'src'));
    mkdirSync(join(line.folder, 'tests'));
    line.file(
      'package.json',
      JSON.stringify({ name: 'x', version: '1.0.0', scripts: { test: 'node tests/a.js', build: 'node -e 0' } }),
    );
    line.file('src/a.py', 'def add(a, b):\n    return eval("a + b")\n');
    line.file('src/a.js', 'export const add = (a, b) => {\n  var unused = 1;\n  return a == b ? a : a + b;\n};\n');
    line.file('tests/a.js', 'process.exit(0);\n');
    expect((await line.run('workflow', 'create', template, '--template', template)).code).toBe(0);
    const { code, document } = await line.json('workflow', 'run', template);
    expect(document.results).toMatchObject(Object.fromEntries(names.map((name) => [name, { status: 'completed' }])));
    expect(code).toBe(0);
  },
);
