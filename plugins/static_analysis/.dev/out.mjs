// ../../work/main/plugins/static_analysis/src/index.ts
import { definePlugin } from "@codomyrmex/core";

// ../../work/main/plugins/static_analysis/src/actions/analyze-code-quality.ts
import { defineAction, NotApplicable } from "@codomyrmex/core";
import * as z8 from "zod";

// ../../work/main/plugins/static_analysis/src/project/scan.ts
import { setImmediate } from "node:timers/promises";

// ../../work/main/plugins/static_analysis/src/complexity/structure.ts
function structureOf(root, profile) {
  const marks = /* @__PURE__ */ new Map();
  const found = [];
  for (const node of root.descendantsOfType(Object.keys(profile.roles))) {
    if (!node.isNamed) continue;
    const rolesOf = profile.roles[node.type] ?? [];
    const own = typeof rolesOf === "function" ? rolesOf(node, (child, role) => {
      marks.set(child.id, [...marks.get(child.id) ?? [], role]);
    }) : rolesOf;
    const marked = marks.get(node.id);
    const roles = marked === void 0 ? own : [...own, ...marked];
    if (roles.length > 0) found.push({ node, start: node.startIndex, end: node.endIndex, roles });
  }
  return found;
}

// ../../work/main/plugins/static_analysis/src/complexity/function-metrics.ts
function measureFunctions(root, profile) {
  const file = measuring(root, "");
  const measured = [];
  const catches = [];
  const open = [];
  let current = file;
  for (const { roles, node, start, end } of structureOf(root, profile)) {
    for (let frame = open.at(-1); frame !== void 0 && frame.end <= start; frame = open.at(-1)) {
      open.pop();
      if (frame.kind === "nest") current.depth--;
      if (frame.kind === "function") current = frame.outer;
    }
    if (roles.includes("catch")) catches.push(node);
    if (roles.includes("scope")) open.push({ kind: "scope", end, name: profile.nameOf(node) });
    if (roles.includes("function")) {
      const opened = measuring(node, qualifiedName(open, profile.nameOf(node)));
      measured.push(opened);
      open.push({ kind: "function", end, measuring: opened, outer: current });
      current = opened;
      continue;
    }
    count(current, roles);
    if (nests(roles)) {
      open.push({ kind: "nest", end });
      current.depth++;
      current.deepest = Math.max(current.deepest, current.depth);
    }
  }
  return { functions: measured.map((one) => metrics(one, profile)), topLevel: file.forks, catches };
}
var measuring = (node, name) => ({
  node,
  name,
  forks: 0,
  cognitive: 0,
  depth: 0,
  deepest: 0
});
function count(current, roles) {
  if (roles.some((role) => forks.has(role))) current.forks++;
  for (const role of roles) {
    if (role === "else" || role === "jump") current.cognitive++;
  }
  if (roles.includes("logical") && !roles.includes("same")) current.cognitive++;
  if (nests(roles) || roles.includes("ternary")) current.cognitive += 1 + current.depth;
}
var forks = /* @__PURE__ */ new Set(["branch", "ternary", "elif", "logical", "path", "case"]);
var nests = (roles) => roles.includes("branch") && !roles.includes("elif") || roles.includes("switch");
function qualifiedName(open, name) {
  const scopes = open.flatMap((frame) => frame.kind === "scope" && frame.name !== void 0 ? [frame.name] : []);
  return [...scopes.slice(-3), name ?? "(anonymous)"].join(".");
}
function metrics({ node, name, forks: forks2, cognitive, deepest }, profile) {
  return {
    name,
    line: node.startPosition.row + 1,
    endLine: node.endPosition.row + 1,
    parameters: profile.parametersOf(node),
    cyclomatic: forks2 + 1,
    cognitive,
    nesting: deepest
  };
}

// ../../work/main/plugins/static_analysis/src/language/grammar-runtime.ts
import { createRequire } from "node:module";

// ../../work/main/plugins/static_analysis/src/language/web-assembly.ts
var webAssembly = Reflect.get(globalThis, "WebAssembly");

