import type { ManifestReader } from './manifest.ts';
import { memberOf, namesOf, sizeOf, sum, textOf } from './parsed-members.ts';

export const npm: ManifestReader = (text) => {
  const manifest = objectOf(text);
  return {
    name: textOf(memberOf(manifest, 'name')),
    version: textOf(memberOf(manifest, 'version')),
    license: textOf(memberOf(manifest, 'license')),
    dependencies: sum([sizeOf(memberOf(manifest, 'dependencies')), sizeOf(memberOf(manifest, 'optionalDependencies'))]),
    dev_dependencies: sizeOf(memberOf(manifest, 'devDependencies')),
    scripts: namesOf(memberOf(manifest, 'scripts')),
  };
};

export const deno: ManifestReader = (text) => {
  const manifest = objectOf(text);
  return {
    name: textOf(memberOf(manifest, 'name')),
    version: textOf(memberOf(manifest, 'version')),
    license: textOf(memberOf(manifest, 'license')),
    dependencies: sizeOf(memberOf(manifest, 'imports')),
    scripts: namesOf(memberOf(manifest, 'tasks')),
  };
};

export const composer: ManifestReader = (text) => {
  const manifest = objectOf(text);
  // `php` and `ext-…` ask for the platform, not for a package.
  const packages = (key: string): number | undefined => {
    const required = memberOf(manifest, key);
    const platform = namesOf(required)?.filter((name) => name === 'php' || name.startsWith('ext-')).length ?? 0;
    const all = sizeOf(required);
    return all === undefined ? undefined : all - platform;
  };
  return {
    name: textOf(memberOf(manifest, 'name')),
    version: textOf(memberOf(manifest, 'version')),
    license: textOf(memberOf(manifest, 'license')),
    dependencies: packages('require'),
    dev_dependencies: packages('require-dev'),
    scripts: namesOf(memberOf(manifest, 'scripts')),
  };
};

function objectOf(text: string): object {
  const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('is not a JSON object');
  return value;
}
