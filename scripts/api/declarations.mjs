// What an entry of a package exports, as declarations in a stable order without comments.
import { sep } from 'node:path';
import ts from 'typescript';

/** @typedef {{ exported: string[], reached: string[] }} Surface `reached`: declarations that exported ones name */

const printer = ts.createPrinter({ removeComments: true, newLine: ts.NewLineKind.LineFeed });

/** Without libraries: what is declared there is named, never shown. @param {readonly string[]} files @returns {ts.Program} */
export function programOf(files) {
  return ts.createProgram([...files], {
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    noLib: true,
    noEmit: true,
    skipLibCheck: true,
    types: [],
  });
}

/**
 * @param {ts.Program} program
 * @param {string} file a module of it
 * @param {string} folder of the package, absolute and real: declarations from elsewhere are shown by whoever owns them
 * @throws when the file is no module
 * @returns {Surface}
 */
export function surfaceOf(program, file, folder) {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  if (module === undefined) throw new Error(`${file} is not there, or exports nothing`);
  const isOwn = (/** @type {ts.Declaration} */ one) => one.getSourceFile().fileName.startsWith(`${folder}${sep}`);
  /** @type {Map<ts.Symbol, string>} */
  const shown = new Map();
  /** @type {ts.Symbol[]} */
  const queue = [];
  const show = (/** @type {ts.Symbol} */ symbol) => {
    const own = (symbol.declarations ?? []).filter(isOwn);
    if (shown.has(symbol) || own.length === 0) return;
    shown.set(symbol, own.map(textOf).join('\n'));
    queue.push(symbol);
  };
  /** @type {Map<string, string>} */
  const exported = new Map();
  const direct = new Set();
  for (const one of checker.getExportsOfModule(module)) {
    const symbol = resolved(checker, one);
    direct.add(symbol);
    show(symbol);
    exported.set(one.name, exportText(one.name, symbol, shown.get(symbol)));
  }
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    for (const declaration of (next.declarations ?? []).filter(isOwn)) {
      for (const named of namedIn(checker, shownPart(declaration))) show(named);
    }
  }
  const reached = [...shown].filter(([symbol]) => !direct.has(symbol)).map(([, text]) => text);
  const byName = [...exported].sort(([a], [b]) => compare(a, b));
  return { exported: byName.map(([, text]) => text), reached: reached.sort(compare) };
}

/** Not by a locale: the same on every machine. @param {string} a @param {string} b */
const compare = (a, b) => (a < b ? -1 : Number(a > b));

/** @param {ts.TypeChecker} checker @param {ts.Symbol} symbol @returns {ts.Symbol} */
function resolved(checker, symbol) {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

/** @param {string} name @param {ts.Symbol} symbol @param {string | undefined} text @returns {string} */
function exportText(name, symbol, text) {
  if (text === undefined) return `export { ${name} } from elsewhere;`;
  return symbol.name === name ? text : `export { ${symbol.name} as ${name} };\n${text}`;
}

/** Symbols that are looked up from a type. @param {ts.TypeChecker} checker @param {ts.Node} node @returns {ts.Symbol[]} */
function namedIn(checker, node) {
  /** @type {ts.Symbol[]} */
  const found = [];
  const visit = (/** @type {ts.Node} */ one) => {
    if (ts.isIdentifier(one)) {
      const symbol = checker.getSymbolAtLocation(one);
      const target = symbol === undefined ? undefined : resolved(checker, symbol);
      // Members and parameters are part of what they stand in.
      if (target?.declarations?.some(isTopLevel) === true) found.push(target);
    }
    ts.forEachChild(one, (child) => (isHidden(child) ? undefined : visit(child)));
  };
  visit(node);
  return found;
}

/** A module itself, as in `import("zod")`, is none. @param {ts.Node} declaration */
const isTopLevel = (declaration) => shownPart(declaration).parent?.kind === ts.SyntaxKind.SourceFile;

/** A variable is declared in a statement. @param {ts.Node} declaration @returns {ts.Node} */
function shownPart(declaration) {
  return ts.isVariableDeclaration(declaration) ? declaration.parent.parent : declaration;
}

/** @param {ts.Node} node */
const isHidden = (node) =>
  ts.isClassElement(node) &&
  ts.canHaveModifiers(node) &&
  ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword) === true;

/** @param {ts.Declaration} declaration @returns {string} */
function textOf(declaration) {
  const node = shownPart(declaration);
  const { transformed } = ts.transform(node, [
    (context) => {
      /** @param {ts.Node} one @returns {ts.Node | undefined} */
      const visit = (one) => (isHidden(one) ? undefined : ts.visitEachChild(one, visit, context));
      return (root) => ts.visitEachChild(root, visit, context);
    },
  ]);
  const [shown = node] = transformed;
  return printer.printNode(ts.EmitHint.Unspecified, shown, declaration.getSourceFile());
}
