import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configuration as configurationOf, readFileForCheck } from '@codomyrmex/engine';
import { openStore } from '@codomyrmex/journal-sqlite';
import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { composeOrchestrator } from '../src/compose.ts';
import type { Machine } from '../src/init/ecosystem.ts';
import { propose } from '../src/init/propose.ts';
import { workflowText } from '../src/init/proposed-workflow.ts';
import type { RepositoryLook } from '../src/init/repository-look.ts';

const hostile = [
  '{{ x }}',
  '}} {{',
  '; rm -rf x',
  '$(id)',
  '--flag',
  '..',
  'a\nb',
  '\u001b[2J',
  'é',
  '{a,b}',
  '*',
  '',
  '__proto__',
];
const word = fc.oneof(fc.constantFrom(...hostile), fc.string({ maxLength: 12 }));
const scriptName = fc.oneof(
  fc.constantFrom('lint', 'lint:css', 'lint:{{ x }}', 'build', 'test', 'test:unit', 'typecheck', 'format:check'),
  word,
);
const packageJson = fc
  .record(
    {
      name: word,
      version: word,
      private: fc.boolean(),
      packageManager: fc.constantFrom('pnpm@9', 'yarn@1', 'bun@1', 'x'),
      scripts: fc.oneof(fc.dictionary(scriptName, word), fc.constant([]), fc.constant(null)),
      dependencies: fc.oneof(fc.dictionary(fc.constantFrom('a', 'b', 'c'), word), fc.constant(3)),
    },
    { requiredKeys: [] },
  )
  .map((value) => JSON.stringify(value));

/** Names of manifests with texts that they may have, and with others that nobody would write. */
const manifest = fc.constantFrom(
  [
    'package.json',
    '{ "name": "b", "version": "1.0.0", "scripts": { "build": "true", "test": "true" }, "dependencies": { "a": "1" } }',
  ],
  ['pyproject.toml', '[project]\ndependencies = ["x{{y}}", "requests>=2"]\n[tool.ruff]\n[tool.mypy]\n[tool.poetry]\n'],
  ['test_{{ x }}.py', 'import unittest\n'],
  ['tests/test_a.py', 'import unittest\n'],
  ['Cargo.toml', '[package]\nname = "x"\n[workspace]\n'],
  ['rustfmt.toml', ''],
  ['go.mod', 'module {{ x }}\n'],
  ['main_test.go', ''],
  ['pom.xml', '<project/>'],
  ['build.gradle.kts', ''],
  ['gradlew', ''],
  ['Gemfile', "gem 'rspec'\ngem 'rubocop'\n"],
  ['composer.json', '{ "scripts": { "test": "x", "lint": "{{ y }}" } }'],
  ['App.Tests.csproj', ''],
  ['CMakeLists.txt', 'enable_testing()\n'],
  ['Makefile', 'lint:\n\ttrue\ntest: lint\n\t$(CC) x.c\n{{ x }}: y\n'],
  ['main.c', ''],
  ['Dockerfile', ''],
  ['.gitignore', 'dist\n/build/\n*.{{ x }}\n!dist/keep\n../x\n'],
);
const folder = fc.oneof(
  fc.constantFrom('', 'a', 'packages/a', 'packages/b', 'x y'),
  word.map((name) => `p/${name}`),
);
const file = fc
  .tuple(folder, manifest, fc.oneof(fc.constant(undefined), packageJson, fc.string()))
  .map(([place, [name = '', text = ''], other]) => [place === '' ? name : `${place}/${name}`, other ?? text] as const);

const look: fc.Arbitrary<RepositoryLook> = fc
  .record({
    files: fc.uniqueArray(file, { maxLength: 12, selector: ([path]) => path }),
    links: fc.array(fc.oneof(fc.constant('link'), word), { maxLength: 2 }),
    installed: fc.subarray(['node_modules', '.venv', 'a/node_modules', 'vendor']),
    isTruncated: fc.boolean(),
  })
  .map(({ files, links, installed, isTruncated }) => ({
    name: 'x',
    files: files.map(([path]) => path).sort(),
    texts: new Map(files),
    links,
    installed,
    isGit: true,
    isTruncated,
  }));

const machine = fc.record({ seed: fc.nat(), isRich: fc.boolean() }).map(({ seed, isRich }): Machine => {
  const isThere = (name: string): boolean => isRich || (name.length * 7 + seed) % 3 !== 0;
  return {
    has: isThere,
    isOnPath: isThere,
    isInRepository: isThere,
    missingInPython: (names) => names.filter((name) => !isThere(name)),
  };
});

async function orchestratorOn(dataFolder: string) {
  mkdirSync(join(dataFolder, 'workflows'), { recursive: true });
  const store = await openStore({ folder: dataFolder, durability: 'relaxed' });
  const configuration = configurationOf({ dataFolder, environment: {} });
  const orchestrator = composeOrchestrator({ configuration, store, dataFolder, onWarning: () => undefined });
  onTestFinished(async () => {
    await orchestrator.close();
    await store.close();
    rmSync(dataFolder, { recursive: true, force: true });
  });
  return orchestrator;
}

it('given any repository on any machine, then what is proposed for it is valid, and nothing of the repository is an expression', {
  timeout: 120_000,
}, async () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'proposals-'));
  const orchestrator = await orchestratorOn(dataFolder);
  let proposed = 0;
  await fc.assert(
    fc.asyncProperty(look, machine, async (seen, on) => {
      const { workflows } = propose(seen, on);
      expect(workflows.map(({ name }) => name)).toContain('health');
      const places = workflows.map((workflow) => join(dataFolder, 'workflows', `${workflow.name}.yaml`));
      for (const [index, workflow] of workflows.entries()) writeFileSync(places[index] ?? '', workflowText(workflow));
      for (const [index, place] of places.entries()) {
        // It is the same for everybody: once is enough.
        if (proposed > 3 && workflows[index]?.name === 'health') continue;
        const checked = await orchestrator.check(await readFileForCheck(place));
        expect(checked.plan.size).toBe(workflows[index]?.steps.length);
        proposed++;
      }
    }),
  );
  expect(proposed).toBeGreaterThan(40);
});
