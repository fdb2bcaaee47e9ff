import { composer, deno, npm } from './json-manifests.ts';
import {
  developmentRequirements,
  gemfile,
  gemspec,
  goModule,
  gradleSettings,
  makefile,
  requirements,
} from './line-manifests.ts';
import type { ManifestReader } from './manifest.ts';
import { cargo, julia, pipfile, pyproject } from './toml-manifests.ts';
import { dotnet, maven } from './xml-manifests.ts';

export interface ManifestKind {
  readonly kind: string;
  /** Left out where the file is a program, and its name is all that can be told without running it. */
  readonly read?: ManifestReader;
}

const kinds: Readonly<Record<string, ManifestKind>> = {
  'package.json': { kind: 'npm', read: npm },
  'deno.json': { kind: 'deno', read: deno },
  'pyproject.toml': { kind: 'python', read: pyproject },
  'setup.py': { kind: 'python' },
  'setup.cfg': { kind: 'python' },
  Pipfile: { kind: 'python', read: pipfile },
  'environment.yml': { kind: 'conda' },
  'Cargo.toml': { kind: 'cargo', read: cargo },
  'go.mod': { kind: 'go', read: goModule },
  'pom.xml': { kind: 'maven', read: maven },
  'build.gradle': { kind: 'gradle' },
  'build.gradle.kts': { kind: 'gradle' },
  'settings.gradle': { kind: 'gradle', read: gradleSettings },
  'settings.gradle.kts': { kind: 'gradle', read: gradleSettings },
  'build.sbt': { kind: 'sbt' },
  'composer.json': { kind: 'composer', read: composer },
  Gemfile: { kind: 'ruby', read: gemfile },
  'mix.exs': { kind: 'elixir' },
  'pubspec.yaml': { kind: 'dart' },
  'Package.swift': { kind: 'swift' },
  'Project.toml': { kind: 'julia', read: julia },
  'stack.yaml': { kind: 'haskell' },
  'CMakeLists.txt': { kind: 'cmake' },
  'meson.build': { kind: 'meson' },
  'MODULE.bazel': { kind: 'bazel' },
  Makefile: { kind: 'make', read: makefile },
  makefile: { kind: 'make', read: makefile },
  GNUmakefile: { kind: 'make', read: makefile },
  justfile: { kind: 'just' },
  'Taskfile.yml': { kind: 'task' },
  Dockerfile: { kind: 'docker' },
  Containerfile: { kind: 'docker' },
  'docker-compose.yml': { kind: 'docker' },
  'docker-compose.yaml': { kind: 'docker' },
  'compose.yaml': { kind: 'docker' },
  'compose.yml': { kind: 'docker' },
  'pnpm-workspace.yaml': { kind: 'workspace' },
  'go.work': { kind: 'workspace' },
};

/** What kind of manifest a file is by its name, or `undefined` when it is none. */
export function manifestKind(name: string): ManifestKind | undefined {
  if (Object.hasOwn(kinds, name)) return kinds[name];
  if (/^requirements[\w.-]{0,60}\.txt$/.test(name)) {
    return { kind: 'python', read: /dev|test|lint|doc/.test(name) ? developmentRequirements : requirements };
  }
  if (/\.(?:csproj|fsproj|vbproj)$/.test(name)) return { kind: 'dotnet', read: dotnet };
  if (name.endsWith('.sln')) return { kind: 'dotnet' };
  if (name.endsWith('.gemspec')) return { kind: 'ruby', read: gemspec };
  if (name.endsWith('.cabal')) return { kind: 'haskell' };
  if (/^Dockerfile\.[\w.-]{1,60}$/.test(name)) return { kind: 'docker' };
  return undefined;
}
