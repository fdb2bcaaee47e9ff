import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import { CommandLine } from './command-line.ts';

interface Repository {
  readonly language: string;
  readonly files: Readonly<Record<string, string>>;
  /** What its documents must say. */
  readonly says: readonly string[];
  /** A change of the project, by hand, that makes its documents untrue. */
  readonly edit: readonly [file: string, from: string, to: string];
  /** What the check says then. */
  readonly found: string;
}

const repositories: readonly Repository[] = [
  {
    language: 'JavaScript',
    files: {
      'package.json': JSON.stringify({
        name: 'greeter',
        description: 'Greets people.',
        scripts: { build: 'node build.mjs', test: 'node --test' },
      }),
      'src/index.js': 'export const greet = (name) => `Hello, ${name}`;\n',
      'build.mjs': "console.log('built');\n",
      'test/greet.test.mjs': "import { test } from 'node:test';\ntest('greets', () => {});\n",
    },
    says: ['npm test', 'npm run build'],
    edit: ['package.json', '"build"', '"bundle"'],
    found: 'DOC_COMMAND_MISSING',
  },
  {
    language: 'Python',
    files: {
      'pyproject.toml':
        '[project]\nname = "sums"\nversion = "0.1.0"\ndescription = "Sums."\n\n[project.scripts]\nsums = "sums.main:main"\n\n[tool.pytest.ini_options]\ntestpaths = ["tests"]\n',
      'src/sums/__init__.py': '',
      'src/sums/main.py': 'def main():\n    print(1 + 1)\n',
      'tests/test_main.py': 'from sums.main import main\n\n\ndef test_main():\n    main()\n',
    },
    says: ['pytest'],
    edit: ['pyproject.toml', 'description = "Sums."', 'description = "Adds and subtracts."'],
    found: 'DOC_STALE',
  },
  {
    language: 'Rust',
    files: {
      'Cargo.toml': '[package]\nname = "rope"\nversion = "0.2.0"\nedition = "2021"\ndescription = "Text in pieces."\n',
      'src/lib.rs': 'pub fn one() -> i32 { 1 }\n\n#[test]\nfn is_one() { assert_eq!(one(), 1); }\n',
      'benches/rope.rs': 'fn main() {}\n',
    },
    says: ['cargo test', 'cargo build'],
    edit: ['Cargo.toml', '0.2.0"\nedition', '0.2.0"\nrust-version = "1.70"\nedition'],
    found: 'DOC_STALE',
  },
  {
    language: 'Go',
    files: {
      'go.mod': 'module example.test/queue\n\ngo 1.22\n',
      'queue.go': 'package queue\n\n// Len tells how many wait.\nfunc Len() int { return 0 }\n',
      'queue_test.go': 'package queue\n\nimport "testing"\n\nfunc TestLen(t *testing.T) { Len() }\n',
      Makefile: 'test:\n\tgo test ./...\n\nvet:\n\tgo vet ./...\n',
    },
    says: ['go test ./...', 'make test'],
    edit: ['Makefile', 'test:', 'check:'],
    found: 'DOC_COMMAND_MISSING',
  },
  {
    language: 'Java',
    files: {
      'pom.xml':
        '<project><modelVersion>4.0.0</modelVersion><groupId>test</groupId><artifactId>parser</artifactId><version>1.0</version><description>Parses.</description></project>\n',
      'src/main/java/test/Parser.java': 'package test;\n\npublic class Parser {}\n',
      'docs/grammar.md': '# Grammar\n\nWords.\n',
    },
    says: ['mvn'],
    edit: ['pom.xml', 'Parses.', 'Parses texts.'],
    found: 'DOC_STALE',
  },
];

function repositoryOf(files: Readonly<Record<string, string>>): CommandLine {
  const line = new CommandLine({ environment: { CODOMYRMEX_ORCHESTRATION_DIR: '' } });
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(line.folder, name)), { recursive: true });
    line.file(name, text);
  }
  const git = (...args: readonly string[]) => execFileSync('git', args, { cwd: line.folder });
  git('init', '--quiet');
  git('add', '.');
  git('-c', 'user.name=Ada', '-c', 'user.email=ada@localhost', 'commit', '--quiet', '--message', 'begin');
  return line;
}

it.each(repositories)(
  'given a repository in $language, then its documents are written, hold, are found untrue after an edit, and hold again',
  { timeout: 120_000 },
  async ({ files, says, edit: [file, from, to], found }) => {
    const line = repositoryOf(files);
    const read = (name: string) => readFileSync(join(line.folder, name), 'utf8');
    expect(await line.run('init', '--yes')).toMatchObject({ code: 0 });
    expect(await line.run('docs', 'generate', '.')).toMatchObject({ code: 0 });
    const written = `${read('README.md')}\n${read('AGENTS.md')}`;
    for (const words of [...says, '.codomyrmex/workflows/health.yaml']) expect(written).toContain(words);
    expect(read('AGENTS.md').split('\n').length).toBeLessThanOrEqual(60);
    expect(await line.run('docs', 'check', '.')).toMatchObject({ code: 0 });

    const byHand = '\nWritten by hand: what the name means.\n';
    writeFileSync(join(line.folder, 'README.md'), read('README.md') + byHand);
    expect(read(file)).toContain(from);
    line.file(file, read(file).replace(from, to));
    const { code, document } = await line.json('docs', 'check', '.');
    expect(code).toBe(1);
    expect(document.findings.map((one: { code: string }) => one.code)).toContain(found);

    expect(await line.run('docs', 'generate', '.')).toMatchObject({ code: 0 });
    expect(read('README.md').endsWith(byHand)).toBe(true);
    expect(await line.run('docs', 'check', '.')).toMatchObject({ code: 0 });

    rmSync(join(line.folder, '.codomyrmex/workflows/health.yaml'));
    expect((await line.run('docs', 'check', '.')).code).toBe(1);
  },
);
