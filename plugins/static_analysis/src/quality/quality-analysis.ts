import type { ActionContext } from '@codomyrmex/core';
import type { UnreadReason } from '@codomyrmex/syntax-trees';
import type { Analysis, FileTree } from '../project/analysis.ts';
import type { Scan } from '../project/scan.ts';
import type { SkipLedger } from '../project/skip-ledger.ts';
import type { SourceFile } from '../project/source-file.ts';
import { type Tool, toolVersions } from '../tools.ts';
import type { Finding } from './finding.ts';
import { FindingLedger } from './finding-ledger.ts';
import { functionFindings } from './function-rules.ts';
import { type Linted, type LintFile, runOxlint } from './oxlint.ts';
import type { QualityReport } from './quality-report.ts';
import { score } from './score.ts';
import { emptyCatches, unreadableCode } from './syntax-rules.ts';
import { textFindings } from './text-rules.ts';
import { unsafeFindings } from './unsafe-findings.ts';

interface Counts {
  files: number;
  lines: number;
  code_lines: number;
}

const linted: ReadonlySet<string> = new Set(['javascript', 'typescript', 'tsx']);

/** Collects findings on every source file; JavaScript and TypeScript go to oxlint at the end, all in a few processes. */
export class QualityAnalysis implements Analysis {
  readonly needsTrees = true;
  readonly unwanted = 'unsupported';
  readonly #findings: FindingLedger;
  readonly #limit: number;
  readonly #languages = new Map<string, Counts>();
  readonly #toLint: LintFile[] = [];
  /** What our grammar says of files that oxlint will say more exactly. */
  readonly #provisional: Finding[] = [];
  /** What nests too deeply for our parser ends the process of oxlint. */
  readonly #tooDeep = new Set<string>();
  #parsed = 0;

  constructor(maxFindings: number) {
    this.#limit = maxFindings;
    this.#findings = new FindingLedger(maxFindings);
  }

  wants(): boolean {
    return true;
  }

  get files(): number {
    return this.#total('files');
  }

  read(file: SourceFile, tree: FileTree | undefined): void {
    this.#count(file);
    this.#add(textFindings(file));
    const isLinted = linted.has(file.language.id);
    if (isLinted && !this.#tooDeep.has(file.path))
      this.#toLint.push({ path: file.path, absolutePath: file.absolutePath, isAscii: file.isAscii });
    if (tree === undefined) return;
    this.#parsed++;
    this.#add(functionFindings(file.path, tree.metrics()));
    this.#add(emptyCatches(file, tree));
    this.#add(unsafeFindings(file, tree));
    const unreadable = unreadableCode(file, tree);
    if (!isLinted) this.#add(unreadable);
    else if (this.#provisional.length < this.#limit) this.#provisional.push(...unreadable);
  }

  unread(file: SourceFile, reason: UnreadReason): void {
    if (reason === 'nested_too_deeply') this.#tooDeep.add(file.path);
    const said: Record<UnreadReason, string> = {
      nested_too_deeply: 'brackets nest too deeply for this to be parsed',
      parser_failed: 'the parser could not cope with this file',
      parse_limit: 'parsing this takes too much time or memory',
    };
    const message = `${said[reason]}: only rules on its text were applied`;
    this.#findings.add({ file: file.path, line: 1, column: 1, rule: 'not-parsed', severity: 'warning', message });
  }

  async report(context: ActionContext, path: string, { skipped }: Scan): Promise<QualityReport> {
    const tools = await this.#lint(context, skipped);
    const { bySeverity, byRule } = this.#findings.counts;
    const findings = this.#findings.listed();
    const issues = bySeverity.error + bySeverity.warning + bySeverity.info;
    const codeLines = this.#total('code_lines');
    const points = score(bySeverity.error, bySeverity.warning, codeLines);
    return {
      score: points,
      path,
      files_analyzed: this.files,
      lines: this.#total('lines'),
      code_lines: codeLines,
      issues_count: issues,
      errors: bySeverity.error,
      warnings: bySeverity.warning,
      infos: bySeverity.info,
      by_rule: byRule,
      by_language: Object.fromEntries([...this.#languages].sort(([a], [b]) => (a < b ? -1 : 1))),
      findings: [...findings],
      findings_omitted: issues - findings.length,
      ...skipped.report(),
      tools,
      summary: `${points} of 10: ${bySeverity.error} errors and ${bySeverity.warning} warnings in ${codeLines} lines of code of ${this.files} files`,
    };
  }

  async #lint(context: ActionContext, skipped: SkipLedger): Promise<Tool[]> {
    const tools: Tool[] = [
      { name: 'codomyrmex-rules', version: toolVersions['codomyrmex-rules'](), files: this.files },
      { name: 'tree-sitter', version: toolVersions['tree-sitter'](), files: this.#parsed },
    ];
    if (this.#toLint.length === 0) return tools;
    context.progress(null, `oxlint on ${this.#toLint.length} files`);
    const result = await runOxlint(context, this.#toLint, (finding) => this.#findings.add(finding));
    if (result.failure !== undefined) {
      context.log.warn(
        `oxlint did not run (${result.failure}): JavaScript and TypeScript were looked at by our rules only`,
      );
    }
    if (result.cut) skipped.add('oxlint', 'output_cut');
    this.#unlinted(result, skipped);
    const files = this.#toLint.length - result.unlinted.size;
    return files === 0 ? tools : [...tools, { name: 'oxlint', version: result.version, files }];
  }

  /** For files without findings of oxlint, what our grammar says of their syntax stands. */
  #unlinted({ unlinted, failure }: Linted, skipped: SkipLedger): void {
    const files = new Set<string>();
    for (const { path, absolutePath } of this.#toLint) {
      if (!unlinted.has(absolutePath)) continue;
      files.add(path);
      if (failure !== undefined) continue;
      skipped.add(path, 'linter_failed');
      const message = 'oxlint could not cope with this file: only our own rules were applied';
      this.#findings.add({ file: path, line: 1, column: 1, rule: 'not-linted', severity: 'warning', message });
    }
    this.#add(this.#provisional.filter(({ file }) => files.has(file)));
  }

  #add(findings: readonly Finding[]): void {
    for (const finding of findings) this.#findings.add(finding);
  }

  #count({ language, lines, lexed }: SourceFile): void {
    const counts = this.#languages.get(language.id) ?? { files: 0, lines: 0, code_lines: 0 };
    counts.files++;
    counts.lines += lines.count;
    counts.code_lines += lexed.codeLines;
    this.#languages.set(language.id, counts);
  }

  #total(what: keyof Counts): number {
    return [...this.#languages.values()].reduce((sum, counts) => sum + counts[what], 0);
  }
}