// ../../work/main/plugins/static_analysis/src/language/grammar-runtime.ts
var require2 = createRequire(import.meta.url);
var MAX_MEMORY_PAGES = 256 * 16;
var INITIAL_MEMORY_PAGES = 512;
var GrammarRuntime = class _GrammarRuntime {
  static #current;
  static #left = [];
  #module;
  #parsers = /* @__PURE__ */ new Map();
  /** The tree that is being looked at. */
  tree;
  constructor(module) {
    this.#module = module;
  }
  /** The instance of this thread; the grammars that it has loaded stay for the next action. */
  static async current() {
    if (_GrammarRuntime.#current !== void 0) return _GrammarRuntime.#current;
    const path = require2.resolve("web-tree-sitter");
    delete require2.cache[path];
    const module = require2(path);
    const memory = new webAssembly.Memory({ initial: INITIAL_MEMORY_PAGES, maximum: MAX_MEMORY_PAGES });
    await module.Parser.init({ wasmMemory: memory, print: () => void 0, printErr: () => void 0 });
    _GrammarRuntime.#current ??= new _GrammarRuntime(module);
    return _GrammarRuntime.#current;
  }
  /** Grammars that this thread has given up with their instance. */
  static get failures() {
    return _GrammarRuntime.#left.length;
  }
  /** Leaves this instance: the next `current` is a fresh one. */
  leave() {
    _GrammarRuntime.#left.push(this);
    if (_GrammarRuntime.#current === this) _GrammarRuntime.#current = void 0;
  }
  async load(name) {
    if (this.#parsers.has(name)) return;
    const file = require2.resolve(`@vscode/tree-sitter-wasm/wasm/tree-sitter-${name}.wasm`);
    const language = await this.#module.Language.load(file);
    if (this.#parsers.has(name)) return;
    const parser = new this.#module.Parser();
    parser.setLanguage(language);
    this.#parsers.set(name, parser);
  }
  /** `undefined` until {@link load} has settled. */
  parser(name) {
    return this.#parsers.get(name);
  }
};

// ../../work/main/plugins/static_analysis/src/language/syntax-reader.ts
var MAX_MILLISECONDS = 3e3;
var MAX_BRACKET_DEPTH = 500;
var MAX_FAILURES = 3;
async function readSyntax({ text, grammar, depth }, visit) {
  if (depth > MAX_BRACKET_DEPTH) return { kind: "unread", reason: "nested_too_deeply" };
  if (GrammarRuntime.failures >= MAX_FAILURES) return { kind: "unread", reason: "parser_failed" };
  const runtime = await GrammarRuntime.current();
  await runtime.load(grammar);
  try {
    const value = visitTree(runtime, { text, grammar }, visit);
    return value === void 0 ? { kind: "unread", reason: "took_too_long" } : { kind: "read", value: value.of };
  } catch (error) {
    if (!(error instanceof webAssembly.RuntimeError) && !(error instanceof RangeError)) throw error;
    runtime.leave();
    return { kind: "unread", reason: "parser_failed" };
  }
}
function visitTree(runtime, { text, grammar }, visit) {
  const parser = runtime.parser(grammar);
  const end = performance.now() + MAX_MILLISECONDS;
  const tree = parser?.parse(text, null, { progressCallback: () => performance.now() > end });
  if (tree === null || tree === void 0) {
    parser?.reset();
    return void 0;
  }
  runtime.tree = tree;
  const of = visit(tree.rootNode);
  tree.delete();
  return { of };
}

// ../../work/main/plugins/static_analysis/src/project/path-globs.ts
import picomatch from "picomatch";
function pathGlobs(globs2) {
  const patterns = globs2.map((glob) => glob.replace(/^(?:\.\/)+/, "").replace(/\/+$/, "")).filter((glob) => glob !== "").flatMap((glob) => glob.includes("/") ? [glob, `${glob}/**`] : [`**/${glob}`, `**/${glob}/**`]);
  return picomatch(patterns, { dot: true });
}

// ../../work/main/plugins/static_analysis/src/project/root.ts
import { realpathSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { ActionError } from "@codomyrmex/core";
function openRoot(context, path) {
  const absolute = context.resolve(path);
  try {
    const real = realpathSync(absolute);
    const status = statSync(real);
    if (status.isDirectory()) return { kind: "folder", path: real };
    if (status.isFile()) return { kind: "file", folder: dirname(real), name: basename(real) };
  } catch (cause) {
    throw new ActionError(`cannot analyse "${path}": ${reason(cause)} (looked at ${absolute})`, {
      code: "INVALID_PARAMETERS",
      retryable: false,
      cause,
      suggestions: ["give a folder or file that exists; a relative path is meant from the workspace"]
    });
  }
  throw new ActionError(`cannot analyse "${path}": it is neither a folder nor a file`, {
    code: "INVALID_PARAMETERS",
    retryable: false
  });
}
function reason(error) {
  const code = error instanceof Error && "code" in error ? error.code : void 0;
  if (code === "ENOENT" || code === "ENOTDIR") return "there is nothing at this path";
  return code === "EACCES" ? "it may not be read" : String(error);
}

// ../../work/main/plugins/static_analysis/src/project/skip-ledger.ts
import * as z from "zod";
var skipReasons = [
  "binary",
  "build_output",
  "dependencies",
  "excluded",
  "generated",
  "ignored",
  "link",
  "minified",
  "nested_too_deeply",
  "no_grammar",
  "no_resolver",
  "not_a_file",
  "output_cut",
  "parser_failed",
  "too_deep",
  "too_large",
  "too_many_files",
  "took_too_long",
  "tool_folder",
  "tool_failed",
  "unreadable",
  "unsupported"
];
var skippedShape = {
  skipped: z.array(z.object({ file: z.string(), reason: z.enum(skipReasons) })).meta({ description: 'Files, and folders with "/" at their end, that were left out: at most 50 of each reason.' }),
  skipped_count: z.int().min(0).meta({ description: "All that were left out; a folder counts once." }),
  skipped_by_reason: z.partialRecord(z.enum(skipReasons), z.int().min(1))
};
var MAX_LISTED = 50;
var SkipLedger = class {
  #named = /* @__PURE__ */ new Map();
  #counts = /* @__PURE__ */ new Map();
  add(file, reason2) {
    const count5 = this.#counts.get(reason2) ?? 0;
    this.#counts.set(reason2, count5 + 1);
    if (count5 >= MAX_LISTED) return;
    const named = this.#named.get(reason2) ?? [];
    named.push(file);
    this.#named.set(reason2, named);
  }
  report() {
    const reasons = skipReasons.filter((reason2) => this.#counts.has(reason2));
    return {
      skipped: reasons.flatMap((reason2) => (this.#named.get(reason2) ?? []).map((file) => ({ file, reason: reason2 }))),
      skipped_count: [...this.#counts.values()].reduce((sum, count5) => sum + count5, 0),
      skipped_by_reason: Object.fromEntries(reasons.map((reason2) => [reason2, this.#counts.get(reason2) ?? 0]))
    };
  }
};

// ../../work/main/plugins/static_analysis/src/project/source-file.ts
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";

// ../../work/main/plugins/static_analysis/src/project/int-list.ts
var IntList = class {
  #items;
  #length = 0;
  constructor(capacity = 64) {
    this.#items = new Int32Array(capacity);
  }
  get length() {
    return this.#length;
  }
  push(value) {
    if (this.#length === this.#items.length) this.#grow(this.#length + 1);
    this.#items[this.#length++] = value;
  }
  append(values) {
    if (this.#length + values.length > this.#items.length) this.#grow(this.#length + values.length);
    this.#items.set(values, this.#length);
    this.#length += values.length;
  }
  /** What was appended so far, without a copy: good until the next `push`. */
  view() {
    return this.#items.subarray(0, this.#length);
  }
  #grow(needed) {
    const grown = new Int32Array(Math.max(needed, this.#items.length * 2));
    grown.set(this.#items);
    this.#items = grown;
  }
};

// ../../work/main/plugins/static_analysis/src/language/literal-forms.ts
function cppRawString(text, start) {
  const opening2 = matchAt(/(?:u8|u|U|L)?R"([^\s()\\]{0,16})\(/y, text, start);
  return opening2 === null ? -1 : behind(text, `)${opening2[1] ?? ""}"`, start + opening2[0].length);
}
function csharpRawString(text, start) {
  const opening2 = matchAt(/"{3,}/y, text, start);
  return opening2 === null ? -1 : behind(text, opening2[0], start + opening2[0].length);
}
function rustRawString(text, start) {
  const opening2 = matchAt(/b?r(#{0,255})"/y, text, start);
  return opening2 === null ? -1 : behind(text, `"${opening2[1] ?? ""}`, start + opening2[0].length);
}
function lifetimeOrCharacter(text, start) {
  const literal = matchAt(/'(?:\\(?:u\{[^}\n]{0,8}\}|x[0-9a-fA-F]{2}|[^\n])|[^\\'\n]{1,2})'/y, text, start);
  return literal === null ? -1 : start + literal[0].length;
}
function luaLongString(text, start) {
  const opening2 = matchAt(/\[(={0,16})\[/y, text, start);
  return opening2 === null ? -1 : behind(text, `]${opening2[1] ?? ""}]`, start + opening2[0].length);
}
function jsTemplate(text, start) {
  const open = ["template"];
  let at = start + 1;
  while (at < text.length && open.length > 0) {
    const character = text[at];
    const inTemplate = open[open.length - 1] === "template";
    if (character === "\\") at++;
    else if (character === "`") {
      if (inTemplate) open.pop();
      else open.push("template");
    } else if (inTemplate) {
      if (character === "$" && text[at + 1] === "{") {
        open.push("braces");
        at++;
      }
    } else if (character === "{") open.push("braces");
    else if (character === "}") open.pop();
    at++;
  }
  return Math.min(at, text.length);
}
var MAX_REGEX = 2e3;
function regexLiteral(text, start) {
  let inClass = false;
  const limit = Math.min(text.length, start + MAX_REGEX);
  for (let at = start + 1; at < limit; at++) {
    const character = text[at];
    if (character === "\n") return -1;
    if (character === "\\") at++;
    else if (character === "[") inClass = true;
    else if (character === "]") inClass = false;
    else if (character === "/" && !inClass) {
      const flags = matchAt(/[A-Za-z]*/y, text, at + 1);
      return at + 1 + (flags?.[0].length ?? 0);
    }
  }
  return -1;
}
function matchAt(pattern, text, start) {
  pattern.lastIndex = start;
  return pattern.exec(text);
}
function behind(text, mark, from) {
  const at = text.indexOf(mark, from);
  return at === -1 ? text.length : at + mark.length;
}

// ../../work/main/plugins/static_analysis/src/language/opener-table.ts
var tables = /* @__PURE__ */ new WeakMap();
function openerTable(syntax) {
  const known = tables.get(syntax);
  if (known !== void 0) return known;
  const table = [];
  const add = (character, opener) => {
    const code = character.charCodeAt(0);
    table[code] ??= [];
    table[code].push(opener);
  };
  for (const form of syntax.blockComments) add(form.open, { kind: "block comment", open: form.open, form });
  for (const open of syntax.lineComments) add(open, { kind: "line comment", open });
  for (const form of syntax.special ?? []) {
    for (const character of form.first) add(character, { kind: "special", open: "", form });
  }
  for (const form of [...syntax.quoted].sort((a, b) => b.open.length - a.open.length)) {
    add(form.open, { kind: "quoted", open: form.open, form });
  }
  tables.set(syntax, table);
  return table;
}

// ../../work/main/plugins/static_analysis/src/language/lexer.ts
function lex(text, syntax, lines) {
  return new Lexer(text, syntax, lines).run();
}
var MAX_HEREDOCS = 500;
var SLASH = 47;
var NEWLINE = 10;
var operators = new Set([..."=+-*<>!&|^%~?:"].map((character) => character.charCodeAt(0)));
var opening = new Set([..."([{"].map((character) => character.charCodeAt(0)));
var closing = new Set([...")]}"].map((character) => character.charCodeAt(0)));
var beforeRegex = /^(?:return|typeof|case|in|of|delete|void|throw|new|do|else|instanceof|yield|await|if|unless|when|and|or|not|while|until|then)$/;
var Lexer = class {
  #text;
  #syntax;
  #openers;
  #lines;
  #tokens = new IntList(1024);
  #startLines = new IntList(1024);
  #endLines = new IntList(1024);
  #comments = new IntList();
  /** Marks that end the heredocs announced on this line. */
  #heredocs = [];
  #heredocsSeen = 0;
  #previous = { start: 0, end: 0 };
  #line = 1;
  #lineEnd = 0;
  #lastCodeLine = 0;
  #codeLines = 0;
  #depth = 0;
  #deepest = 0;
  constructor(text, syntax, lines) {
    this.#text = text;
    this.#syntax = syntax;
    this.#openers = openerTable(syntax);
    this.#lines = lines;
    this.#lineEnd = lines.endOf(1);
  }
  run() {
    const text = this.#text;
    let at = this.#syntax.embedded === void 0 ? 0 : this.#skipToCode(0);
    while (at < text.length) {
      const code = text.charCodeAt(at);
      if (code <= 32) {
        at = code === NEWLINE && this.#heredocs.length > 0 ? this.#readHeredocs(at + 1) : at + 1;
        continue;
      }
      const opened = code < 128 ? this.#tryOpeners(code, at) : at;
      if (opened > at) at = opened;
      else if (isWord(code)) at = this.#word(at);
      else at = this.#punctuation(code, at);
    }
    return {
      tokens: this.#tokens.view(),
      startLines: this.#startLines.view(),
      endLines: this.#endLines.view(),
      comments: this.#comments.view(),
      codeLines: this.#codeLines,
      depth: this.#deepest
    };
  }
  /** The offset behind what was opened at `at`, or `at` when nothing was. */
  #tryOpeners(code, at) {
    const text = this.#text;
    if (this.#syntax.embedded !== void 0 && text.startsWith(this.#syntax.embedded.close, at)) {
      return this.#skipToCode(at + this.#syntax.embedded.close.length);
    }
    const openers = this.#openers[code];
    if (openers !== void 0) {
      for (const opener of openers) {
        if (opener.open !== "" && !text.startsWith(opener.open, at)) continue;
        const end = this.#open(opener, at);
        if (end > at) return end;
      }
    }
    if (code === SLASH && this.#syntax.regex === true && this.#regexMayStand()) {
      const end = regexLiteral(text, at);
      if (end > at) return this.#token(at, end);
    }
    if (code === 60 && this.#syntax.heredoc !== void 0) return this.#announceHeredoc(at, this.#syntax.heredoc);
    return at;
  }
  #open(opener, at) {
    switch (opener.kind) {
      case "line comment": {
        if (this.#syntax.commentNeedsSpace === true && at > 0 && !/[\s;()&|]/.test(this.#text[at - 1] ?? "")) return at;
        const end = this.#text.indexOf("\n", at);
        return this.#comment(at, end === -1 ? this.#text.length : end);
      }
      case "block comment":
        if (opener.form.wholeLines === true && at > 0 && this.#text[at - 1] !== "\n") return at;
        return this.#comment(at, blockEnd(this.#text, at, opener.form));
      case "special": {
        const end = opener.form.end(this.#text, at);
        return end === -1 ? at : this.#token(at, end);
      }
      case "quoted":
        return this.#token(at, quotedEnd(this.#text, at, opener.form));
    }
  }
  #word(start) {
    let at = start + 1;
    while (at < this.#text.length && isWord(this.#text.charCodeAt(at))) at++;
    return this.#token(start, at);
  }
  /** Operators of several characters are one token; every bracket, comma and so on is one of its own. */
  #punctuation(code, start) {
    let at = start + 1;
    if (operators.has(code)) {
      for (; at < this.#text.length; at++) {
        const next = this.#text.charCodeAt(at);
        if (!operators.has(next) || this.#openers[next] !== void 0) break;
      }
    } else if (opening.has(code)) {
      this.#depth++;
      this.#deepest = Math.max(this.#deepest, this.#depth);
    } else if (closing.has(code) && this.#depth > 0) this.#depth--;
    return this.#token(start, at);
  }
  #token(start, end) {
    let hash = 2166136261;
    for (let at = start; at < end; at++) hash = Math.imul(hash ^ this.#text.charCodeAt(at), 16777619);
    const startLine = this.#lineAt(start);
    const endLine = this.#lineAt(end - 1);
    this.#tokens.push(hash);
    this.#startLines.push(startLine);
    this.#endLines.push(endLine);
    this.#codeLines += endLine - Math.max(startLine - 1, this.#lastCodeLine);
    this.#lastCodeLine = endLine;
    this.#previous = { start, end };
    return end;
  }
  #comment(start, end) {
    this.#comments.push(start);
    this.#comments.push(end);
    return end;
  }
  /** The line of an offset that never goes back: cheaper than a search. */
  #lineAt(offset) {
    while (offset >= this.#lineEnd && this.#line < this.#lines.count) {
      this.#line++;
      this.#lineEnd = this.#lines.endOf(this.#line);
    }
    return this.#line;
  }
  #regexMayStand() {
    const { start, end } = this.#previous;
    if (end === 0) return true;
    const last = this.#text.charCodeAt(end - 1);
    if (isWord(last)) return beforeRegex.test(this.#text.slice(start, Math.min(end, start + 12)));
    return !closing.has(last) && last !== 34 && last !== 39 && last !== 96;
  }
  #announceHeredoc(at, pattern) {
    pattern.lastIndex = at;
    const mark = pattern.exec(this.#text);
    if (mark?.[1] === void 0 || this.#heredocsSeen === MAX_HEREDOCS) return at;
    this.#heredocsSeen++;
    if (!this.#text.includes(`${mark[1]}
`, at + mark[0].length) && !this.#text.endsWith(mark[1])) return at;
    this.#heredocs.push(mark[1]);
    return this.#token(at, at + mark[0].length);
  }
  /** Reads the bodies of announced heredocs from the beginning of a line: one token a line. */
  #readHeredocs(from) {
    let at = from;
    for (const mark of this.#heredocs.slice(0, 16)) {
      while (at < this.#text.length) {
        const newline = this.#text.indexOf("\n", at);
        const end = newline === -1 ? this.#text.length : newline;
        const content = this.#text.slice(at, Math.min(end, at + 1e3)).trim();
        if (content !== "") this.#token(at, end);
        at = Math.min(end + 1, this.#text.length);
        if (content === mark || content === `${mark};`) break;
      }
    }
    this.#heredocs = [];
    return at;
  }
  #skipToCode(from) {
    const open = this.#syntax.embedded?.open ?? "";
    const at = this.#text.indexOf(open, from);
    return at === -1 ? this.#text.length : at + open.length;
  }
};
function isWord(code) {
  return code >= 97 && code <= 122 || code >= 65 && code <= 90 || code >= 48 && code <= 57 || code === 95 || code === 36 || code >= 128;
}
function blockEnd(text, start, form) {
  let open = 1;
  let at = start + form.open.length;
  let inner = form.nests === true ? text.indexOf(form.open, at) : -1;
  while (open > 0) {
    const end = text.indexOf(form.close, at);
    if (end === -1) return text.length;
    if (inner !== -1 && inner < end) {
      open++;
      at = inner + form.open.length;
    } else {
      open--;
      at = end + form.close.length;
    }
    if (inner !== -1 && inner < at) inner = text.indexOf(form.open, at);
  }
  return at;
}
function quotedEnd(text, start, form) {
  const close = form.close.charCodeAt(0);
  let at = start + form.open.length;
  while (at < text.length) {
    const code = text.charCodeAt(at);
    if (code === NEWLINE && form.multiline !== true) return at;
    if (code === 92 && form.escape === "backslash") at += 2;
    else if (code === close && text.startsWith(form.close, at)) {
      at += form.close.length;
      if (form.escape !== "twice" || text.charCodeAt(at) !== close) return at;
      at++;
    } else at++;
  }
  return text.length;
}

// ../../work/main/plugins/static_analysis/src/language/lexical-syntax.ts
var double = { open: '"', close: '"', escape: "backslash" };
var single = { open: "'", close: "'", escape: "backslash" };
var tripleDouble = { open: '"""', close: '"""', escape: "backslash", multiline: true };
var tripleSingle = { open: "'''", close: "'''", escape: "backslash", multiline: true };
var slashStar = { open: "/*", close: "*/" };
var nestingSlashStar = { open: "/*", close: "*/", nests: true };
var cFamily = {
  lineComments: ["//"],
  blockComments: [slashStar],
  quoted: [double, single]
};
var lexicalSyntaxes = {
  c: { ...cFamily, special: [{ first: "RuUL", end: cppRawString }] },
  csharp: {
    ...cFamily,
    quoted: [
      { open: '@"', close: '"', escape: "twice", multiline: true },
      { open: '$@"', close: '"', escape: "twice", multiline: true },
      { open: '@$"', close: '"', escape: "twice", multiline: true },
      double,
      single
    ],
    special: [{ first: '"', end: csharpRawString }]
  },
  css: { lineComments: [], blockComments: [slashStar], quoted: [double, single] },
  sass: cFamily,
  go: { ...cFamily, quoted: [double, single, { open: "`", close: "`", escape: "none", multiline: true }] },
  java: { ...cFamily, quoted: [tripleDouble, double, single] },
  dart: { ...cFamily, blockComments: [nestingSlashStar], quoted: [tripleDouble, tripleSingle, double, single] },
  javascript: { ...cFamily, special: [{ first: "`", end: jsTemplate }], regex: true },
  kotlin: {
    ...cFamily,
    blockComments: [nestingSlashStar],
    quoted: [{ ...tripleDouble, escape: "none" }, double, single]
  },
  lua: {
    lineComments: ["--"],
    blockComments: [
      { open: "--[[", close: "]]" },
      { open: "--[=[", close: "]=]" }
    ],
    quoted: [double, single],
    special: [{ first: "[", end: luaLongString }]
  },
  php: {
    lineComments: ["//", "#"],
    blockComments: [slashStar],
    quoted: [
      { ...double, multiline: true },
      { ...single, multiline: true }
    ],
    heredoc: /<<<[ \t]*["']?([A-Za-z_]\w*)["']?/y,
    embedded: { open: "<?", close: "?>" }
  },
  powershell: {
    lineComments: ["#"],
    blockComments: [{ open: "<#", close: "#>" }],
    quoted: [
      { open: '"', close: '"', escape: "twice", multiline: true },
      { open: "'", close: "'", escape: "twice", multiline: true }
    ],
    commentNeedsSpace: true
  },
  python: {
    lineComments: ["#"],
    blockComments: [],
    quoted: [tripleDouble, tripleSingle, double, single]
  },
  ruby: {
    lineComments: ["#"],
    blockComments: [{ open: "=begin", close: "=end", wholeLines: true }],
    quoted: [double, single, { open: "`", close: "`", escape: "backslash" }],
    regex: true,
    heredoc: /<<[-~]?["'`]?([A-Z_]\w*)["'`]?/y
  },
  rust: {
    ...cFamily,
    blockComments: [nestingSlashStar],
    quoted: [{ ...double, multiline: true }],
    special: [
      { first: "rb", end: rustRawString },
      { first: "'", end: lifetimeOrCharacter }
    ]
  },
  scala: {
    ...cFamily,
    blockComments: [nestingSlashStar],
    quoted: [{ ...tripleDouble, escape: "none" }, double],
    special: [{ first: "'", end: lifetimeOrCharacter }]
  },
  shell: {
    lineComments: ["#"],
    blockComments: [],
    quoted: [
      { ...double, multiline: true },
      { open: "'", close: "'", escape: "none", multiline: true }
    ],
    commentNeedsSpace: true,
    heredoc: /<<-?[ \t]*\\?["']?([A-Za-z_]\w*)["']?/y
  },
  swift: { ...cFamily, blockComments: [nestingSlashStar], quoted: [tripleDouble, double] }
};

// ../../work/main/plugins/static_analysis/src/language/syntax-profile.ts
var MAX_NAME = 120;
function shortText(node) {
  const text = node.text.slice(0, 1e3).replaceAll(/\s+/g, " ");
  return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}\u2026` : text;
}
function fieldText(node, field) {
  const child = node.childForFieldName(field);
  return child === null ? void 0 : shortText(child);
}
var none = /* @__PURE__ */ new Set();
function countChildren(node, field, besides = none) {
  const list2 = node.childForFieldName(field);
  return list2 === null ? 0 : list2.namedChildren.filter((child) => !child.isExtra && !besides.has(child.type)).length;
}
function logical(...operators2) {
  const known = new Set(operators2);
  const operatorOf = (node) => node.childForFieldName("operator")?.type ?? "";
  return (node, mark) => {
    const operator = operatorOf(node);
    if (!known.has(operator)) return [];
    for (const side of ["left", "right"]) {
      const child = node.childForFieldName(side);
      if (child?.type === node.type && operatorOf(child) === operator) mark(child, "same");
    }
    return ["logical"];
  };
}
var ifWithAlternative = (node, mark) => {
  const alternative = node.childForFieldName("alternative");
  if (alternative === null) return ["branch"];
  if (alternative.type === node.type) mark(alternative, "elif");
  return ["branch", "else"];
};
function elseClause(ifType) {
  return (node, mark) => {
    const first = node.childForFieldName("body") ?? node.firstNamedChild;
    if (first?.type === ifType) mark(first, "elif");
    return ["else"];
  };
}
function withField(field, role) {
  return (node) => node.childForFieldName(field) === null ? [] : [role];
}
function withChild(role) {
  return (node) => node.namedChildren.some((child) => !child.isExtra) ? [role] : [];
}

// ../../work/main/plugins/static_analysis/src/language/profiles/bash.ts
function commandList(node, mark) {
  const operator = node.child(1)?.type;
  const first = node.firstNamedChild;
  if (first?.type === "list" && first.child(1)?.type === operator) mark(first, "same");
  return ["logical"];
}
var bash = {
  roles: {
    function_definition: ["function"],
    if_statement: ["branch"],
    for_statement: ["branch"],
    c_style_for_statement: ["branch"],
    while_statement: ["branch"],
    elif_clause: ["elif", "else"],
    else_clause: ["else"],
    case_statement: ["switch"],
    case_item: (node) => node.childForFieldName("value")?.text === "*" ? [] : ["case"],
    ternary_expression: ["ternary"],
    list: commandList,
    binary_expression: logical("&&", "||")
  },
  nameOf: (node) => fieldText(node, "name"),
  parametersOf: () => 0,
  unreadable: "unsure"
};

// ../../work/main/plugins/static_analysis/src/language/profiles/cpp.ts
var MAX_DECLARATORS = 32;
function functionDeclarator(node) {
  let found = null;
  let declarator = node.childForFieldName("declarator");
  for (let depth = 0; declarator !== null && depth < MAX_DECLARATORS; depth++) {
    if (declarator.childForFieldName("parameters") !== null) found = declarator;
    declarator = declarator.childForFieldName("declarator") ?? innerDeclarator(declarator);
  }
  return found;
}
var innerDeclarator = (node) => node.namedChildren.find((child) => child.type.endsWith("_declarator")) ?? null;
function nameOf(node) {
  if (node.type !== "function_definition") return fieldText(node, "name");
  const name = functionDeclarator(node)?.childForFieldName("declarator");
  return name === null || name === void 0 ? void 0 : shortText(name);
}
function parametersOf(node) {
  const parameters = functionDeclarator(node)?.childForFieldName("parameters")?.namedChildren ?? [];
  return parameters.filter((parameter) => parameter.type.endsWith("parameter_declaration") && parameter.text !== "void").length;
}
var cpp = {
  roles: {
    function_definition: withField("body", "function"),
    lambda_expression: ["function"],
    class_specifier: withField("body", "scope"),
    struct_specifier: withField("body", "scope"),
    if_statement: ["branch"],
    for_statement: ["branch"],
    for_range_loop: ["branch"],
    while_statement: ["branch"],
    do_statement: ["branch"],
    catch_clause: ["branch", "catch"],
    else_clause: elseClause("if_statement"),
    switch_statement: ["switch"],
    case_statement: withField("value", "case"),
    conditional_expression: ["ternary"],
    goto_statement: ["jump"],
    binary_expression: logical("&&", "||", "and", "or")
  },
  nameOf,
  parametersOf,
  catchBody: (node) => node.childForFieldName("body"),
  unreadable: "unsure"
};

// ../../work/main/plugins/static_analysis/src/language/profiles/csharp.ts
function nameOf2(node) {
  if (node.type === "accessor_declaration") {
    const property = node.parent?.parent;
    return `${(property && fieldText(property, "name")) ?? "this"}.${fieldText(node, "name") ?? ""}`;
  }
  if (node.type === "destructor_declaration") return `~${fieldText(node, "name") ?? ""}`;
  return fieldText(node, node.type === "operator_declaration" ? "operator" : "name");
}
function parametersOf2(node) {
  const list2 = node.childForFieldName("parameters");
  if (list2 === null) return 0;
  if (list2.type !== "parameter_list") return 1;
  return list2.namedChildren.filter((child) => child.type === "parameter").length + list2.childrenForFieldName("name").length;
}
var csharp = {
  roles: {
    method_declaration: withField("body", "function"),
    accessor_declaration: withField("body", "function"),
    constructor_declaration: ["function"],
    destructor_declaration: ["function"],
    operator_declaration: ["function"],
    conversion_operator_declaration: ["function"],
    local_function_statement: ["function"],
    lambda_expression: ["function"],
    anonymous_method_expression: ["function"],
    class_declaration: ["scope"],
    struct_declaration: ["scope"],
    interface_declaration: ["scope"],
    record_declaration: ["scope"],
    if_statement: ifWithAlternative,
    for_statement: ["branch"],
    foreach_statement: ["branch"],
    while_statement: ["branch"],
    do_statement: ["branch"],
    catch_clause: ["branch", "catch"],
    switch_statement: ["switch"],
    switch_expression: ["switch"],
    switch_section: (node) => node.firstChild?.type === "case" ? ["case"] : [],
    switch_expression_arm: (node) => node.firstNamedChild?.type === "discard" ? [] : ["case"],
    conditional_expression: ["ternary"],
    goto_statement: ["jump"],
    binary_expression: logical("&&", "||", "??")
  },
  nameOf: nameOf2,
  parametersOf: parametersOf2,
  catchBody: (node) => node.childForFieldName("body"),
  unreadable: "error"
};

// ../../work/main/plugins/static_analysis/src/language/profiles/go.ts
function nameOf3(node) {
  const name = fieldText(node, "name");
  const receiver = node.childForFieldName("receiver")?.namedChildren[0]?.childForFieldName("type");
  if (name === void 0 || receiver === void 0 || receiver === null) return name;
  return `${receiver.text.replace(/^\*/, "").replace(/\[.*/s, "").slice(0, 100)}.${name}`;
}
var go = {
  roles: {
    function_declaration: withField("body", "function"),
    method_declaration: withField("body", "function"),
    func_literal: ["function"],
    if_statement: ifWithAlternative,
    for_statement: ["branch"],
    expression_switch_statement: ["switch"],
    type_switch_statement: ["switch"],
    select_statement: ["switch"],
    expression_case: ["case"],
    type_case: ["case"],
    communication_case: ["case"],
    goto_statement: ["jump"],
    break_statement: withChild("jump"),
    continue_statement: withChild("jump"),
    binary_expression: logical("&&", "||")
  },
  nameOf: nameOf3,
  // `a, b int` declares two parameters, `int` alone one without a name.
  parametersOf: (node) => (node.childForFieldName("parameters")?.namedChildren ?? []).filter((declaration) => declaration.type.endsWith("parameter_declaration")).reduce((count5, declaration) => count5 + Math.max(1, declaration.childrenForFieldName("name").length), 0),
  unreadable: "error"
};

// ../../work/main/plugins/static_analysis/src/language/profiles/java.ts
var receivers = /* @__PURE__ */ new Set(["receiver_parameter"]);
function parametersOf3(node) {
  if (node.childForFieldName("parameters")?.type === "identifier") return 1;
  return countChildren(node, "parameters", receivers);
}
var java = {
  roles: {
    method_declaration: withField("body", "function"),
    constructor_declaration: ["function"],
    compact_constructor_declaration: ["function"],
    lambda_expression: ["function"],
    class_declaration: ["scope"],
    interface_declaration: ["scope"],
    enum_declaration: ["scope"],
    record_declaration: ["scope"],
    if_statement: ifWithAlternative,
    for_statement: ["branch"],
    enhanced_for_statement: ["branch"],
    while_statement: ["branch"],
    do_statement: ["branch"],
    catch_clause: ["branch", "catch"],
    switch_expression: ["switch"],
    switch_label: withChild("case"),
    ternary_expression: ["ternary"],
    break_statement: withChild("jump"),
    continue_statement: withChild("jump"),
    binary_expression: logical("&&", "||")
  },
  nameOf: (node) => fieldText(node, "name"),
  parametersOf: parametersOf3,
  catchBody: (node) => node.childForFieldName("body"),
  unreadable: "error"
};

// ../../work/main/plugins/static_analysis/src/language/profiles/javascript.ts
var jump = withField("label", "jump");
var namingFields = {
  variable_declarator: "name",
  pair: "key",
  assignment_expression: "left",
  public_field_definition: "name",
  field_definition: "property"
};
function nameOf4(node) {
  const own = fieldText(node, "name");
  if (own !== void 0 || node.type === "method_definition") return own;
  const parent = node.parent;
  const field = parent === null ? void 0 : namingFields[parent.type];
  return parent === null || field === void 0 ? void 0 : fieldText(parent, field);
}
function parametersOf4(node) {
  if (node.childForFieldName("parameter") !== null) return 1;
  const list2 = node.childForFieldName("parameters");
  const first = list2?.firstNamedChild;
  const hasThis = first?.type === "required_parameter" && first.childForFieldName("pattern")?.type === "this";
  return countChildren(node, "parameters") - (hasThis ? 1 : 0);
}
var javascript = {
  roles: {
    function_declaration: ["function"],
    function_expression: ["function"],
    generator_function: ["function"],
    generator_function_declaration: ["function"],
    arrow_function: ["function"],
    method_definition: ["function"],
    class_declaration: ["scope"],
    abstract_class_declaration: ["scope"],
    class: ["scope"],
    if_statement: ["branch"],
    for_statement: ["branch"],
    for_in_statement: ["branch"],
    while_statement: ["branch"],
    do_statement: ["branch"],
    catch_clause: ["branch", "catch"],
    else_clause: elseClause("if_statement"),
    switch_statement: ["switch"],
    switch_case: ["case"],
    ternary_expression: ["ternary"],
    augmented_assignment_expression: (node) => shortCircuits.has(node.childForFieldName("operator")?.type ?? "") ? ["path"] : [],
    break_statement: jump,
    continue_statement: jump,
    binary_expression: logical("&&", "||", "??")
  },
  nameOf: nameOf4,
  parametersOf: parametersOf4,
  catchBody: (node) => node.childForFieldName("body"),
  unreadable: "error"
};
var shortCircuits = /* @__PURE__ */ new Set(["&&=", "||=", "??="]);

// ../../work/main/plugins/static_analysis/src/language/profiles/php.ts
var php = {
  roles: {
    method_declaration: withField("body", "function"),
    function_definition: ["function"],
    anonymous_function: ["function"],
    arrow_function: ["function"],
    class_declaration: ["scope"],
    interface_declaration: ["scope"],
    trait_declaration: ["scope"],
    enum_declaration: ["scope"],
    if_statement: ["branch"],
    for_statement: ["branch"],
    foreach_statement: ["branch"],
    while_statement: ["branch"],
    do_statement: ["branch"],
    catch_clause: ["branch", "catch"],
    else_if_clause: ["elif", "else"],
    else_clause: elseClause("if_statement"),
    switch_statement: ["switch"],
    match_expression: ["switch"],
    case_statement: ["case"],
    match_conditional_expression: ["case"],
    conditional_expression: ["ternary"],
    goto_statement: ["jump"],
    break_statement: withChild("jump"),
    continue_statement: withChild("jump"),
    binary_expression: logical("&&", "||", "??", "and", "or", "xor")
  },
  nameOf: (node) => fieldText(node, "name"),
  parametersOf: (node) => countChildren(node, "parameters"),
  catchBody: (node) => node.childForFieldName("body"),
  unreadable: "error"
};

// ../../work/main/plugins/static_analysis/src/language/profiles/python.ts
var notParameters = /* @__PURE__ */ new Set(["keyword_separator", "positional_separator"]);
var python = {
  roles: {
    function_definition: ["function"],
    lambda: ["function"],
    class_definition: ["scope"],
    if_statement: (node) => node.lastNamedChild?.type === "else_clause" ? ["branch", "else"] : ["branch"],
    for_statement: ["branch"],
    while_statement: ["branch"],
    except_clause: ["branch", "catch"],
    elif_clause: ["elif", "else"],
    conditional_expression: ["ternary"],
    for_in_clause: ["path"],
    if_clause: ["path"],
    match_statement: ["switch"],
    case_clause: (node) => isWildcard(node) ? [] : ["case"],
    boolean_operator: logical("and", "or")
  },
  nameOf: (node) => fieldText(node, "name"),
  parametersOf: (node) => {
    const list2 = node.childForFieldName("parameters");
    if (list2 === null) return 0;
    const parameters = list2.namedChildren.filter((child) => !child.isExtra && !notParameters.has(child.type));
    return parameters.length - (isReceiver(parameters[0]) ? 1 : 0);
  },
  catchBody: (node) => node.namedChildren.findLast((child) => child.type === "block") ?? null,
  idleStatements: /* @__PURE__ */ new Set(["pass_statement"]),
  unreadable: "error"
};
var isReceiver = (parameter) => parameter?.type === "identifier" && (parameter.text === "self" || parameter.text === "cls");
var isWildcard = (clause) => clause.namedChildren.every((child) => child.type !== "case_pattern" || child.namedChildCount === 0);

// ../../work/main/plugins/static_analysis/src/language/profiles/ruby.ts
function nameOf5(node) {
  const name = fieldText(node, "name");
  return node.type === "singleton_method" ? `${fieldText(node, "object") ?? "self"}.${name ?? ""}` : name;
}
var markElse = (node, mark) => {
  const alternative = node.childForFieldName("alternative");
  if (alternative?.type === "else") mark(alternative, "else");
};
var conditional = (node, mark) => {
  markElse(node, mark);
  return ["branch"];
};
var ruby = {
  roles: {
    method: ["function"],
    singleton_method: ["function"],
    class: ["scope"],
    module: ["scope"],
    if: conditional,
    unless: conditional,
    elsif: (node, mark) => {
      markElse(node, mark);
      return ["elif", "else"];
    },
    else: [],
    while: ["branch"],
    until: ["branch"],
    for: ["branch"],
    if_modifier: ["ternary"],
    unless_modifier: ["ternary"],
    while_modifier: ["ternary"],
    until_modifier: ["ternary"],
    rescue_modifier: ["ternary"],
    conditional: ["ternary"],
    rescue: ["branch", "catch"],
    case: ["switch"],
    case_match: ["switch"],
    when: ["case"],
    in_clause: ["case"],
    binary: logical("&&", "||", "and", "or")
  },
  nameOf: nameOf5,
  parametersOf: (node) => countChildren(node, "parameters"),
  catchBody: (node) => node.namedChildren.find((child) => child.type === "then") ?? null,
  idleStatements: /* @__PURE__ */ new Set(["nil"]),
  unreadable: "error"
};

// ../../work/main/plugins/static_analysis/src/language/profiles/rust.ts
var jumpToLabel = (node) => node.firstNamedChild?.type === "label" ? ["jump"] : [];
var receivers2 = /* @__PURE__ */ new Set(["self_parameter", "attribute_item"]);
function nameOf6(node) {
  if (node.type !== "impl_item") return fieldText(node, "name");
  const type = node.childForFieldName("type");
  return type === null ? void 0 : fieldText(type, "type") ?? shortText(type);
}
var rust = {
  roles: {
    function_item: ["function"],
    closure_expression: ["function"],
    impl_item: ["scope"],
    trait_item: ["scope"],
    if_expression: ["branch"],
    for_expression: ["branch"],
    while_expression: ["branch"],
    loop_expression: ["branch"],
    else_clause: elseClause("if_expression"),
    let_declaration: withField("alternative", "path"),
    match_expression: ["switch"],
    match_arm: (node) => node.childForFieldName("pattern")?.namedChildCount === 0 ? [] : ["case"],
    break_expression: jumpToLabel,
    continue_expression: jumpToLabel,
    binary_expression: logical("&&", "||")
  },
  nameOf: nameOf6,
  parametersOf: (node) => countChildren(node, "parameters", receivers2),
  unreadable: "error"
};

// ../../work/main/plugins/static_analysis/src/language/language.ts
var {
  c: cLexis,
  css,
  csharp: csharpLexis,
  dart,
  go: goLexis,
  java: javaLexis,
  javascript: jsLexis,
  kotlin,
  lua,
  php: phpLexis,
  powershell,
  python: pythonLexis,
  ruby: rubyLexis,
  rust: rustLexis,
  sass,
  scala,
  shell,
  swift
} = lexicalSyntaxes;
var languages = [
  {
    id: "bash",
    extensions: ["sh", "bash"],
    interpreters: ["sh", "bash", "dash", "ksh"],
    lexis: shell,
    syntax: { grammar: "bash", profile: bash }
  },
  { id: "c", extensions: ["c", "h"], lexis: cLexis, syntax: { grammar: "cpp", profile: cpp } },
  { id: "csharp", extensions: ["cs"], lexis: csharpLexis, syntax: { grammar: "c-sharp", profile: csharp } },
  {
    id: "cpp",
    extensions: ["cc", "cpp", "cxx", "c++", "hh", "hpp", "hxx", "inl", "ipp"],
    lexis: cLexis,
    syntax: { grammar: "cpp", profile: cpp }
  },
  { id: "css", extensions: ["css"], lexis: css },
  { id: "dart", extensions: ["dart"], lexis: dart },
  { id: "go", extensions: ["go"], lexis: goLexis, syntax: { grammar: "go", profile: go } },
  { id: "java", extensions: ["java"], lexis: javaLexis, syntax: { grammar: "java", profile: java } },
  {
    id: "javascript",
    extensions: ["js", "jsx", "mjs", "cjs"],
    interpreters: ["node"],
    lexis: jsLexis,
    syntax: { grammar: "javascript", profile: javascript }
  },
  { id: "kotlin", extensions: ["kt", "kts"], lexis: kotlin },
  { id: "lua", extensions: ["lua"], interpreters: ["lua"], lexis: lua },
  {
    id: "php",
    extensions: ["php"],
    interpreters: ["php"],
    lexis: phpLexis,
    syntax: { grammar: "php", profile: php }
  },
  { id: "powershell", extensions: ["ps1", "psm1"], interpreters: ["pwsh"], lexis: powershell },
  {
    id: "python",
    extensions: ["py", "pyi", "pyw"],
    interpreters: ["python", "python3"],
    lexis: pythonLexis,
    syntax: { grammar: "python", profile: python }
  },
  {
    id: "ruby",
    extensions: ["rb", "rake", "gemspec"],
    names: ["Rakefile", "Gemfile"],
    interpreters: ["ruby"],
    lexis: rubyLexis,
    syntax: { grammar: "ruby", profile: ruby }
  },
  { id: "rust", extensions: ["rs"], lexis: rustLexis, syntax: { grammar: "rust", profile: rust } },
  { id: "sass", extensions: ["scss", "less"], lexis: sass },
  { id: "scala", extensions: ["scala", "sc"], lexis: scala },
  { id: "swift", extensions: ["swift"], lexis: swift },
  { id: "tsx", extensions: ["tsx"], lexis: jsLexis, syntax: { grammar: "tsx", profile: javascript } },
  {
    id: "typescript",
    extensions: ["ts", "mts", "cts"],
    lexis: jsLexis,
    syntax: { grammar: "typescript", profile: javascript }
  }
];
var byExtension = new Map(
  languages.flatMap((language) => language.extensions.map((extension) => [extension, language]))
);
var byName = new Map(languages.flatMap((language) => (language.names ?? []).map((name) => [name, language])));
var byInterpreter = new Map(
  languages.flatMap((language) => (language.interpreters ?? []).map((program) => [program, language]))
);
function languageOfName(name) {
  const dot = name.lastIndexOf(".");
  return byName.get(name) ?? (dot > 0 ? byExtension.get(name.slice(dot + 1).toLowerCase()) : void 0);
}
function languageOfFirstLine(text) {
  const line = /^#!\s*(\S+)(?:[ \t]+(.{0,200}))?/.exec(text.slice(0, 400));
  if (line === null) return void 0;
  const program = baseName(line[1] ?? "");
  const words2 = program === "env" ? (line[2] ?? "").split(/\s+/).filter((word) => !/^-|=/.test(word)) : [program];
  const interpreter = baseName(words2[0] ?? "").replace(/[\d.]+$/, "");
  return byInterpreter.get(interpreter);
}
var baseName = (path) => path.slice(path.lastIndexOf("/") + 1);

// ../../work/main/plugins/static_analysis/src/project/generated-code.ts
var generatedName = /(?:[.-]bundle\.js|\.pb\.(?:go|cc|h)|_pb2(?:_grpc)?\.pyi?|\.g\.(?:dart|cs)|\.designer\.cs|[._]generated\.\w+|^zz_generated.*)$/i;
var minifiedName = /[.-]min\.(?:[cm]?js|css)$/i;
var generatedMark = /@generated\b|<auto-generated|\bcode generated by\b.{0,200}\bdo not edit\b|\b(?:this file (?:is|was|has been) )auto(?:matically )?[- ]?generated\b/i;
var HEAD = 2e3;
var MINIFIED_AVERAGE_LINE = 250;
function skipName(name) {
  if (minifiedName.test(name)) return "minified";
  return generatedName.test(name) ? "generated" : void 0;
}
function skipText(text, lines) {
  if (text.length > HEAD && text.length / Math.max(1, lines) > MINIFIED_AVERAGE_LINE) return "minified";
  return generatedMark.test(text.slice(0, HEAD)) ? "generated" : void 0;
}

// ../../work/main/plugins/static_analysis/src/project/line-index.ts
var LineIndex = class {
  #starts;
  #length;
  constructor(text) {
    const starts = new IntList(Math.max(16, text.length >> 5));
    starts.push(0);
    for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
    this.#starts = starts.view();
    this.#length = text.length;
  }
  /** Lines of the text; the empty rest after a last line break is none. */
  get count() {
    const last = this.#starts[this.#starts.length - 1] ?? 0;
    return last === this.#length ? this.#starts.length - 1 : this.#starts.length;
  }
  lineOf(offset) {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = low + high + 1 >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
  position(offset) {
    const line = this.lineOf(offset);
    return { line, column: offset - this.startOf(line) + 1 };
  }
  /** Offset of the first character of a line counted from 1. */
  startOf(line) {
    return this.#starts[line - 1] ?? this.#length;
  }
  /** Offset behind the last character of a line counted from 1, its line break included. */
  endOf(line) {
    return this.#starts[line] ?? this.#length;
  }
};

// ../../work/main/plugins/static_analysis/src/project/source-file.ts
var BINARY_HEAD = 8e3;
function readSource(found, limits) {
  const name = found.path.slice(found.path.lastIndexOf("/") + 1);
  const byName2 = languageOfName(name);
  if (byName2 === void 0 && name.includes(".")) return { kind: "skipped", reason: "unsupported" };
  const bytes = readBounded(found.absolutePath, limits.maxFileBytes);
  if (typeof bytes === "string") return { kind: "skipped", reason: bytes };
  if (bytes.subarray(0, BINARY_HEAD).includes(0)) return { kind: "skipped", reason: "binary" };
  const text = bytes.toString("utf8").replace(/^\uFEFF/, "");
  const language = byName2 ?? languageOfFirstLine(text);
  if (language === void 0) return { kind: "skipped", reason: "unsupported" };
  const lines = new LineIndex(text);
  const reason2 = limits.generatedToo === true ? void 0 : skipText(text, lines.count);
  if (reason2 !== void 0) return { kind: "skipped", reason: reason2 };
  const isAscii = text.length === bytes.length;
  const lexed = lex(text, language.lexis, lines);
  return { kind: "source", file: { ...found, language, text, isAscii, lines, lexed } };
}
function readBounded(path, maxBytes) {
  let descriptor;
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch {
    return "unreadable";
  }
  try {
    const status = fstatSync(descriptor);
    if (!status.isFile()) return "not_a_file";
    if (status.size > maxBytes) return "too_large";
    const bytes = Buffer.allocUnsafe(status.size);
    let length = 0;
    for (let count5 = -1; count5 !== 0 && length < bytes.length; length += count5) {
      count5 = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } catch {
    return "unreadable";
  } finally {
    closeSync(descriptor);
  }
}

// ../../work/main/plugins/static_analysis/src/project/walk.ts
import { opendirSync } from "node:fs";
import { join } from "node:path";

// ../../work/main/plugins/static_analysis/src/project/folder-kinds.ts
var dependencies = "node_modules bower_components jspm_packages vendor .venv site-packages Pods";
var buildOutput = "dist build target .next .nuxt .output .svelte-kit coverage htmlcov .eggs";
var tools = ".git .hg .svn .cache .gradle .idea .mypy_cache .nox .pytest_cache .ruff_cache .terraform .tox .turbo .vscode __pycache__";
var reasonOf = new Map([
  ...dependencies.split(" ").map((name) => [name, "dependencies"]),
  ...buildOutput.split(" ").map((name) => [name, "build_output"]),
  ...tools.split(" ").map((name) => [name, "tool_folder"])
]);
function skipFolder(name) {
  return reasonOf.get(name);
}
var environmentMark = "pyvenv.cfg";

// ../../work/main/plugins/static_analysis/src/project/ignore-rules.ts
import createIgnore from "ignore";
var MAX_PATTERNS = 1e3;
var MAX_LENGTH = 500;
var MAX_STARS = 3;
function ignoreRules(text, base, outer) {
  const patterns = text.split(/\r?\n/).filter((line) => line.trim() !== "" && !line.startsWith("#"));
  const usable = patterns.slice(0, MAX_PATTERNS).filter(isCheap);
  const rules = createIgnore({ ignorecase: false, allowRelativePaths: false }).add(usable);
  return { base, rules, outer, refused: patterns.length - usable.length };
}
function isCheap(pattern) {
  if (pattern.length > MAX_LENGTH) return false;
  const stars = (part) => part.match(/\*+/g)?.length ?? 0;
  const parts = pattern.split("/");
  return parts.every((part) => stars(part) <= MAX_STARS) && parts.filter((part) => part === "**").length <= MAX_STARS;
}
function isIgnored(path, innermost) {
  for (let at = innermost; at !== void 0; at = at.outer) {
    const { ignored, unignored } = at.rules.test(path.slice(at.base.length));
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

// ../../work/main/plugins/static_analysis/src/project/walk.ts
var MAX_DEPTH = 100;
var MAX_ENTRIES_OF_FOLDER = 5e4;
var MAX_ENTRIES = 5e5;
var MAX_IGNORE_BYTES = 64 * 1024;
async function walk(root, options, skipped) {
  const files = [];
  const manifests = [];
  let refusedPatterns = 0;
  let entriesLeft = MAX_ENTRIES;
  const open = [{ path: "", absolutePath: root, depth: 0, rules: void 0 }];
  for (let folder = open.pop(); folder !== void 0; folder = open.pop()) {
    await options.breathe();
    const entries = readFolder(folder, Math.min(entriesLeft, MAX_ENTRIES_OF_FOLDER), skipped);
    entriesLeft -= entries.length;
    if (folder.path !== "" && entries.some((entry) => entry.name === environmentMark)) {
      skipped.add(folder.path, "dependencies");
      continue;
    }
    const rules = rulesOf(folder, entries);
    refusedPatterns += rules?.refused ?? 0;
    const inside = [];
    for (const entry of entries) {
      const path = folder.path + entry.name;
      const absolutePath = join(folder.absolutePath, entry.name);
      const around = rules ?? folder.rules;
      if (entry.isDirectory()) {
        const reason3 = skipFolder(entry.name) ?? (folder.depth >= MAX_DEPTH ? "too_deep" : leftOut(`${path}/`, around, options));
        if (reason3 === void 0) {
          inside.push({ path: `${path}/`, absolutePath, depth: folder.depth + 1, rules: around });
        } else skipped.add(`${path}/`, reason3);
        continue;
      }
      const found = { path, absolutePath };
      const reason2 = entry.isSymbolicLink() ? "link" : entry.isFile() ? leftOut(path, around, options) : "not_a_file";
      if (reason2 !== void 0) skipped.add(path, reason2);
      else if (options.manifests.has(entry.name)) manifests.push(found);
      else {
        const why = skipName(entry.name) ?? (files.length >= options.maxFiles ? "too_many_files" : void 0);
        if (why === void 0) files.push(found);
        else skipped.add(path, why);
      }
    }
    open.push(...inside.reverse());
  }
  return { files, manifests, refusedPatterns };
}
function readFolder(folder, limit, skipped) {
  const entries = [];
  try {
    const directory = opendirSync(folder.absolutePath, { bufferSize: 256 });
    try {
      for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
        if (entries.length === limit) {
          skipped.add(folder.path, "too_many_files");
          break;
        }
        entries.push(entry);
      }
    } finally {
      directory.closeSync();
    }
  } catch {
    skipped.add(folder.path === "" ? "./" : folder.path, "unreadable");
  }
  return entries.sort((a, b) => a.name < b.name ? -1 : 1);
}
function rulesOf(folder, entries) {
  if (!entries.some((entry) => entry.name === ".gitignore" && entry.isFile())) return void 0;
  const bytes = readBounded(join(folder.absolutePath, ".gitignore"), MAX_IGNORE_BYTES);
  return typeof bytes === "string" ? void 0 : ignoreRules(bytes.toString("utf8"), folder.path, folder.rules);
}
function leftOut(path, rules, { include, exclude }) {
  if (isIgnored(path, rules)) return "ignored";
  const plain = path.replace(/\/$/, "");
  if (exclude?.(plain) === true) return "excluded";
  return path === plain && include?.(plain) === false ? "excluded" : void 0;
}

// ../../work/main/plugins/static_analysis/src/project/scan.ts
var MAX_MANIFEST_BYTES = 256 * 1024;
var BREATH_MILLISECONDS = 25;
async function scan(context, selection, analyses) {
  const root = openRoot(context, selection.path);
  const skipped = new SkipLedger();
  const breathe = breather(context.signal);
  const { files, manifests } = await list(context, root, { selection, analyses, skipped, breathe });
  for (const manifest2 of manifests) {
    const bytes = readBounded(manifest2.absolutePath, MAX_MANIFEST_BYTES);
    if (typeof bytes === "string") {
      skipped.add(manifest2.path, bytes);
      continue;
    }
    for (const analysis of analyses) analysis.readManifest?.(manifest2.path, bytes.toString("utf8"));
  }
  const limits = { maxFileBytes: selection.max_file_bytes, ...root.kind === "file" && { generatedToo: true } };
  let reported = 0;
  for (const [index, found] of files.entries()) {
    await breathe();
    const reading = readSource(found, limits);
    if (reading.kind === "skipped") skipped.add(found.path, reading.reason);
    else await show(reading.file, analyses, skipped);
    if (index >= reported) {
      context.progress(index / files.length, `${index} of ${files.length} files`);
      reported = index + Math.max(20, Math.floor(files.length / 50));
    }
  }
  return { folder: root.kind === "folder" ? root.path : root.folder, skipped };
}
async function list(context, root, { selection, analyses, skipped, breathe }) {
  if (root.kind === "file") {
    const absolutePath = `${root.folder === "/" ? "" : root.folder}/${root.name}`;
    return { files: [{ path: root.name, absolutePath }], manifests: [] };
  }
  const globs2 = (patterns) => patterns.length === 0 ? void 0 : pathGlobs(patterns);
  const walked = await walk(
    root.path,
    {
      include: globs2(selection.include),
      exclude: globs2(selection.exclude),
      maxFiles: selection.max_files,
      manifests: new Set(analyses.flatMap((analysis) => analysis.manifests ?? [])),
      breathe
    },
    skipped
  );
  if (walked.refusedPatterns > 0) {
    context.log.warn(`${walked.refusedPatterns} patterns of .gitignore files were not obeyed: too many, or too costly to match`);
  }
  return walked;
}
async function show(file, analyses, skipped) {
  const waiting = new Set(analyses.filter((analysis) => analysis.wants(file)));
  if (waiting.size === 0) {
    skipped.add(file.path, analyses[0]?.unwanted ?? "unsupported");
    return;
  }
  const { syntax } = file.language;
  const needing = [...waiting].filter((analysis) => analysis.needsTrees);
  if (syntax !== void 0 && needing.length > 0) {
    const reading = await readSyntax({ text: file.text, grammar: syntax.grammar, depth: file.lexed.depth }, (root) => {
      const tree = { root, syntax, metrics: once(() => measureFunctions(root, syntax.profile)) };
      for (const analysis of needing) {
        waiting.delete(analysis);
        analysis.read(file, tree);
      }
    });
    if (reading.kind === "unread") {
      skipped.add(file.path, reading.reason);
      for (const analysis of needing) analysis.unread?.(file, reading.reason);
    }
  }
  for (const analysis of waiting) analysis.read(file, void 0);
}
function once(make) {
  let made;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
function breather(signal) {
  let last = performance.now();
  return async () => {
    if (performance.now() - last < BREATH_MILLISECONDS) return;
    await setImmediate();
    signal.throwIfAborted();
    last = performance.now();
  };
}

// ../../work/main/plugins/static_analysis/src/project/selection-input.ts
import * as z2 from "zod";
var globs = z2.array(z2.string().min(1).max(300)).max(100).default([]).meta({ description: 'Globs of paths relative to `path`; one without "/" is meant of a name at any depth.' });
var selectionShape = {
  path: z2.string().min(1).max(4096).default(".").meta({ description: "Folder or file; relative to the workspace." }),
  include: globs.describe("Only files that fit one of these globs; all source files unless given."),
  exclude: globs.describe("Files and folders to leave out."),
  max_file_bytes: z2.int().min(1).max(4 * 1024 * 1024).default(1024 * 1024).meta({ description: "A larger file is left out." }),
  max_files: z2.int().min(1).max(1e5).default(2e4).meta({ description: "Files beyond are left out." })
};

// ../../work/main/plugins/static_analysis/src/tools.ts
import { readFileSync } from "node:fs";
import { createRequire as createRequire3 } from "node:module";
import { dirname as dirname3, join as join3 } from "node:path";
import * as z5 from "zod";

// ../../work/main/plugins/static_analysis/src/quality/oxlint.ts
import { createRequire as createRequire2 } from "node:module";
import { dirname as dirname2, join as join2, resolve } from "node:path";
import * as z4 from "zod";

// ../../work/main/plugins/static_analysis/src/quality/oxlint-output.ts
import * as z3 from "zod";
var diagnostic = z3.object({
  message: z3.string(),
  /** `eslint(no-debugger)`; none for a file that could not be parsed. */
  code: z3.string().optional(),
  severity: z3.string(),
  filename: z3.string(),
  labels: z3.array(z3.object({ span: z3.object({ offset: z3.number(), line: z3.number(), column: z3.number() }) })).default([])
});
var output = z3.object({ diagnostics: z3.array(diagnostic) });
function parseOxlint(stdout, cut) {
  const text = cut === "whole" ? stdout : `${stdout.slice(0, stdout.lastIndexOf("},\n") + 1)}]}`;
  let json;
  try {
    json = JSON.parse(text);
  } catch {
    return void 0;
  }
  const parsed = output.safeParse(json);
  return parsed.success ? parsed.data.diagnostics.map(finding) : void 0;
}
function finding({ message: message2, code, severity, filename, labels }) {
  const span = labels[0]?.span;
  return {
    file: filename,
    line: Math.max(1, span?.line ?? 1),
    column: Math.max(1, span?.column ?? 1),
    offset: span?.offset ?? 0,
    rule: code === void 0 ? "syntax-error" : code.replace(/^([\w-]+)\((.*)\)$/, "$1/$2"),
    severity: severityOf(severity),
    message: code === void 0 ? `cannot be read here: ${message2}` : message2
  };
}
function severityOf(severity) {
  if (severity === "error") return "error";
  return severity === "warning" ? "warning" : "info";
}

// ../../work/main/plugins/static_analysis/src/quality/oxlint.ts
var require3 = createRequire2(import.meta.url);
var MAX_BATCH_FILES = 500;
var MAX_BATCH_CHARACTERS = 128 * 1024;
var MAX_OUTPUT_BYTES = 16 * 1024 * 1024;
function oxlintVersion() {
  return manifest().version;
}
async function runOxlint(context, files, report) {
  const { version: version2, program } = manifest();
  const own = dirname2(require3.resolve("@codomyrmex/plugin-static-analysis/package.json"));
  const config = join2(own, "src", "quality", "oxlint.config.json");
  const options = ["-c", config, "--disable-nested-config", "--no-ignore", "--threads=1", "--format=json", "--"];
  const paths = new Map(files.map((file) => [file.absolutePath, file]));
  let cut = false;
  for (const batch of batches(files.map((file) => file.absolutePath))) {
    const result = await context.exec([process.execPath, program, ...options, ...batch], {
      cwd: own,
      keepBytes: MAX_OUTPUT_BYTES
    });
    const isCut = result.stdoutBytes > MAX_OUTPUT_BYTES;
    cut ||= isCut;
    const found = parseOxlint(result.stdout, isCut ? "cut" : "whole");
    if (found === void 0) {
      const said = (result.stderr || result.stdout).slice(0, 300);
      return { kind: "failed", reason: `exit ${result.exitCode ?? result.signal}: ${said}` };
    }
    for (const [name, findings] of byFile(found)) {
      const file = paths.get(resolve(own, name));
      if (file !== void 0) placed(findings, file).forEach(report);
    }
  }
  return { kind: "done", version: version2, files: files.length, cut };
}
function placed(findings, file) {
  const bytes = file.isAscii ? void 0 : readBounded(file.absolutePath, MAX_OUTPUT_BYTES);
  return findings.map(({ offset, ...finding2 }) => {
    if (bytes === void 0 || typeof bytes === "string") return { ...finding2, file: file.path };
    const before = bytes.subarray(Math.max(0, offset - finding2.column + 1), offset);
    return { ...finding2, file: file.path, column: before.toString("utf8").length + 1 };
  });
}
function byFile(findings) {
  const files = /* @__PURE__ */ new Map();
  for (const finding2 of findings) {
    const known = files.get(finding2.file);
    if (known === void 0) files.set(finding2.file, [finding2]);
    else known.push(finding2);
  }
  return files;
}
function* batches(paths) {
  let batch = [];
  let characters = 0;
  for (const path of paths) {
    if (batch.length === MAX_BATCH_FILES || batch.length > 0 && characters + path.length > MAX_BATCH_CHARACTERS) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(path);
    characters += path.length + 1;
  }
  if (batch.length > 0) yield batch;
}
function manifest() {
  const path = require3.resolve("oxlint/package.json");
  const { version: version2 } = z4.object({ version: z4.string() }).parse(require3(path));
  return { version: version2, program: join2(dirname2(path), "bin", "oxlint") };
}

// ../../work/main/plugins/static_analysis/src/tools.ts
var require4 = createRequire3(import.meta.url);
var version = "0.1.0";
var toolSchema = z5.object({
  name: z5.string(),
  version: z5.string(),
  files: z5.int().min(0).meta({ description: "How many files it looked at." })
});
var toolVersions = {
  oxlint: oxlintVersion,
  "tree-sitter": () => {
    const path = join3(dirname3(require4.resolve("web-tree-sitter")), "package.json");
    return z5.object({ version: z5.string() }).parse(JSON.parse(readFileSync(path, "utf8"))).version;
  },
  "codomyrmex-rules": () => version
};

// ../../work/main/plugins/static_analysis/src/quality/finding.ts
import * as z6 from "zod";
var severities = ["error", "warning", "info"];
var findingSchema = z6.object({
  file: z6.string().meta({ description: 'Relative to `path`, with "/".' }),
  line: z6.int().min(1),
  column: z6.int().min(1),
  rule: z6.string(),
  severity: z6.enum(severities),
  message: z6.string()
});
var MAX_MESSAGE = 300;
function quoted(text, length = 80) {
  const plain = text.slice(0, length * 4).replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]+/g, " ").trim();
  return plain.length > length ? `${plain.slice(0, length)}\u2026` : plain;
}
function message(text) {
  return quoted(text, MAX_MESSAGE);
}

// ../../work/main/plugins/static_analysis/src/quality/finding-ledger.ts
var FindingLedger = class {
  #limit;
  #kept = { error: [], warning: [], info: [] };
  #bySeverity = { error: 0, warning: 0, info: 0 };
  #byRule = /* @__PURE__ */ new Map();
  constructor(limit) {
    this.#limit = limit;
  }
  add(finding2) {
    this.#bySeverity[finding2.severity]++;
    this.#byRule.set(finding2.rule, (this.#byRule.get(finding2.rule) ?? 0) + 1);
    const kept = this.#kept[finding2.severity];
    if (kept.length < this.#limit) kept.push({ ...finding2, message: message(finding2.message) });
  }
  get counts() {
    return {
      bySeverity: { ...this.#bySeverity },
      byRule: Object.fromEntries([...this.#byRule].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)))
    };
  }
  /** The gravest first, each severity in the order of files and lines. */
  listed() {
    return severities.flatMap((severity) => this.#kept[severity].toSorted(byPlace)).slice(0, this.#limit);
  }
};
function byPlace(a, b) {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.line - b.line || a.column - b.column || (a.rule < b.rule ? -1 : 1);
}

// ../../work/main/plugins/static_analysis/src/quality/function-rules.ts
var functionLimits = { lines: 100, parameters: 7, nesting: 5, cyclomatic: 20 };
function functionFindings(file, { functions }) {
  return functions.flatMap(
    (measured) => complaints(measured).map(([rule, message2]) => ({
      file,
      line: measured.line,
      column: 1,
      rule,
      severity: "warning",
      message: `${measured.name} ${message2}`
    }))
  );
}
function complaints(measured) {
  const lines = measured.endLine - measured.line + 1;
  const { parameters, nesting, cyclomatic } = measured;
  const found = [];
  if (lines > functionLimits.lines) {
    found.push(["long-function", `has ${lines} lines, more than ${functionLimits.lines}`]);
  }
  if (parameters > functionLimits.parameters) {
    found.push(["too-many-parameters", `takes ${parameters} parameters, more than ${functionLimits.parameters}`]);
  }
  if (nesting > functionLimits.nesting) {
    found.push(["deep-nesting", `nests ${nesting} levels deep, more than ${functionLimits.nesting}`]);
  }
  if (cyclomatic > functionLimits.cyclomatic) {
    found.push(["complex-function", `has ${cyclomatic} paths, more than ${functionLimits.cyclomatic}`]);
  }
  return found;
}

// ../../work/main/plugins/static_analysis/src/quality/score.ts
var weights = { error: 10, warning: 2 };
var HALF = 40;
var LEAST_LINES = 500;
function score(errors, warnings, codeLines) {
  const points = (weights.error * errors + weights.warning * warnings) / (Math.max(codeLines, LEAST_LINES) / 1e3);
  return Math.round(10 * HALF * 10 / (HALF + points)) / 10;
}

// ../../work/main/plugins/static_analysis/src/project/text-range.ts
function inRanges(offset, ranges) {
  let low = 0;
  let high = ranges.length / 2 - 1;
  while (low <= high) {
    const middle = low + high >> 1;
    if (offset < (ranges[middle * 2] ?? 0)) high = middle - 1;
    else if (offset >= (ranges[middle * 2 + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}
function firstRangeFrom(offset, ranges) {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = low + high >> 1;
    if ((ranges[middle * 2] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return ranges[low * 2];
}

// ../../work/main/plugins/static_analysis/src/quality/syntax-rules.ts
var MAX_ERRORS_OF_FILE = 10;
var MAX_WAY_DOWN = 1e3;
function unreadableCode(file, { root, syntax }) {
  if (!root.hasError) return [];
  const places = brokenPlaces(root);
  if (syntax.profile.unreadable === "unsure") {
    const at = file.lines.position(places[0]?.startIndex ?? 0);
    const message2 = "some of this could not be read; where no macro or extension stands, it is an error";
    return [{ file: file.path, ...at, rule: "unreadable-code", severity: "info", message: message2 }];
  }
  return places.slice(0, MAX_ERRORS_OF_FILE).map((node) => ({
    file: file.path,
    ...file.lines.position(node.startIndex),
    rule: "syntax-error",
    severity: "error",
    message: `cannot be read here: ${quoted(file.text.slice(node.startIndex, node.startIndex + 200), 60) || "something is missing"}`
  }));
}
function brokenPlaces(root) {
  const places = [];
  let end = -1;
  for (const node of root.descendantsOfType("ERROR")) {
    if (node.startIndex < end) continue;
    places.push(node);
    end = node.endIndex;
    if (places.length > MAX_ERRORS_OF_FILE) break;
  }
  return places.length > 0 ? places : [missingPlace(root)];
}
function missingPlace(root) {
  let at = root;
  for (let depth = 0; depth < MAX_WAY_DOWN && !at.isMissing; depth++) {
    const broken = at.children.find((child) => child.hasError || child.isMissing);
    if (broken === void 0) return at;
    at = broken;
  }
  return at;
}
function emptyCatches(file, { syntax, metrics: metrics2 }) {
  const { catchBody, idleStatements } = syntax.profile;
  if (catchBody === void 0) return [];
  return metrics2().catches.filter((node) => {
    const statements = catchBody(node)?.namedChildren ?? [];
    if (statements.some((child) => child.isExtra || !(idleStatements?.has(child.type) ?? false))) return false;
    return !hasComment(file, node);
  }).map((node) => ({
    file: file.path,
    ...file.lines.position(node.startIndex),
    rule: "empty-catch",
    severity: "warning",
    message: "the failure is caught and nothing is done with it; a comment would say why"
  }));
}
function hasComment({ lexed, lines }, node) {
  const comment = firstRangeFrom(node.startIndex, lexed.comments);
  return comment !== void 0 && comment < lines.endOf(lines.lineOf(node.endIndex));
}

// ../../work/main/plugins/static_analysis/src/quality/text-rules.ts
var MAX_LINE = 200;
function textFindings(file) {
  const long = longLines(file);
  return [...long === void 0 ? [] : [long], ...announcedWork(file)];
}
function longLines({ path, lines }) {
  let first = 0;
  let count5 = 0;
  for (let line = 1; line <= lines.count; line++) {
    if (lines.endOf(line) - lines.startOf(line) <= MAX_LINE + 1) continue;
    count5++;
    if (first === 0) first = line;
  }
  if (count5 === 0) return void 0;
  const more = count5 === 1 ? "" : `, the first of ${count5} in this file`;
  const message2 = `a line longer than ${MAX_LINE} characters${more}`;
  return { file: path, line: first, column: MAX_LINE + 1, rule: "long-line", severity: "info", message: message2 };
}
function announcedWork({ path, text, lines, lexed }) {
  const findings = [];
  for (const match of text.matchAll(/\b(?:TODO|FIXME|XXX|HACK)\b[^\n]{0,200}/g)) {
    if (!inRanges(match.index, lexed.comments)) continue;
    const message2 = quoted(match[0].replace(/(?:\*\/|-->)\s*$/, ""), 120);
    findings.push({ file: path, ...lines.position(match.index), rule: "todo-comment", severity: "info", message: message2 });
  }
  return findings;
}

// ../../work/main/plugins/static_analysis/src/quality/call-site.ts
var callTypes = /* @__PURE__ */ new Set([
  "call",
  "call_expression",
  "command",
  "function_call_expression",
  "invocation_expression",
  "member_call_expression",
  "method_invocation",
  "new_expression",
  "object_creation_expression"
]);
var MAX_CLIMB = 8;
var MAX_CALLEE = 200;
function callAt(root, start, end) {
  let node = root.descendantForIndex(start, end - 1);
  if (node === null || node.endIndex > end || node.startIndex < start - 1) return void 0;
  for (let climbed = 0; climbed < MAX_CLIMB; climbed++) {
    node = node.parent;
    if (node === null || node.startIndex > start) return void 0;
    if (!callTypes.has(node.type)) continue;
    const site = callSite(node);
    return start < node.startIndex + site.length ? site : void 0;
  }
  return void 0;
}
function callSite(node) {
  const list2 = node.childForFieldName("arguments");
  const name = node.type === "command" ? node.childForFieldName("name") : null;
  const end = list2?.startIndex ?? name?.endIndex ?? node.endIndex;
  const length = end - node.startIndex;
  const callee = node.text.slice(0, Math.min(length, MAX_CALLEE)).replace(/^new\s+/, "").replaceAll(/\s+|\?(?=\.)/g, "");
  const written = name === null ? list2?.namedChildren ?? [] : node.childrenForFieldName("argument");
  const given = written.filter((argument) => !argument.isExtra);
  return { node, callee, arguments: given.map(unwrapped), length };
}
var unwrapped = (argument) => argument.type === "argument" ? argument.namedChildren.at(-1) ?? argument : argument;
var literalType = /string|number|integer|float|literal|raw|true|false|null|nil|none|word/;
var inserted = [
  "interpolation",
  "template_substitution",
  "simple_expansion",
  "expansion",
  "command_substitution",
  "variable_name",
  "subscript_expression"
];
function isLiteral(argument) {
  return argument !== void 0 && literalType.test(argument.type) && argument.descendantsOfType(inserted).length === 0;
}
function namedArgument(site, name) {
  for (const argument of site.arguments) {
    const pairs = argument.type === "object" ? argument.namedChildren : [argument];
    for (const pair of pairs) {
      const key = pair.childForFieldName(argument.type === "object" ? "key" : "name");
      if (key?.text === name) return pair.childForFieldName("value")?.text.slice(0, MAX_CALLEE);
    }
  }
  return void 0;
}

// ../../work/main/plugins/static_analysis/src/quality/import-aliases.ts
var modules = /^(?:asyncio|builtins|cPickle|cloudpickle|commands|dill|jsonpickle|marshal|os|pickle|_pickle|shelve|subprocess|tempfile|yaml)$/;
function pythonAliases(text) {
  const aliases = /* @__PURE__ */ new Map();
  for (const match of text.matchAll(/^[ \t]*import[ \t]+(\w+)[ \t]+as[ \t]+(\w+)/gm)) {
    if (modules.test(match[1] ?? "")) aliases.set(match[2] ?? "", match[1] ?? "");
  }
  for (const match of text.matchAll(/^[ \t]*from[ \t]+(\w+)[ \t]+import[ \t]+(?:\(([^)]{0,2000})\)|([^\n#]{0,2000}))/gm)) {
    const module = match[1] ?? "";
    if (!modules.test(module)) continue;
    for (const item of (match[2] ?? match[3] ?? "").split(",")) {
      const [name, local] = item.trim().split(/\s+as\s+/);
      if (name !== void 0 && /^\w+$/.test(name)) aliases.set(local ?? name, `${module}.${name}`);
    }
  }
  return aliases;
}
function unaliased(callee, aliases) {
  const dot = callee.indexOf(".");
  const first = dot === -1 ? callee : callee.slice(0, dot);
  const meant = aliases.get(first);
  return meant === void 0 ? callee : meant + callee.slice(first.length);
}

// ../../work/main/plugins/static_analysis/src/quality/unsafe-rules.ts
var byArgument = (pick) => (site) => isLiteral(pick(site)) ? "warning" : "error";
var byFirst = byArgument((site) => site.arguments[0]);
var byLast = byArgument((site) => site.arguments.at(-1));
var builtText = (site) => {
  const first = site.arguments[0];
  return first === void 0 || isLiteral(first) ? void 0 : "error";
};
var joined = (site) => {
  const type = site.arguments[0]?.type;
  return (type === "template_string" || type === "binary_expression") && !isLiteral(site.arguments[0]) ? "error" : void 0;
};
var always = (severity) => () => severity;
var runsCode = "runs a text as code; a value that others give must never get here";
var runsShell = "has a shell read a text as commands; give a program and a list of arguments instead";
var loadsObjects = "makes objects of any class from data, which can run code; read a plain data format instead";
var python2 = [
  { rule: "unsafe-eval", callee: /^(?:builtins\.|__builtins__\.)?(?:eval|exec)$/, judge: byFirst, message: runsCode },
  {
    rule: "unsafe-deserialization",
    callee: /^(?:(?:c?[pP]ickle|_pickle|dill|cloudpickle|marshal|jsonpickle)\.(?:loads?|decode|Unpickler)|shelve\.open)$/,
    judge: byFirst,
    message: loadsObjects
  },
  {
    rule: "unsafe-deserialization",
    callee: /^yaml\.(?:load|load_all|unsafe_load|unsafe_load_all)$/,
    judge: (site) => {
      const loader = namedArgument(site, "Loader") ?? site.arguments[1]?.text ?? "";
      return /unsafe/.test(site.callee) || !/Safe|Base/.test(loader) ? "error" : void 0;
    },
    message: "makes objects of any class from YAML, which can run code; use yaml.safe_load"
  },
  {
    rule: "shell-command",
    callee: /^(?:os\.(?:system|popen)|subprocess\.(?:getoutput|getstatusoutput)|commands\.getoutput|asyncio\.create_subprocess_shell)$/,
    judge: byFirst,
    message: runsShell
  },
  {
    rule: "shell-command",
    callee: /^subprocess\.(?:run|call|Popen|check_call|check_output)$/,
    judge: (site) => namedArgument(site, "shell") === "True" ? byFirst(site) : void 0,
    message: `with shell=True ${runsShell}`
  },
  {
    rule: "insecure-temporary-file",
    callee: /^tempfile\.mktemp$/,
    judge: always("warning"),
    message: "gives a name that somebody else may take first; use tempfile.mkstemp"
  }
];
var javascript2 = [
  { rule: "unsafe-eval", callee: /^(?:window\.|globalThis\.|self\.)?eval$/, judge: byFirst, message: runsCode },
  { rule: "unsafe-eval", callee: /^(?:window\.|globalThis\.)?Function$/, judge: byLast, message: runsCode },
  { rule: "unsafe-eval", callee: /^vm\.run(?:InNewContext|InThisContext|InContext)$/, judge: byFirst, message: runsCode },
  {
    rule: "unsafe-eval",
    callee: /^(?:window\.|globalThis\.)?set(?:Timeout|Interval)$/,
    judge: ({ arguments: [first] }) => first?.type === "string" || first?.type === "template_string" ? "error" : void 0,
    message: "runs a text as code; give a function"
  },
  {
    rule: "shell-command",
    callee: /^(?:(?:cp|childProcess|child_process)\.)?exec(?:Sync)?$/,
    judge: joined,
    message: runsShell
  },
  {
    rule: "shell-command",
    callee: /^(?:(?:cp|childProcess|child_process)\.)?(?:spawn|execFile)(?:Sync)?$/,
    judge: (site) => namedArgument(site, "shell") === "true" ? builtText(site) : void 0,
    message: `with shell: true ${runsShell}`
  }
];
var ruby2 = [
  {
    rule: "unsafe-eval",
    callee: /^(?:Kernel\.)?eval$|\.(?:instance_eval|class_eval|module_eval)$/,
    judge: (site) => site.arguments.length === 0 ? void 0 : byFirst(site),
    message: runsCode
  },
  { rule: "unsafe-deserialization", callee: /^(?:Marshal\.load|YAML\.unsafe_load)$/, judge: byFirst, message: loadsObjects },
  {
    rule: "shell-command",
    callee: /^(?:Kernel\.)?(?:system|exec|spawn)$|^(?:IO|Open3)\.(?:popen|popen3|capture2|capture3)$/,
    judge: (site) => site.arguments.length === 1 && site.arguments[0]?.type === "string" ? builtText(site) : void 0,
    message: runsShell
  }
];
var php2 = [
  { rule: "unsafe-eval", callee: /^(?:eval|create_function)$/, judge: byFirst, message: runsCode },
  { rule: "unsafe-deserialization", callee: /^unserialize$/, judge: byFirst, message: loadsObjects },
  {
    rule: "shell-command",
    callee: /^(?:system|exec|shell_exec|passthru|popen|proc_open)$/,
    judge: builtText,
    message: runsShell
  }
];
var java2 = [
  { rule: "shell-command", callee: /^Runtime\.getRuntime\(\)\.exec$/, judge: builtText, message: runsShell },
  { rule: "unsafe-deserialization", callee: /^ObjectInputStream$/, judge: always("warning"), message: loadsObjects },
  { rule: "unsafe-eval", callee: /[sS]cript[eE]ngine\.eval$|^engine\.eval$/, judge: byFirst, message: runsCode }
];
var csharp2 = [
  { rule: "unsafe-deserialization", callee: /^(?:BinaryFormatter|NetDataContractSerializer|SoapFormatter)$/, judge: always("error"), message: loadsObjects },
  { rule: "unsafe-eval", callee: /^CSharpScript\.(?:EvaluateAsync|RunAsync|Create)$/, judge: byFirst, message: runsCode }
];
var cpp2 = [
  {
    rule: "unbounded-copy",
    callee: /^(?:std::)?gets$/,
    judge: always("error"),
    message: "writes past the end of its buffer on a long line; use fgets"
  },
  {
    rule: "unbounded-copy",
    callee: /^(?:std::)?(?:strcpy|strcat|sprintf|vsprintf)$/,
    judge: always("warning"),
    message: "writes without knowing the size of its target; use the function that is given one"
  },
  { rule: "shell-command", callee: /^(?:std::)?(?:system|popen)$/, judge: builtText, message: runsShell }
];
var go2 = [
  {
    rule: "shell-command",
    callee: /^exec\.Command(?:Context)?$/,
    judge: (site) => {
      const flag = site.arguments.findIndex((argument) => /^["`]-c["`]$/.test(argument.text));
      return flag === -1 || isLiteral(site.arguments[flag + 1]) ? void 0 : "error";
    },
    message: runsShell
  }
];
var bash2 = [{ rule: "unsafe-eval", callee: /^eval$/, judge: byFirst, message: runsCode }];
var words = (...names) => new RegExp(`\\b(?:${names.join("|")})\\b`, "g");
var javascriptCalls = {
  words: /\b(?:eval|Function|setTimeout|setInterval|exec|execSync|execFile|execFileSync|spawn|spawnSync|runIn\w+Context)(?=\s*\()/g,
  rules: javascript2
};
var cppCalls = {
  words: /\b(?:gets|strcpy|strcat|sprintf|vsprintf|system|popen)(?=\s*\()/g,
  rules: cpp2
};
var unsafeCalls = /* @__PURE__ */ new Map([
  ["bash", { words: words("eval"), rules: bash2 }],
  ["c", cppCalls],
  ["cpp", cppCalls],
  ["csharp", { words: words("BinaryFormatter", "NetDataContractSerializer", "SoapFormatter", "EvaluateAsync", "RunAsync", "Create"), rules: csharp2 }],
  ["go", { words: words("Command", "CommandContext"), rules: go2 }],
  ["java", { words: words("exec", "eval", "ObjectInputStream"), rules: java2 }],
  ["javascript", javascriptCalls],
  ["php", { words: /\b(?:eval|create_function|unserialize|system|exec|shell_exec|passthru|popen|proc_open)(?=\s*\()/g, rules: php2 }],
  [
    "python",
    {
      words: /\b(?:eval|exec|loads?|load_all|unsafe_load|unsafe_load_all|decode|Unpickler|open|system|popen|getoutput|getstatusoutput|create_subprocess_shell|run|call|Popen|check_call|check_output|mktemp)(?=\s*\()/g,
      rules: python2
    }
  ],
  ["ruby", { words: words("eval", "instance_eval", "class_eval", "module_eval", "load", "unsafe_load", "system", "exec", "spawn", "popen", "popen3", "capture2", "capture3"), rules: ruby2 }],
  ["tsx", javascriptCalls],
  ["typescript", javascriptCalls]
]);

// ../../work/main/plugins/static_analysis/src/quality/unsafe-findings.ts
var MAX_WORDS = 2e3;
function unsafeFindings(file, { root }) {
  const known = unsafeCalls.get(file.language.id);
  if (known === void 0) return [];
  const aliases = file.language.id === "python" ? pythonAliases(file.text) : none2;
  const findings = [];
  let looked = 0;
  for (const match of file.text.matchAll(known.words)) {
    if (looked === MAX_WORDS) break;
    if (inRanges(match.index, file.lexed.comments)) continue;
    looked++;
    const site = callAt(root, match.index, match.index + match[0].length);
    if (site === void 0) continue;
    const callee = unaliased(site.callee, aliases);
    for (const { rule, callee: pattern, judge, message: message2 } of known.rules) {
      const severity = pattern.test(callee) ? judge({ ...site, callee }) : void 0;
      if (severity === void 0) continue;
      const at = file.lines.position(site.node.startIndex);
      findings.push({ file: file.path, ...at, rule, severity, message: `${quoted(callee, 60)} ${message2}` });
      break;
    }
  }
  return findings;
}
var none2 = /* @__PURE__ */ new Map();

// ../../work/main/plugins/static_analysis/src/quality/quality-analysis.ts
var linted = /* @__PURE__ */ new Set(["javascript", "typescript", "tsx"]);
var QualityAnalysis = class {
  needsTrees = true;
  unwanted = "unsupported";
  #findings;
  #limit;
  #languages = /* @__PURE__ */ new Map();
  #toLint = [];
  /** What our grammar says of files that oxlint will say more exactly. */
  #provisional = [];
  #parsed = 0;
  constructor(maxFindings) {
    this.#limit = maxFindings;
    this.#findings = new FindingLedger(maxFindings);
  }
  wants() {
    return true;
  }
  get files() {
    return this.#total("files");
  }
  read(file, tree) {
    this.#count(file);
    this.#add(textFindings(file));
    const isLinted = linted.has(file.language.id);
    if (isLinted) this.#toLint.push({ path: file.path, absolutePath: file.absolutePath, isAscii: file.isAscii });
    if (tree === void 0) return;
    this.#parsed++;
    this.#add(functionFindings(file.path, tree.metrics()));
    this.#add(emptyCatches(file, tree));
    this.#add(unsafeFindings(file, tree));
    const unreadable = unreadableCode(file, tree);
    if (!isLinted) this.#add(unreadable);
    else if (this.#provisional.length < this.#limit) this.#provisional.push(...unreadable);
  }
  unread(file, reason2) {
    const said = {
      nested_too_deeply: "brackets nest too deeply for this to be parsed",
      parser_failed: "the parser could not cope with this file",
      took_too_long: "this takes too long to parse"
    };
    const message2 = `${said[reason2]}: only rules on its text were applied`;
    this.#findings.add({ file: file.path, line: 1, column: 1, rule: "not-parsed", severity: "warning", message: message2 });
  }
  async report(context, path, { skipped }) {
    const tools2 = await this.#lint(context, (file) => skipped.add(file, "output_cut"));
    const { bySeverity, byRule } = this.#findings.counts;
    const findings = this.#findings.listed();
    const issues = bySeverity.error + bySeverity.warning + bySeverity.info;
    const codeLines = this.#total("code_lines");
    const points = score(bySeverity.error, bySeverity.warning, codeLines);
    return {
      score: points,
      path,
      files_analyzed: this.files,
      lines: this.#total("lines"),
      code_lines: codeLines,
      issues_count: issues,
      errors: bySeverity.error,
      warnings: bySeverity.warning,
      infos: bySeverity.info,
      by_rule: byRule,
      by_language: Object.fromEntries([...this.#languages].sort(([a], [b]) => a < b ? -1 : 1)),
      findings: [...findings],
      findings_omitted: issues - findings.length,
      ...skipped.report(),
      tools: tools2,
      summary: `${points} of 10: ${bySeverity.error} errors and ${bySeverity.warning} warnings in ${codeLines} lines of code of ${this.files} files`
    };
  }
  async #lint(context, onCut) {
    const tools2 = [
      { name: "codomyrmex-rules", version: toolVersions["codomyrmex-rules"](), files: this.files },
      { name: "tree-sitter", version: toolVersions["tree-sitter"](), files: this.#parsed }
    ];
    if (this.#toLint.length === 0) return tools2;
    context.progress(null, `oxlint on ${this.#toLint.length} files`);
    const result = await runOxlint(context, this.#toLint, (finding2) => this.#findings.add(finding2));
    if (result.kind === "failed") {
      context.log.warn(`oxlint did not run (${result.reason}): JavaScript and TypeScript were looked at by our rules only`);
      this.#add(this.#provisional);
      return tools2;
    }
    if (result.cut) onCut("oxlint");
    return [...tools2, { name: "oxlint", version: result.version, files: result.files }];
  }
  #add(findings) {
    for (const finding2 of findings) this.#findings.add(finding2);
  }
  #count({ language, lines, lexed }) {
    const counts = this.#languages.get(language.id) ?? { files: 0, lines: 0, code_lines: 0 };
    counts.files++;
    counts.lines += lines.count;
    counts.code_lines += lexed.codeLines;
    this.#languages.set(language.id, counts);
  }
  #total(what) {
    return [...this.#languages.values()].reduce((sum, counts) => sum + counts[what], 0);
  }
};

// ../../work/main/plugins/static_analysis/src/quality/quality-report.ts
import * as z7 from "zod";
var count2 = z7.int().min(0);
var qualityReportSchema = z7.object({
  score: z7.number().min(0).max(10).meta({
    description: "From 10 towards 0: 10 \xD7 40 / (40 + p), where p is (10 \xD7 errors + 2 \xD7 warnings) per 1,000 lines of code, with at least 500 lines."
  }),
  path: z7.string(),
  files_analyzed: count2,
  lines: count2,
  code_lines: count2.meta({ description: "Lines with more than comment and white space." }),
  issues_count: count2,
  errors: count2,
  warnings: count2,
  infos: count2,
  by_rule: z7.record(z7.string(), count2),
  by_language: z7.record(z7.string(), z7.object({ files: count2, lines: count2, code_lines: count2 })),
  findings: z7.array(findingSchema).meta({ description: "The gravest first; cut at max_findings, the counts are not." }),
  findings_omitted: count2,
  ...skippedShape,
  tools: z7.array(toolSchema),
  summary: z7.string()
});

// ../../work/main/plugins/static_analysis/src/actions/analyze-code-quality.ts
var analyzeCodeQuality = defineAction({
  title: "Analyze code quality",
  description: "Findings on the source files below a path: oxlint for JavaScript and TypeScript, own rules on syntax trees and text for all languages. Nothing of the project is run, its configuration included.",
  input: z8.strictObject({
    ...selectionShape,
    max_findings: z8.int().min(0).max(1e4).default(1e3).meta({ description: "Findings listed; all are counted." })
  }),
  output: qualityReportSchema,
  effects: ["fs:read", "exec"],
  idempotent: true,
  isolation: "thread",
  timeout: 600,
  examples: [{ title: "A folder without its tests", input: { path: "./src", exclude: ["*.test.*"] } }],
  async run(context, input) {
    const analysis = new QualityAnalysis(input.max_findings);
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) throw new NotApplicable(`no source files that could be analysed in ${input.path}`);
    return analysis.report(context, input.path, scanned);
  }
});

// ../../work/main/plugins/static_analysis/src/actions/analyze-complexity.ts
import { defineAction as defineAction2, NotApplicable as NotApplicable2 } from "@codomyrmex/core";
import * as z10 from "zod";

// ../../work/main/plugins/static_analysis/src/project/top-list.ts
var TopList = class {
  #limit;
  #compare;
  #kept = [];
  #seen = 0;
  constructor(limit, compare) {
    this.#limit = limit;
    this.#compare = compare;
  }
  add(value) {
    this.#seen++;
    this.#kept.push(value);
    if (this.#kept.length > this.#limit * 2 + 1e3) this.#cut();
  }
  /** How many of those seen are not among the first. */
  get omitted() {
    return Math.max(0, this.#seen - this.#limit);
  }
  sorted() {
    this.#cut();
    return this.#kept;
  }
  #cut() {
    this.#kept = this.#kept.sort(this.#compare).slice(0, this.#limit);
  }
};

// ../../work/main/plugins/static_analysis/src/complexity/histogram.ts
var bounds = [1, 2, 6, 11, 16, 21, 31, 51];
var ComplexityHistogram = class {
  #counts = bounds.map(() => 0);
  add(value) {
    const bucket = bounds.findLastIndex((bound) => bound <= value);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
  }
  get() {
    return { labels: bounds.map(label), counts: [...this.#counts] };
  }
};
function label(bound, index) {
  const next = bounds[index + 1];
  if (next === void 0) return `${bound}+`;
  return next === bound + 1 ? `${bound}` : `${bound}-${next - 1}`;
}

// ../../work/main/plugins/static_analysis/src/complexity/complexity-analysis.ts
var ComplexityAnalysis = class {
  needsTrees = true;
  unwanted = "no_grammar";
  #functions;
  #files;
  #histogram = new ComplexityHistogram();
  #totals = { functions: 0, lines: 0, cyclomatic: 0, cognitive: 0, top_level: 0 };
  #analyzed = 0;
  #max = 0;
  constructor(limits) {
    this.#functions = new TopList(limits.functions, byComplexity);
    this.#files = new TopList(limits.files, byTotal);
  }
  get files() {
    return this.#analyzed;
  }
  wants({ language }) {
    return language.syntax !== void 0;
  }
  read(file, tree) {
    if (tree === void 0) return;
    const { functions, topLevel } = tree.metrics();
    let total = topLevel;
    let max = 0;
    for (const { endLine, ...measured } of functions) {
      const { line, cyclomatic } = measured;
      const lines2 = endLine - line + 1;
      this.#functions.add({ file: file.path, language: file.language.id, ...measured, end_line: endLine, lines: lines2 });
      this.#histogram.add(cyclomatic);
      this.#totals.cyclomatic += cyclomatic;
      this.#totals.cognitive += measured.cognitive;
      total += cyclomatic;
      max = Math.max(max, cyclomatic);
    }
    this.#analyzed++;
    this.#max = Math.max(this.#max, max);
    this.#totals.functions += functions.length;
    this.#totals.top_level += topLevel;
    this.#totals.lines += file.lines.count;
    const { path, language, lines } = file;
    this.#files.add({ file: path, language: language.id, functions: functions.length, total, max, lines: lines.count });
  }
  report(path, { skipped }) {
    const { functions, cyclomatic } = this.#totals;
    const average = functions === 0 ? 0 : Math.round(cyclomatic / functions * 100) / 100;
    return {
      path,
      files_analyzed: this.#analyzed,
      totals: { ...this.#totals },
      average,
      max: this.#max,
      functions: [...this.#functions.sorted()],
      functions_omitted: this.#functions.omitted,
      files: [...this.#files.sorted()],
      files_omitted: this.#files.omitted,
      histogram: this.#histogram.get(),
      ...skipped.report(),
      summary: `${functions} functions in ${this.#analyzed} files: complexity ${average} on average, ${this.#max} at most`
    };
  }
};
function byComplexity(a, b) {
  return b.cyclomatic - a.cyclomatic || b.cognitive - a.cognitive || byText(a.file, b.file) || a.line - b.line;
}
var byTotal = (a, b) => b.total - a.total || byText(a.file, b.file);
var byText = (a, b) => a < b ? -1 : a > b ? 1 : 0;

// ../../work/main/plugins/static_analysis/src/complexity/complexity-report.ts
import * as z9 from "zod";
var count3 = z9.int().min(0);
var functionSchema = z9.object({
  file: z9.string(),
  name: z9.string().meta({ description: 'With the names of the classes around it; "(anonymous)" where it has none.' }),
  line: z9.int().min(1),
  end_line: z9.int().min(1),
  language: z9.string(),
  cyclomatic: z9.int().min(1).meta({ description: "Paths: 1, and 1 more for each fork." }),
  cognitive: count3.meta({ description: "Forks and breaks of the flow, each counting more the deeper it stands." }),
  parameters: count3.meta({ description: "Without the receiver (self, this)." }),
  lines: z9.int().min(1),
  nesting: count3.meta({ description: "Ifs, loops, switches and catches within each other." })
});
var fileComplexitySchema = z9.object({
  file: z9.string(),
  language: z9.string(),
  functions: count3,
  total: count3.meta({ description: "Cyclomatic complexity of all functions and the forks outside of them." }),
  max: count3,
  lines: count3
});
var complexityReportSchema = z9.object({
  path: z9.string(),
  files_analyzed: count3,
  totals: z9.object({ functions: count3, lines: count3, cyclomatic: count3, cognitive: count3, top_level: count3 }),
  average: z9.number().min(0).meta({ description: "Cyclomatic complexity of a function, two decimals." }),
  max: count3,
  functions: z9.array(functionSchema).meta({ description: "The most complex first." }),
  functions_omitted: count3,
  files: z9.array(fileComplexitySchema).meta({ description: "The most complex first." }),
  files_omitted: count3,
  histogram: z9.object({ labels: z9.array(z9.string()), counts: z9.array(count3) }).meta({ description: "Functions by cyclomatic complexity." }),
  ...skippedShape,
  summary: z9.string()
});

// ../../work/main/plugins/static_analysis/src/actions/analyze-complexity.ts
var analyzeComplexity = defineAction2({
  title: "Analyze complexity",
  description: "Cyclomatic and cognitive complexity, nesting, parameters and length of every function, from syntax trees.",
  input: z10.strictObject({
    ...selectionShape,
    limit: z10.int().min(0).max(1e4).default(100).meta({ description: "Functions listed, the most complex first." }),
    max_listed_files: z10.int().min(0).max(2e4).default(2e3).meta({ description: "Files listed." })
  }),
  output: complexityReportSchema,
  effects: ["fs:read"],
  idempotent: true,
  isolation: "thread",
  timeout: 600,
  examples: [{ title: "The ten most complex functions", input: { path: "./src", limit: 10 } }],
  async run(context, input) {
    const analysis = new ComplexityAnalysis({ functions: input.limit, files: input.max_listed_files });
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) {
      throw new NotApplicable2(`no source files that a grammar could read in ${input.path}`);
    }
    return analysis.report(input.path, scanned);
  }
});

// ../../work/main/plugins/static_analysis/src/actions/find-duplicates.ts
import { defineAction as defineAction3, NotApplicable as NotApplicable3 } from "@codomyrmex/core";
import * as z12 from "zod";

// ../../work/main/plugins/static_analysis/src/duplicates/clone-finder.ts
var MAX_TRIED = 16;
var NONE = -1;
function findClones(store, limits) {
  return new CloneSearch(store, limits).run();
}
var CloneSearch = class {
  #store;
  #limits;
  /** By hash: where its latest and its first window begin. */
  #latest;
  #first;
  /** By window: the window before it in its chain. */
  #before;
  #mask;
  #clones = [];
  constructor(store, limits) {
    this.#store = store;
    this.#limits = limits;
    const slots = 1 << Math.ceil(Math.log2(Math.max(1024, store.tokens.length)));
    this.#mask = slots - 1;
    this.#latest = new Int32Array(slots).fill(NONE);
    this.#first = new Int32Array(slots).fill(NONE);
    this.#before = new Int32Array(store.tokens.length).fill(NONE);
  }
  run() {
    const { fileStarts } = this.#store;
    for (let file = 0; file + 1 < fileStarts.length; file++) {
      this.#searchFile(fileStarts[file] ?? 0, fileStarts[file + 1] ?? 0);
    }
    return this.#clones;
  }
  #searchFile(start, end) {
    const { minTokens } = this.#limits;
    const { tokens } = this.#store;
    if (end - start < minTokens) return;
    let hash = 0;
    for (let at = start; at < start + minTokens; at++) hash = Math.imul(hash, BASE) + (tokens[at] ?? 0) | 0;
    const leaving = power(BASE, minTokens - 1);
    let searchFrom = start;
    let rememberFrom = start;
    for (let at = start; ; at++) {
      const slot = spread(hash) & this.#mask;
      if (at >= searchFrom) {
        const found = this.#longest(at, slot, end);
        if (found !== void 0) {
          if (this.#spansLines(found)) this.#clones.push(found);
          searchFrom = at + (this.#spansLines(found) ? found.length : found.length - minTokens + 1);
          rememberFrom = at + found.length - minTokens + 1;
        }
      }
      if (at >= rememberFrom) this.#remember(at, slot);
      if (at + minTokens >= end) return;
      hash = hash - Math.imul(tokens[at] ?? 0, leaving) | 0;
      hash = Math.imul(hash, BASE) + (tokens[at + minTokens] ?? 0) | 0;
    }
  }
  /** The longest clone that begins at `at` and repeats one of the windows in this slot. */
  #longest(at, slot, end) {
    let best;
    const consider = (candidate2) => {
      const length = this.#alike(candidate2, at, end);
      if (length >= this.#limits.minTokens && length > (best?.length ?? 0)) best = { first: candidate2, second: at, length };
    };
    let candidate = this.#latest[slot] ?? NONE;
    for (let tried = 0; tried < MAX_TRIED && candidate !== NONE; tried++) {
      consider(candidate);
      candidate = this.#before[candidate] ?? NONE;
    }
    const first = this.#first[slot] ?? NONE;
    if (candidate !== NONE && first !== NONE) consider(first);
    return best;
  }
  /** How many tokens are alike from both places on. */
  #alike(first, second, end) {
    const { tokens, fileStarts } = this.#store;
    const most = Math.min(end - second, second - first, fileEnd(fileStarts, first) - first);
    if (most < this.#limits.minTokens) return 0;
    let length = 0;
    while (length < most && tokens[first + length] === tokens[second + length]) length++;
    return length;
  }
  #remember(at, slot) {
    this.#before[at] = this.#latest[slot] ?? NONE;
    this.#latest[slot] = at;
    if (this.#first[slot] === NONE) this.#first[slot] = at;
  }
  #spansLines({ first, second, length }) {
    return Math.min(this.#lines(first, length), this.#lines(second, length)) >= this.#limits.minLines;
  }
  #lines(start, length) {
    return (this.#store.endLines[start + length - 1] ?? 0) - (this.#store.startLines[start] ?? 0) + 1;
  }
};
var BASE = 625341585;
function power(base, exponent) {
  let result = 1;
  for (let count5 = 0; count5 < exponent; count5++) result = Math.imul(result, base);
  return result;
}
var spread = (hash) => Math.imul(hash ^ hash >>> 15, 2246822507) ^ hash >>> 13;
function fileOf(fileStarts, token) {
  let low = 0;
  let high = fileStarts.length - 2;
  while (low < high) {
    const middle = low + high + 1 >> 1;
    if ((fileStarts[middle] ?? 0) <= token) low = middle;
    else high = middle - 1;
  }
  return low;
}
var fileEnd = (fileStarts, token) => fileStarts[fileOf(fileStarts, token) + 1] ?? 0;

// ../../work/main/plugins/static_analysis/src/duplicates/line-coverage.ts
var LineCoverage = class {
  #ranges = [];
  /** Both ends belong to the range. */
  add(start, end) {
    this.#ranges.push({ start, end });
  }
  get lines() {
    let covered = 0;
    let last = 0;
    for (const { start, end } of this.#ranges.sort((a, b) => a.start - b.start)) {
      if (end <= last) continue;
      covered += end - Math.max(start, last + 1) + 1;
      last = end;
    }
    return covered;
  }
};

// ../../work/main/plugins/static_analysis/src/duplicates/token-store.ts
var TokenCollector = class {
  #tokens = new IntList(1 << 16);
  #startLines = new IntList(1 << 16);
  #endLines = new IntList(1 << 16);
  #fileStarts = new IntList();
  constructor() {
    this.#fileStarts.push(0);
  }
  get size() {
    return this.#tokens.length;
  }
  add({ tokens, startLines, endLines }) {
    this.#tokens.append(tokens);
    this.#startLines.append(startLines);
    this.#endLines.append(endLines);
    this.#fileStarts.push(this.#tokens.length);
  }
  store() {
    return {
      tokens: this.#tokens.view(),
      startLines: this.#startLines.view(),
      endLines: this.#endLines.view(),
      fileStarts: this.#fileStarts.view()
    };
  }
};

// ../../work/main/plugins/static_analysis/src/duplicates/duplicates-analysis.ts
var MAX_TOKENS = 16e6;
var MAX_FILES_LISTED = 200;
var DuplicatesAnalysis = class {
  needsTrees = false;
  unwanted = "unsupported";
  #collector = new TokenCollector();
  #files = [];
  #tooMany = [];
  get files() {
    return this.#files.length;
  }
  wants() {
    return true;
  }
  read(file) {
    if (this.#collector.size + file.lexed.tokens.length > MAX_TOKENS) {
      this.#tooMany.push(file.path);
      return;
    }
    this.#collector.add(file.lexed);
    this.#files.push({ path: file.path, lines: file.lines.count });
  }
  report(path, { skipped }, limits) {
    for (const file of this.#tooMany) skipped.add(file, "too_many_files");
    const store = this.#collector.store();
    const found = findClones(store, limits);
    const files = this.#coverage(found, store);
    const totalLines = this.#files.reduce((sum, file) => sum + file.lines, 0);
    const duplicated = files.reduce((sum, file) => sum + file.duplicated_lines, 0);
    const percentage = totalLines === 0 ? 0 : Math.round(duplicated / totalLines * 1e4) / 100;
    const clones = found.toSorted((a, b) => b.length - a.length || a.first - b.first || a.second - b.second).slice(0, limits.listed).map((clone) => {
      const [a, b] = this.#places(clone, store);
      return { lines: Math.max(a.end - a.start, b.end - b.start) + 1, tokens: clone.length, a, b };
    });
    return {
      path,
      files_analyzed: this.#files.length,
      total_lines: totalLines,
      duplicated_lines: duplicated,
      percentage,
      clones_count: found.length,
      clones,
      clones_omitted: found.length - clones.length,
      files: files.toSorted((a, b) => b.duplicated_lines - a.duplicated_lines).slice(0, MAX_FILES_LISTED),
      ...skipped.report(),
      summary: `${percentage} % of ${totalLines} lines stand more than once, in ${found.length} pairs of places`
    };
  }
  #places({ first, second, length }, store) {
    return [this.#place(first, length, store), this.#place(second, length, store)];
  }
  #place(token, length, { fileStarts, startLines, endLines }) {
    const file = this.#files[fileOf(fileStarts, token)]?.path ?? "";
    return { file, start: startLines[token] ?? 1, end: endLines[token + length - 1] ?? 1 };
  }
  #coverage(clones, store) {
    const covered = /* @__PURE__ */ new Map();
    for (const clone of clones) {
      for (const { file, start, end } of this.#places(clone, store)) {
        const lines = covered.get(file) ?? new LineCoverage();
        lines.add(start, end);
        covered.set(file, lines);
      }
    }
    return this.#files.flatMap(({ path, lines }) => {
      const duplicated = covered.get(path)?.lines ?? 0;
      return duplicated === 0 ? [] : [{ file: path, lines, duplicated_lines: duplicated }];
    });
  }
};

// ../../work/main/plugins/static_analysis/src/duplicates/duplicates-report.ts
import * as z11 from "zod";
var count4 = z11.int().min(0);
var place = z11.object({ file: z11.string(), start: z11.int().min(1), end: z11.int().min(1) });
var duplicatesReportSchema = z11.object({
  path: z11.string(),
  files_analyzed: count4,
  total_lines: count4,
  duplicated_lines: count4.meta({ description: "Lines of all places that have a like, each line once." }),
  percentage: z11.number().min(0).max(100).meta({ description: "duplicated_lines of total_lines, two decimals." }),
  clones_count: count4,
  clones: z11.array(z11.object({ lines: z11.int().min(1), tokens: z11.int().min(1), a: place, b: place })).meta({ description: "The longest first; b repeats a. Of n copies, n - 1 pairs." }),
  clones_omitted: count4,
  files: z11.array(z11.object({ file: z11.string(), lines: count4, duplicated_lines: count4 })).meta({ description: "Files with the most duplicated lines first, at most 200." }),
  ...skippedShape,
  summary: z11.string()
});

// ../../work/main/plugins/static_analysis/src/actions/find-duplicates.ts
var cloneLimitsShape = {
  min_lines: z12.int().min(1).max(1e3).default(6).meta({ description: "Lines that both places must span." }),
  min_tokens: z12.int().min(10).max(1e3).default(50).meta({ description: "Tokens that must be alike in a row." })
};
var findDuplicates = defineAction3({
  title: "Find duplicated code",
  description: "Places of the same tokens in one or two files, whatever their white space and comments. Names and values must be alike too.",
  input: z12.strictObject({
    ...selectionShape,
    ...cloneLimitsShape,
    limit: z12.int().min(0).max(1e4).default(100).meta({ description: "Pairs listed, the longest first." })
  }),
  output: duplicatesReportSchema,
  effects: ["fs:read"],
  idempotent: true,
  isolation: "thread",
  timeout: 600,
  examples: [{ title: "Long copies outside of tests", input: { exclude: ["*.test.*"], min_lines: 12 } }],
  async run(context, input) {
    const analysis = new DuplicatesAnalysis();
    const scanned = await scan(context, input, [analysis]);
    if (analysis.files === 0) throw new NotApplicable3(`no source files that could be compared in ${input.path}`);
    context.progress(null, "comparing");
    return analysis.report(input.path, scanned, {
      minLines: input.min_lines,
      minTokens: input.min_tokens,
      listed: input.limit
    });
  }
});

// ../../work/main/plugins/static_analysis/src/index.ts
var staticAnalysis = definePlugin({
  module: "static_analysis",
  version,
  description: "Findings, complexity, duplicated code and import cycles of source code in many languages.",
  entry: import.meta.url,
  actions: {
    analyze_code_quality: analyzeCodeQuality,
    analyze_complexity: analyzeComplexity,
    find_duplicates: findDuplicates
  }
});
var index_default = staticAnalysis;
export {
  index_default as default,
  staticAnalysis
};
