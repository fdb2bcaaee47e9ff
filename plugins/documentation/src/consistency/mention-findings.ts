import { dirname, join, relative, sep } from 'node:path';
import { type IgnoreRules, isWithin } from '@codomyrmex/source-files';
import type { Code, MarkdownDocument } from '../markdown/markdown-document.ts';
import type { ProjectFiles } from '../project/project-files.ts';
import { type DocumentFinding, finding, quoted } from './finding.ts';

interface Where {
  readonly file: string;
  readonly absolute: string;
  readonly project: ProjectFiles;
  /** Those of the project's top. */
  readonly rules: IgnoreRules;
}

/** A path of at least two parts, in inline code of its own. */
const pathText = /^(?:\.{1,2}\/)?[\w@.-]+(?:\/[\w@.-]+)+\/?$/;
const scriptText = /(?:^|[\s`(&;|])(?:npm|pnpm|yarn) run ([\w:.-]*\w)(?![\w:.…<*{-])/g;

/** Whether the paths and scripts that a text names as code are there. */
export async function mentionFindings({ code }: MarkdownDocument, where: Where): Promise<DocumentFinding[]> {
  const findings: DocumentFinding[] = [];
  for (const piece of code) {
    if (piece.kind === 'inline' && pathText.test(piece.text) && (await isStale(piece.text, where))) {
      findings.push(finding('stale_path', { ...where, line: piece.line }, `there is no ${quoted(piece.text)}`));
    }
    findings.push(...(await scriptFindings(piece, where)));
  }
  return findings;
}

/**
 * A path is only taken for one when its first part is a folder here: `text/html` and `owner/name` are not. What
 * `.gitignore` names may be made later.
 */
async function isStale(text: string, { absolute, project, rules }: Where): Promise<boolean> {
  const bases = text.startsWith('.') ? [dirname(absolute)] : [dirname(absolute), project.top];
  const first = /^(?:\.{1,2}\/)?[^/]+/.exec(text)?.[0] ?? text;
  let begun = false;
  for (const base of new Set(bases)) {
    const whole = join(base, text);
    const found = await project.find(whole);
    if (found !== 'missing' || ignored(whole, project.top, rules)) return false;
    begun ||= (await project.find(join(base, first))) === 'folder';
  }
  return begun;
}

function ignored(path: string, top: string, rules: IgnoreRules): boolean {
  return rules.ignores(relative(top, path).split(sep).join('/'), 'folder');
}

async function scriptFindings({ text, line }: Code, where: Where): Promise<DocumentFinding[]> {
  const names = new Set(Array.from(text.matchAll(scriptText), ([, name = '']) => name));
  if (names.size === 0) return [];
  const known = await scriptsAround(where);
  if (known === undefined) return [];
  return [...names]
    .filter((name) => !known.has(name))
    .map((name) =>
      finding('missing_script', { ...where, line }, `no package.json around has the script ${quoted(name)}`),
    );
}

/** The scripts of the packages around a file, up to the project's top; `undefined` without any package. */
async function scriptsAround({ absolute, project }: Where): Promise<ReadonlySet<string> | undefined> {
  const all = new Set<string>();
  let packages = 0;
  for (let folder = dirname(absolute); isWithin(project.top, folder); folder = dirname(folder)) {
    const scripts = await project.scripts(folder);
    if (scripts !== undefined) packages += 1;
    for (const name of scripts ?? []) all.add(name);
    if (folder === project.top || folder === dirname(folder)) break;
  }
  return packages === 0 ? undefined : all;
}
