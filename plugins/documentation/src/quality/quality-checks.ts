import { readdir } from 'node:fs/promises';
import * as z from 'zod';
import type { Examined, ExaminedFile } from '../consistency/examine.ts';
import type { DocumentFinding, Rule } from '../consistency/finding.ts';

export const checkSchema = z.object({ name: z.string(), passed: z.boolean(), detail: z.string() });
/** One question about the documents of a project, with what the answer is based on. */
export type QualityCheck = z.output<typeof checkSchema>;

const ENOUGH_WORDS = 100;

/** All questions, for the documents below `root`; each counts the same. */
export async function qualityChecks(root: string, { files }: Examined): Promise<QualityCheck[]> {
  const names = (await readdir(root)).sort((a, b) => (a < b ? -1 : 1));
  const readme = files.find(({ file }) => /^readme\.(?:md|markdown)$/i.test(file));
  const findings = files.flatMap((file) => file.findings);
  return [
    ...readmeChecks(readme),
    fileCheck('says under which licence it is used', names, /^(?:licen[cs]e|copying)(?:[-.].*)?$/i),
    fileCheck('says how to take part', names, /^(?:contributing|agents)\.(?:md|markdown|rst|txt)$/i),
    fileCheck('says what changed', names, /^(?:changelog|changes|history|news)(?:\.\w+)?$|^\.changeset$/i),
    findingCheck('links lead somewhere', findings, ['broken_link', 'broken_anchor']),
    findingCheck('paths and scripts it names are there', findings, ['stale_path', 'missing_script']),
    findingCheck('headings are in order', findings, ['no_title', 'several_titles', 'skipped_heading_level']),
    findingCheck('images have descriptions', findings, ['image_without_description']),
  ];
}

/** A command that fetches or builds, or a heading that says so. */
const getting = /install|set ?-?up|get(?:ting)? started|quick ?-?start|requirement/i;
const commands = /\b(?:npm|pnpm|yarn|npx|pip|pipx|uv|cargo|go|gem|brew|apt|docker|make|git clone)\b/;

function readmeChecks(readme: ExaminedFile | undefined): QualityCheck[] {
  const headings = readme?.document.headings ?? [];
  const shown = readme?.document.code.find(({ kind, text }) => kind === 'block' && commands.test(text));
  const heading = headings.find(({ text }) => getting.test(text));
  return [
    { name: 'has a README', passed: readme !== undefined, detail: readme?.file ?? 'no README.md' },
    { name: 'README has a title', passed: headings[0]?.depth === 1, detail: headings[0]?.text ?? 'no heading' },
    {
      name: `README has ${ENOUGH_WORDS} words`,
      passed: (readme?.words ?? 0) >= ENOUGH_WORDS,
      detail: `${readme?.words ?? 0} words`,
    },
    {
      name: 'README shows code',
      passed: (readme?.code_blocks ?? 0) > 0,
      detail: `${readme?.code_blocks ?? 0} code blocks`,
    },
    {
      name: 'README says how to get it',
      passed: heading !== undefined || shown !== undefined,
      detail: gettingDetail(heading?.text, shown?.line),
    },
  ];
}

function gettingDetail(heading: string | undefined, line: number | undefined): string {
  if (heading !== undefined) return `heading "${heading}"`;
  return line === undefined ? 'no such heading and no such command' : `command at line ${line}`;
}

function fileCheck(name: string, names: readonly string[], pattern: RegExp): QualityCheck {
  const found = names.find((each) => pattern.test(each));
  return { name, passed: found !== undefined, detail: found ?? 'no such file at the top' };
}

function findingCheck(name: string, findings: readonly DocumentFinding[], rules: readonly Rule[]): QualityCheck {
  const against = findings.filter(({ rule }) => rules.includes(rule));
  const [first] = against;
  return {
    name,
    passed: first === undefined,
    detail: first === undefined ? 'no finding' : `${against.length} findings, first ${first.file}:${first.line}`,
  };
}
