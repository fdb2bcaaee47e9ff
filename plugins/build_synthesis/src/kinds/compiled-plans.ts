import type { Command } from '../command.ts';
import type { ProjectFiles } from '../project-files.ts';
import { doing, doingIf, nothing, type ProjectPlan } from '../project-plan.ts';

export async function cargoPlan(files: ProjectFiles, outputDir: string | undefined): Promise<ProjectPlan | undefined> {
  if (!(await files.has('Cargo.toml'))) return undefined;
  const target = outputDir === undefined ? [] : ['--target-dir', outputDir];
  const locked = (await files.has('Cargo.lock')) ? ['--locked'] : [];
  return {
    kind: 'cargo',
    tools: ['cargo'],
    stages: {
      install: doing(['cargo', 'fetch', ...locked]),
      lint: nothing('clippy is not part of every Rust: name it as a stage of your own'),
      build: doing(['cargo', 'build', ...locked, ...target]),
      test: doing(['cargo', 'test', ...locked, ...target]),
    },
  };
}

export async function goPlan(files: ProjectFiles, outputDir: string | undefined): Promise<ProjectPlan | undefined> {
  if (!(await files.has('go.mod'))) return undefined;
  return {
    kind: 'go',
    tools: ['go'],
    stages: {
      install: doing(['go', 'mod', 'download']),
      lint: doing(['go', 'vet', './...']),
      build: doing(['go', 'build', ...(outputDir === undefined ? [] : ['-o', `${outputDir}/`]), './...']),
      test: doing(['go', 'test', './...']),
    },
  };
}

const noInstall = nothing('building fetches what it needs');
const noLint = nothing('there is no usual way to do it: name it as a stage of your own');

export async function mavenPlan(files: ProjectFiles): Promise<ProjectPlan | undefined> {
  if (!(await files.has('pom.xml'))) return undefined;
  const maven = (await files.has('mvnw')) ? './mvnw' : 'mvn';
  return {
    kind: 'maven',
    tools: [maven],
    stages: {
      install: noInstall,
      lint: noLint,
      build: doing([maven, '--batch-mode', 'package', '-DskipTests']),
      test: doing([maven, '--batch-mode', 'test']),
    },
  };
}

export async function gradlePlan(files: ProjectFiles): Promise<ProjectPlan | undefined> {
  if (!(await files.has('build.gradle')) && !(await files.has('build.gradle.kts'))) return undefined;
  const gradle = (await files.has('gradlew')) ? './gradlew' : 'gradle';
  return {
    kind: 'gradle',
    tools: [gradle],
    stages: {
      install: noInstall,
      lint: noLint,
      build: doing([gradle, '--no-daemon', 'assemble']),
      test: doing([gradle, '--no-daemon', 'test']),
    },
  };
}

export async function cmakePlan(files: ProjectFiles, outputDir: string | undefined): Promise<ProjectPlan | undefined> {
  const settings = await files.text('CMakeLists.txt');
  if (settings === undefined) return undefined;
  const folder = outputDir ?? 'build';
  const testing: Command = ['ctest', '--test-dir', folder, '--output-on-failure', '--no-tests=error'];
  return {
    kind: 'cmake',
    tools: ['cmake'],
    stages: {
      install: nothing('there is nothing to fetch'),
      lint: noLint,
      build: doing(['cmake', '-S', '.', '-B', folder], ['cmake', '--build', folder]),
      test: doingIf(
        /\b(?:enable_testing|include\s*\(\s*CTest)\b/i.test(settings),
        testing,
        'CMakeLists.txt has no enable_testing()',
      ),
    },
  };
}

/** `make install` is never a stage: it installs into the machine. */
export async function makePlan(files: ProjectFiles): Promise<ProjectPlan | undefined> {
  const rules = (await files.text('Makefile')) ?? (await files.text('makefile')) ?? (await files.text('GNUmakefile'));
  if (rules === undefined) return undefined;
  const targets = new Set(
    Array.from(rules.matchAll(/^([A-Za-z0-9_-]+)(?: [A-Za-z0-9_ -]*)?:(?!=)/gm), ([, name]) => name),
  );
  const target = (name: string) => doingIf(targets.has(name), ['make', name], `the Makefile has no target "${name}"`);
  return {
    kind: 'make',
    tools: ['make'],
    stages: {
      install: nothing('make install would install into the machine'),
      lint: target('lint'),
      build: targets.has('build') ? doing(['make', 'build']) : doing(['make']),
      test: targets.has('test')
        ? target('test')
        : doingIf(targets.has('check'), ['make', 'check'], 'the Makefile has no target "test"'),
    },
  };
}
