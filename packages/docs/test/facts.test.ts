import { describe, expect, it } from 'vitest';
import { Project } from './project.ts';

const agentsOf = async (files: ConstructorParameters<typeof Project>[0]) => {
  const project = new Project(files);
  await project.generate();
  // A second run sees the documents of the first.
  expect(new Set(Object.values(await project.generate()))).toEqual(new Set(['unchanged']));
  expect(await project.found()).toEqual([]);
  return { agents: project.read('AGENTS.md'), readme: project.read('README.md') };
};

/** The lines of the first block of shell, without their comments. */
const commandsOf = (agents: string): string[] =>
  (/```sh\n([\s\S]*?)\n```/.exec(agents)?.[1] ?? '').split('\n').map((line) => line.replace(/\s+# .*$/, ''));

describe('facts of projects of several languages', () => {
  it('given Python with uv, then its tools are those of pyproject.toml', async () => {
    const { agents, readme } = await agentsOf({
      'pyproject.toml':
        '[project]\nname = "tool"\nversion = "0.1"\ndescription = "does it"\nrequires-python = ">=3.11"\ndependencies = ["click"]\n[project.scripts]\ntool = "tool.cli:main"\n[dependency-groups]\ndev = ["pytest>=8", "mypy"]\n[tool.ruff]\nline-length = 100\n[build-system]\nrequires = []\n',
      'uv.lock': '',
      'tests/test_a.py': 'def test_a(): pass\n',
    });
    expect(commandsOf(agents)).toEqual([
      'uv sync --locked',
      'uv build',
      'uv run python -m pytest',
      'uv run python -m pytest tests/test_a.py',
      'uv run ruff check .',
      'uv run mypy .',
      'uv run ruff format .',
      'uv run tool',
    ]);
    expect(readme).toContain('runs `tool.cli:main`');
    expect(agents).toContain('Needs Python >=3.11.');
  });

  it('given Python with setup.cfg, then it is read, and setup.py is not run', async () => {
    const { agents, readme } = await agentsOf({
      'setup.cfg':
        '[metadata]\nname = old\nversion = attr: old.__version__\ndescription = an old one\n[options]\npython_requires = >=3.8\ninstall_requires =\n    requests\n[options.extras_require]\ntest =\n    pytest\n[flake8]\nmax-line-length = 100\n',
      'setup.py': 'raise SystemExit("run")\n',
      'test_old.py': '',
    });
    expect(readme).toContain('# old\n');
    expect(readme).toContain('an old one');
    expect(readme).not.toContain('__version__');
    expect(commandsOf(agents)).toEqual([
      'python -m pip install -e .',
      'python -m pytest',
      'python -m pytest test_old.py',
      'flake8',
    ]);
  });

  it('given Python with requirements alone and tests of unittest, then those are run', async () => {
    const { agents } = await agentsOf({ 'requirements.txt': 'flask==3\n', 'tests/test_app.py': '' });
    expect(commandsOf(agents)).toEqual([
      'python -m pip install -r requirements.txt',
      'python -m unittest discover -s tests',
      'python -m unittest tests/test_app.py',
    ]);
  });

  it('given Cargo, then tests, lints and formats are those it is set up for', async () => {
    const { agents, readme } = await agentsOf({
      'Cargo.toml':
        '[package]\nname = "csv-tool"\nversion = "1.0.0"\nedition = "2021"\nrust-version = "1.80"\ndescription = "reads CSV"\nlicense = "MIT"\n[lints.clippy]\nall = "warn"\n',
      'Cargo.lock': '',
      'rustfmt.toml': '',
      'src/main.rs': 'fn main() {}\n',
      'tests/reads.rs': '',
    });
    expect(commandsOf(agents)).toEqual([
      'cargo build --locked',
      'cargo test --locked',
      'cargo test --locked --test reads',
      'cargo clippy --all-targets --locked',
      'cargo fmt',
      'cargo run --locked',
    ]);
    expect(readme).toContain('Version: 1.0.0 · Needs Rust 1.80 · Licence: MIT');
  });

  it('given Go, then one test is one that is there', async () => {
    const { agents, readme } = await agentsOf({
      'go.mod': 'module example.org/x/greet\n\ngo 1.23\n\nrequire github.com/a/b v1.2.3\n',
      'cmd/greet/main.go': 'package main\nfunc main() {}\n',
      'internal/hello/hello_test.go': 'package hello\n\nfunc TestHello(t *testing.T) {}\n',
      '.golangci.yml': '',
    });
    expect(commandsOf(agents)).toEqual([
      'go build ./...',
      'go test ./...',
      "go test ./internal/hello -run '^TestHello$'",
      'go vet ./...',
      'golangci-lint run',
      'go run ./cmd/greet',
    ]);
    expect(readme).toContain('Needs Go 1.23');
  });

  it('given Maven, then the wrapper and the plugins of pom.xml are used, and its entities are not', async () => {
    const pom =
      '<project><artifactId>shop</artifactId><version>2.0</version><description>sells &amp; buys</description><properties><maven.compiler.release>21</maven.compiler.release></properties><build><plugins><plugin><artifactId>spotless-maven-plugin</artifactId></plugin></plugins></build></project>';
    const { agents, readme } = await agentsOf({ 'pom.xml': pom, mvnw: '', 'src/test/java/a/CartTest.java': '' });
    expect(commandsOf(agents)).toEqual([
      './mvnw --batch-mode package -DskipTests',
      './mvnw --batch-mode test',
      './mvnw --batch-mode test -Dtest=CartTest',
      './mvnw --batch-mode spotless:check',
      './mvnw --batch-mode spotless:apply',
    ]);
    expect(readme).toContain('sells & buys');
    const evil = await agentsOf({
      'pom.xml': '<!DOCTYPE p [<!ENTITY a "aaa">]><project><artifactId>&a;</artifactId></project>',
    });
    expect(evil.readme).not.toContain('aaa');
  });

  it('given Gradle, then it is read and not run', async () => {
    const { agents, readme } = await agentsOf({
      'settings.gradle.kts': 'rootProject.name = "shop"\ninclude(":api", ":web")\n',
      'build.gradle.kts': 'description = "sells"\nversion = "1.1"\n',
      gradlew: '',
      'api/build.gradle.kts': '',
      'web/build.gradle.kts': 'dependencies {\n  implementation(project(":api"))\n}\n',
      'api/src/test/kotlin/CartTest.kt': '',
    });
    expect(commandsOf(agents)).toEqual(['./gradlew assemble', './gradlew test', './gradlew test --tests CartTest']);
    expect(readme).toContain('# shop\n\n<!-- codomyrmex:start readme -->\n\nsells\n');
    expect(readme).toContain('  p0["api"]\n  p1["web"]\n  p1 --> p0\n');
  });

  it('given a Makefile, then its usual targets are told', async () => {
    const { agents } = await agentsOf({
      Makefile: 'VERSION := 1\n.PHONY: test\ntest: build\n\ttrue\nbuild:\n\ttrue\nodd-one:\n\ttrue\n',
    });
    expect(commandsOf(agents)).toEqual(['make build', 'make test']);
  });

  it('given a root without commands, then those of its packages are told by folder', async () => {
    const { agents } = await agentsOf({
      'frontend/package.json': { name: 'front', scripts: { test: 'node --test' } },
      'backend/pyproject.toml': '[project]\nname = "back"\n[tool.pytest.ini_options]\n',
    });
    expect(commandsOf(agents)).toEqual(
      ['# in backend/', 'python -m pip install -e .', 'python -m pytest', '# in frontend/', 'npm test'].map((line) =>
        line.replace(/\s+# .*$/, ''),
      ),
    );
  });

  it('given a workspace, then its packages are listed with a diagram of what follows from nothing else', async () => {
    const { readme } = await agentsOf({
      'package.json': { name: 'all', workspaces: ['packages/*'] },
      'packages/a/package.json': { name: '@x/a', description: 'lowest' },
      'packages/b/package.json': { name: '@x/b', dependencies: { '@x/a': '1' } },
      'packages/c/package.json': { name: '@x/c', dependencies: { '@x/a': '1', '@x/b': '1' } },
      'tools/z/package.json': { name: 'z"];click p0 "javascript:alert(1)"', dependencies: { '@x/a': '1' } },
    });
    expect(readme).toContain('| [@x/a](packages/a/README.md) | lowest |');
    expect(readme).toContain(
      '```mermaid\nflowchart TD\n  p0["@x/a"]\n  p1["@x/b"]\n  p2["@x/c"]\n  p1 --> p0\n  p2 --> p1\n```',
    );
    expect(readme).not.toContain('click');
  });

  it('given packages in a circle, then every arrow is there', async () => {
    const one = (name: string, other: string) => ({ name, dependencies: { [other]: '1' } });
    const { readme } = await agentsOf({
      'package.json': {},
      'p/a/package.json': one('a', 'b'),
      'p/b/package.json': one('b', 'a'),
    });
    expect(readme).toContain('  p0 --> p1\n  p1 --> p0\n');
  });

  it('given a plugin, then its actions come from the manifest, also when git ignores it, and one that is not built is told', async () => {
    const manifest = {
      manifest_version: 1,
      api_version: 1,
      package: 'plugin-greet',
      version: '1.0.0',
      module: 'greet',
      description: 'greets',
      aliases: {},
      hooks: [],
      templates: [],
      actions: [
        {
          name: 'say',
          title: 'Says | it',
          effects: ['net'],
          idempotent: true,
          input: {
            type: 'object',
            properties: { to: { type: 'string' }, loud: { type: 'boolean', default: false }, who: {} },
            required: ['to'],
          },
          output: {},
        },
      ],
    };
    const files = {
      '.gitignore': 'dist/\n',
      'package.json': { name: 'plugin-greet', version: '1.0.0', codomyrmex: { manifest: './dist/codomyrmex.json' } },
      'README.md': '# Mine\n\n## Actions\n\n<!-- codomyrmex:start actions -->\nold\n<!-- codomyrmex:end actions -->\n',
    };
    const project = new Project({ ...files, 'dist/codomyrmex.json': manifest });
    await project.generate();
    expect(project.read('README.md')).toContain('| `say` | Says \\| it | `to`, `loud` (`false`), `who?` | net |');
    const unbuilt = new Project(files);
    const { problems } = await unbuilt.generator.generate(unbuilt.folder);
    expect(problems).toMatchObject([{ code: 'DOC_SOURCE_MISSING', file: 'README.md', line: 5 }]);
    expect(unbuilt.read('README.md')).toContain('old');
  });

  it('given TypeScript, then exports are read from its sources, also those that look like something else', async () => {
    const { readme } = await agentsOf({
      'package.json': { name: 'api', exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } },
      'src/index.ts':
        "/** Head. */\nexport { type Shape, shape as circle } from './shape.ts';\nexport * from './all.js';\nexport { z } from 'zod';\nconst text = `export const no = ${`}`} /* `;\n// export const neither = 1\nconst pattern = /[`\"]export const none/;\nfunction inner() {\n  export_me();\n}\nexport { inner as outer };\nexport default inner;\n",
      'src/shape.ts':
        '/** A {@link Shape}. Second sentence. */\nexport interface Shape { a: { b: 1 } }\n\n/**\n * Makes one.\n * @param a it\n */\nexport async function shape(): Promise<void> {}\n',
      'src/all.ts':
        "export declare abstract class Whole {}\nexport const enum Kind { A }\nexport type { Shape as Other } from './shape.ts';\nexport * from './index.ts';\n",
    });
    const rows = Array.from(readme.matchAll(/^\| `(\w+)` \| (\w*) *\| (.*?) *\|$/gm), ([, ...row]) => row);
    expect(rows).toEqual([
      ['Kind', 'enum', ''],
      ['Other', 'interface', 'A Shape.'],
      ['Shape', 'interface', 'A Shape.'],
      ['Whole', 'class', ''],
      ['circle', 'function', 'Makes one.'],
      ['outer', 'function', ''],
      ['z', '', ''],
    ]);
  });

  it('given manifests that are broken, deep or of the wrong form, then the rest is told', async () => {
    const project = new Project({
      'package.json': '{ "name": ["x"], "scripts": 3, "workspaces": {"packages": "a"}, "description": {} }',
      'pyproject.toml': '[project\n',
      'Cargo.toml': 'name = ',
      'pom.xml': `${'<a>'.repeat(5_000)}`,
      'go.mod': '',
      '.codomyrmex/project.json': '[',
      '.codomyrmex/workflows/x.yaml': `a: &a [1]\nb: ${'[*a]'.repeat(3)}\n`,
    });
    await project.generate();
    expect(project.read('README.md')).toMatch(/^# project-/);
    expect(new Set(Object.values(await project.generate()))).toEqual(new Set(['unchanged']));
    const { findings } = await project.generator.check(project.folder);
    expect(findings.map(({ code, file }) => `${code} ${file}`)).toEqual([
      'DOC_MANIFEST_UNREADABLE Cargo.toml',
      'DOC_MANIFEST_UNREADABLE pyproject.toml',
    ]);
  });
});

describe('facts of hostile files', () => {
  const length = 100_000;
  it.each<[string, Readonly<Record<string, string>>]>([
    ['blanks in a Makefile', { Makefile: `a${' '.repeat(length)}\n` }],
    ['empty lines in build.gradle', { 'build.gradle': `version${' '.repeat(length)}\n${'\n'.repeat(length)}` }],
    ['empty lines and dots in go.mod', { 'go.mod': `module x\n${'\n'.repeat(length)}${'a.'.repeat(length)}\n` }],
    [
      'exports without an end',
      {
        'package.json': '{"name":"x","type":"module","exports":"./src/index.ts","types":"./src/index.ts"}',
        'src/index.ts': `${'export * from\n'.repeat(length / 5)}/** ${'{@link a '.repeat(length / 5)} */\nexport const a = 1;`,
      },
    ],
  ])('given %s, then they are read within seconds', async (_, files) => {
    const project = new Project({ ...files, 'README.md': '# x\n' });
    const start = performance.now();
    await project.generator.generate(project.folder, { dryRun: true });
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  it('given lines of usual Makefiles and go.mod, then targets and modules are those that were written', async () => {
    const project = new Project({
      Makefile: 'CC := cc\nA ::= b\n# no: comment\nbuild  test:: dep\n\t@x: y\nD=a:b\n',
      'go.mod':
        'module example.org/x\n\nrequire (\n\tgithub.com/a/b v1.2.0 // indirect\n)\nrequire golang.org/x/y v0.1.0\n',
    });
    await project.generate();
    const text = project.read('AGENTS.md') + project.read('README.md');
    for (const target of ['make test', 'make build']) expect(text).toContain(target);
    expect(text).not.toContain('make no');
  });
});
