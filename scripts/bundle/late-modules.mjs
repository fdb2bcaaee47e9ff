import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a module has to import to be late: making schemas or a language takes long, and few commands need more than some. */
const heavy = new Set(['zod', '@marcbachmann/cel-js', 'yaml', 'picocolors', 'fast-string-truncated-width']);

/** @typedef {{ file: string, name: string }} Origin where something is declared, and under which name it is exported there */

/**
 * Runs modules of ours that make schemas when something of theirs is asked for first, and not when what imports them is run:
 * `import { a } from './late.ts'; a()` becomes `late().a()`. Names that come through a package's index are taken from the
 * modules that declare them, so that the index, which would run all of them, is not run.
 *
 * A module that is late has no effects of its own when it is run: our packages say so (`sideEffects: false`).
 * @param {string} path
 * @param {string} text TypeScript
 * @returns {string} the same module, still TypeScript
 */
export function withLateImports(path, text) {
  const source = parsed(path, text);
  /** @type {Map<string, { module: string, name: string }>} by local name */
  const late = new Map();
  /** @type {Map<string, string>} by file */
  const modules = new Map();
  /** @type {{ from: number, to: number, text: string }[]} */
  const edits = [];
  for (const statement of source.statements) {
    if (!ts.isImportDeclaration(statement)) continue;
    const target = resolvedImport(path, specifierOf(statement));
    const clause = statement.importClause;
    if (target === undefined || clause === undefined || clause.name !== undefined || isTypeOnly(clause)) continue;
    const bindings = clause.namedBindings;
    if (bindings === undefined || !ts.isNamedImports(bindings)) continue;
    const values = bindings.elements.filter((one) => !one.isTypeOnly);
    const direct = [];
    for (const one of values) {
      const origin = originOf(target, (one.propertyName ?? one.name).text);
      if (isLate(origin.file) && origin.file !== path) {
        if (!modules.has(origin.file)) modules.set(origin.file, `codomyrmexLate${modules.size}`);
        late.set(one.name.text, { module: modules.get(origin.file) ?? '', name: origin.name });
      } else {
        direct.push(`import { ${origin.name} as ${one.name.text} } from ${JSON.stringify(origin.file)};`);
      }
    }
    edits.push({ from: statement.getStart(source), to: statement.end, text: direct.join(' ') });
  }
  edits.push(...references(source, late));
  if (modules.size > 0 && declaresRequire(source)) {
    throw new Error(`${path} declares "require", by which the bundler finds the late modules that it imports`);
  }
  const head = [...modules].map(
    ([file, name]) => `let ${name}Run: any; const ${name} = () => ${name}Run ??= require(${JSON.stringify(file)});`,
  );
  return head.join(' ') + edited(text, edits);
}

/** @param {ts.SourceFile} source */
const declaresRequire = (source) =>
  source.statements.some(
    (statement) =>
      ts.isVariableStatement(statement) &&
      statement.declarationList.declarations.some(({ name }) => ts.isIdentifier(name) && name.text === 'require'),
  );

/** @param {string} text @param {readonly { from: number, to: number, text: string }[]} edits */
function edited(text, edits) {
  let from = 0;
  let out = '';
  for (const edit of [...edits].sort((one, other) => one.from - other.from)) {
    out += text.slice(from, edit.from) + edit.text;
    from = edit.to;
  }
  return out + text.slice(from);
}

/**
 * Where a late name is asked for, as a value.
 * @param {ts.SourceFile} source
 * @param {ReadonlyMap<string, { module: string, name: string }>} late
 */
function references(source, late) {
  /** @type {{ from: number, to: number, text: string }[]} */
  const edits = [];
  /** @type {ts.Node[]} */
  const open = source.statements.filter((statement) => !ts.isImportDeclaration(statement));
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (ts.isTypeNode(node) && !ts.isExpressionWithTypeArguments(node)) continue;
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node)) continue;
    if (ts.isIdentifier(node)) {
      const known = late.get(node.text);
      if (known !== undefined && isReference(node, source)) {
        const asked = `(${known.module}().${known.name})`;
        const text = ts.isShorthandPropertyAssignment(node.parent) ? `${node.text}: ${asked}` : asked;
        edits.push({ from: node.getStart(source), to: node.end, text });
      }
    }
    ts.forEachChild(node, (child) => void open.push(child));
  }
  return edits;
}

