import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { findPackage } from './package-of.mjs';

/**
 * Writes under which licences the packages of others in the bundle are: their texts ask to go with every copy.
 * @param {string} file
 * @returns {NonNullable<import('tsup').Options['esbuildPlugins']>[number]}
 */
export function licences(file) {
  return {
    name: 'licences',
    setup(build) {
      build.initialOptions.metafile = true;
      build.onEnd(({ metafile }) => {
        if (metafile === undefined) return;
        const used = Object.values(metafile.outputs).flatMap(({ inputs }) =>
          Object.entries(inputs).flatMap(([path, { bytesInOutput }]) => (bytesInOutput > 0 ? [resolve(path)] : [])),
        );
        const packages = new Map(
          used
            .filter((path) => path.includes('/node_modules/'))
            .map((path) => [findPackage(path).name, findPackage(path)]),
        );
        const texts = [...packages.values()].sort((one, other) => (one.name < other.name ? -1 : 1)).map(licenceOf);
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, texts.join(`\n${'-'.repeat(80)}\n\n`));
      });
    },
  };
}

/** @param {{ folder: string, name: string, license: unknown }} found */
function licenceOf({ folder, name, license }) {
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text =
    file === undefined ? 'Its package has no file of its licence.' : readFileSync(join(folder, file), 'utf8');
  return `${name}: ${String(license)}\n\n${text.trim()}\n`;
}
