// What modules export and import.
import { builtinModules } from 'node:module';
import { posix } from 'node:path';
import ts from 'typescript';
import { violationAt } from './read.mjs';

/**
 * @typedef {import('./read.mjs').Tree} Tree
 * @typedef {import('./read.mjs').Source} Source
 * @typedef {import('./read.mjs').Violation} Violation
 */

/** @param {Tree} tree @returns {Violation[]} */
export function starExports(tree) {
  return tree.sources.flatMap((source) =>
    source.nodes
      .filter((node) => ts.isExportDeclaration(node))
      .filter(({ exportClause }) => exportClause === undefined || ts.isNamespaceExport(exportClause))
      .map((node) => violationAt('export-star', source, node, 'export by name')),
  );
}

/**
 * Static, dynamic and type imports, and re-exports.
 * @param {Source} source
 * @returns {{ node: ts.Node, specifier: string }[]}
 */
function importsOf(source) {
  return source.nodes.flatMap((node) => {
    /** @type {ts.Node | undefined} */
    let written;
    if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) written = node.moduleSpecifier;
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) written = node.argument.literal;
    else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
      written = node.arguments[0];
    return written !== undefined && ts.isStringLiteral(written) ? [{ node, specifier: written.text }] : [];
  });
}

/** @param {Source} source @param {string} specifier */
function isOwnIndex({ file, owner }, specifier) {
  if (owner === undefined) return false;
  if (!specifier.startsWith('.')) return specifier === owner.name;
  const target = posix.join(posix.dirname(file), specifier).replace(/\/$/, '');
  return target === `${owner.folder}/src` || /^index(\.[a-z]+)?$/.test(posix.relative(`${owner.folder}/src`, target));
}

/** @param {Tree} tree @returns {Violation[]} */
export function ownIndexImports(tree) {
  return tree.sources
    .filter(({ area }) => area === 'src')
    .flatMap((source) =>
      importsOf(source)
        .filter(({ specifier }) => isOwnIndex(source, specifier))
        .map(({ node, specifier }) =>
          violationAt(
            'own-index',
            source,
            node,
            `"${specifier}" is this package's own entry: import the file that has it`,
          ),
        ),
    );
}

/**
 * Sources import what the manifest promises to users: types too, because the published d.ts files name them.
 * @param {Tree} tree
 * @returns {Violation[]}
 */
export function undeclaredImports(tree) {
  return tree.sources
    .filter(({ area, owner }) => area === 'src' && owner !== undefined && owner.manifest.private !== true)
    .flatMap((source) => {
      const { dependencies, peerDependencies, optionalDependencies } = source.owner?.manifest ?? {};
      const declared = new Set(Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies }));
      return importsOf(source).flatMap(({ node, specifier }) => {
        const name = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;
        const known =
          /^(\.|#|node:)/.test(specifier) ||
          builtinModules.includes(name) ||
          name === source.owner?.name ||
          declared.has(name);
        return known
          ? []
          : [
              violationAt(
                'undeclared-import',
                source,
                node,
                `${name} is no dependency or peer of ${source.owner?.name}`,
              ),
            ];
      });
    });
}
