import ts from 'typescript';

/**
 * A script that is compiled from kept code cannot say `import()`: what is left of it in a bundle calls `hostImport`
 * instead, which the loader of the bundle hands in.
 * @param {string} code
 */
export function withHostedImports(code) {
  /** @type {number[]} */
  const places = [];
  const source = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  /** @type {ts.Node[]} */
  const open = [source];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      places.push(node.expression.getStart(source));
    }
    ts.forEachChild(node, (child) => void open.push(child));
  }
  let from = 0;
  let hosted = '';
  for (const place of places.sort((one, other) => one - other)) {
    hosted += `${code.slice(from, place)}hostImport`;
    from = place + 'import'.length;
  }
  return hosted + code.slice(from);
}
