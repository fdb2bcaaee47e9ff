import type { ManifestFacts, ManifestReader } from './manifest.ts';

// Manifests that are programs or lists of lines: what stands plainly in a line is counted, nothing is evaluated.

const MAX_TARGETS = 100;

export const goModule: ManifestReader = (text) => {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const name = lines
    .find((line) => line.startsWith('module '))
    ?.slice(7)
    .trim();
  if (name === undefined || name === '') throw new Error('has no module line');
  let inRequire = false;
  let dependencies = 0;
  for (const line of lines) {
    if (line === 'require (') inRequire = true;
    else if (line === ')') inRequire = false;
    else if ((inRequire || line.startsWith('require ')) && isDirect(line)) dependencies += 1;
  }
  return { name: name.replaceAll('"', '').slice(0, 200), dependencies };
};

const isDirect = (line: string): boolean => line !== '' && !line.startsWith('//') && !line.includes('// indirect');

export const gemfile: ManifestReader = (text) => ({ dependencies: linesLike(text, /^\s*gem[\s(]\s*['"]/) });

export const gemspec: ManifestReader = (text) => ({
  name: /\.name\s*=\s*['"]([^'"\n]{1,200})['"]/.exec(text)?.[1],
  version: /\.version\s*=\s*['"]([^'"\n]{1,200})['"]/.exec(text)?.[1],
  dependencies: linesLike(text, /\.add_(?:runtime_)?dependency\b/),
  dev_dependencies: linesLike(text, /\.add_development_dependency\b/),
});

export const makefile: ManifestReader = (text) => {
  const targets = text
    .split(/\r?\n/)
    .flatMap((line) => /^([A-Za-z0-9][\w./-]{0,99})\s{0,20}:(?!=)/.exec(line)?.[1] ?? []);
  return { scripts: [...new Set(targets)].slice(0, MAX_TARGETS) };
};

/** `requirements.txt`: one requirement a line; options, includes and comments begin with `-` or `#`. */
export const requirements: ManifestReader = (text) => ({ dependencies: linesLike(text, /^\s*[A-Za-z0-9]/) });

export const developmentRequirements: ManifestReader = (text) => ({
  dev_dependencies: linesLike(text, /^\s*[A-Za-z0-9]/),
});

export const gradleSettings: ManifestReader = (text): ManifestFacts => ({
  name: /rootProject\.name\s*=\s*['"]([^'"\n]{1,200})['"]/.exec(text)?.[1],
});

function linesLike(text: string, pattern: RegExp): number {
  return text.split(/\r?\n/).filter((line) => pattern.test(line)).length;
}