/**
 * Not the name of a member.
 * @param {ts.Identifier} node
 * @param {ts.SourceFile} source
 */
function isReference(node, source) {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isBindingElement(parent) && parent.propertyName === node) return false;
  if (ts.isBindingElement(parent) && parent.initializer === node) return true;
  if (ts.isVariableDeclaration(parent) && parent.initializer === node) return true;
  if (ts.isParameter(parent) && parent.initializer === node) return true;
  const isDeclared = 'name' in parent && parent.name === node;
  if (isDeclared && (ts.isClassElement(parent) || ts.isTypeElement(parent))) return false;
  if ((isDeclared && !ts.isShorthandPropertyAssignment(parent)) || ts.isExportSpecifier(parent)) {
    throw new Error(`${source.fileName}: ${node.text} is imported from a late module, and declared again or exported`);
  }
  return true;
}

/** @param {string} path @param {string} text */
const parsed = (path, text) => ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);

/** @param {ts.ImportDeclaration | ts.ExportDeclaration} statement */
const specifierOf = ({ moduleSpecifier: written }) =>
  written !== undefined && ts.isStringLiteral(written) ? written.text : '';

/** @param {ts.ImportClause} clause */
const isTypeOnly = (clause) => clause.phaseModifier === ts.SyntaxKind.TypeKeyword;

/**
 * The source of ours that is imported; `undefined` for what is not ours.
 * @param {string} from @param {string} specifier
 */
function resolvedImport(from, specifier) {
  if (specifier.startsWith('.')) return resolve(dirname(from), specifier);
  const [, name, part] = /^(@codomyrmex\/[^/]+)(\/.+)?$/.exec(specifier) ?? [];
  if (name === undefined) return undefined;
  return sources().get(`${name}${part ?? ''}`);
}

/** @type {Map<string, string> | undefined} */
let entries;

/** What our packages export, by what is written in an import. */
function sources() {
  entries ??= new Map(
    ['packages', 'plugins'].flatMap((group) =>
      ts.sys.getDirectories(join(root, group)).flatMap((folder) => {
        const manifest = join(root, group, folder, 'package.json');
        if (!existsSync(manifest)) return [];
        const { name, exports = {} } = JSON.parse(readFileSync(manifest, 'utf8'));
        return Object.entries(exports).flatMap(([key, value]) => {
          const source = value['@codomyrmex/source'];
          return typeof source === 'string' ? [[name + key.slice(1), join(root, group, folder, source)]] : [];
        });
      }),
    ),
  );
  return entries;
}

/** @type {Map<string, ts.SourceFile>} */
const known = new Map();

/** @param {string} file */
function sourceOf(file) {
  const found = known.get(file) ?? parsed(file, readFileSync(file, 'utf8'));
  known.set(file, found);
  return found;
}

/**
 * Follows what is exported on from other modules.
 * @param {string} file @param {string} name @returns {Origin}
 */
function originOf(file, name) {
  for (const statement of sourceOf(file).statements) {
    if (!ts.isExportDeclaration(statement) || statement.exportClause === undefined) continue;
    if (!ts.isNamedExports(statement.exportClause)) continue;
    const target = resolvedImport(file, specifierOf(statement));
    const one = statement.exportClause.elements.find((element) => element.name.text === name);
    if (target !== undefined && one !== undefined) return originOf(target, (one.propertyName ?? one.name).text);
  }
  return { file, name };
}

/** @param {string} file */
function isLate(file) {
  return sourceOf(file).statements.some(
    (statement) =>
      ts.isImportDeclaration(statement) &&
      statement.importClause !== undefined &&
      !isTypeOnly(statement.importClause) &&
      heavy.has(specifierOf(statement)),
  );
}
