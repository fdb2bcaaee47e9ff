import { parse } from 'smol-toml';
import type { ManifestReader } from './manifest.ts';
import { memberOf, namesOf, sizeOf, sum, textOf } from './parsed-members.ts';

/** `pyproject.toml` by the packaging standards, with Poetry's own tables where those are absent. */
export const pyproject: ManifestReader = (text) => {
  const manifest = parse(text);
  const project = memberOf(manifest, 'project');
  const poetry = memberOf(manifest, 'tool', 'poetry');
  return {
    name: textOf(memberOf(project, 'name')) ?? textOf(memberOf(poetry, 'name')),
    version: textOf(memberOf(project, 'version')) ?? textOf(memberOf(poetry, 'version')),
    license:
      textOf(memberOf(project, 'license')) ??
      textOf(memberOf(project, 'license', 'text')) ??
      textOf(memberOf(poetry, 'license')),
    dependencies: sizeOf(memberOf(project, 'dependencies')) ?? withoutPython(memberOf(poetry, 'dependencies')),
    dev_dependencies: sum([
      ...members(memberOf(manifest, 'dependency-groups')).map(sizeOf),
      ...members(memberOf(project, 'optional-dependencies')).map(sizeOf),
      ...members(memberOf(poetry, 'group')).map((group) => sizeOf(memberOf(group, 'dependencies'))),
      sizeOf(memberOf(poetry, 'dev-dependencies')),
    ]),
    scripts: namesOf(memberOf(project, 'scripts')) ?? namesOf(memberOf(poetry, 'scripts')),
  };
};

export const pipfile: ManifestReader = (text) => {
  const manifest = parse(text);
  return {
    dependencies: sizeOf(memberOf(manifest, 'packages')),
    dev_dependencies: sizeOf(memberOf(manifest, 'dev-packages')),
    scripts: namesOf(memberOf(manifest, 'scripts')),
  };
};

export const cargo: ManifestReader = (text) => {
  const manifest = parse(text);
  const crate = memberOf(manifest, 'package');
  return {
    name: textOf(memberOf(crate, 'name')),
    version: textOf(memberOf(crate, 'version')) ?? textOf(memberOf(manifest, 'workspace', 'package', 'version')),
    license: textOf(memberOf(crate, 'license')) ?? textOf(memberOf(manifest, 'workspace', 'package', 'license')),
    dependencies: sum([
      sizeOf(memberOf(manifest, 'dependencies')),
      ...members(memberOf(manifest, 'target')).map((target) => sizeOf(memberOf(target, 'dependencies'))),
    ]),
    dev_dependencies: sum([
      sizeOf(memberOf(manifest, 'dev-dependencies')),
      sizeOf(memberOf(manifest, 'build-dependencies')),
    ]),
  };
};

export const julia: ManifestReader = (text) => {
  const manifest = parse(text);
  return {
    name: textOf(memberOf(manifest, 'name')),
    version: textOf(memberOf(manifest, 'version')),
    dependencies: sizeOf(memberOf(manifest, 'deps')),
  };
};

function members(value: unknown): unknown[] {
  return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

function withoutPython(dependencies: unknown): number | undefined {
  const all = sizeOf(dependencies);
  if (all === undefined) return undefined;
  return memberOf(dependencies, 'python') === undefined ? all : all - 1;
}
