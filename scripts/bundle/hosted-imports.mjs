import ts from 'typescript';

/**
 * The same code, where `import()` of a part runs that part, and any other is the host's: a script of kept code has no `import()`.
 * @param {string} code
 * @param {ReadonlySet<string>} parts
 */
export function withHostedImports(code, parts) {
  /** @type {{ from: number, to: number, text: string }[]} */
  const edits = [];
  const source = ts.createSourceFile('bundle.js', code, ts.ScriptTarget.ES2022, false, ts.ScriptKind.JS);
  /** @type {ts.Node[]} */
  const open = [source];
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [asked] = node.arguments;
      const isPart = asked !== undefined && ts.isStringLiteral(asked) && parts.has(asked.text);
      const from = node.expression.getStart(source);
      const text = isPart ? 'codomyrmexHost.part' : 'codomyrmexHost.import';
      edits.push({ from, to: from + 'import'.length, text });
    }
    ts.forEachChild(node, (child) => void open.push(child));
  }
  let from = 0;
  let hosted = '';
  for (const edit of edits.sort((one, other) => one.from - other.from)) {
    hosted += code.slice(from, edit.from) + edit.text;
    from = edit.to;
  }
  return hosted + code.slice(from);
}
