import { didYouMean, type Problem } from '@codomyrmex/core';
import { RE2JS } from 're2js';
import type { TemplateQuestion } from '../template-summary.ts';
import type { AnswerValue } from './template-definition.ts';

export type Answers = Readonly<Record<string, AnswerValue>>;

export type ResolvedAnswers =
  | { readonly ok: true; readonly answers: Answers }
  | { readonly ok: false; readonly problems: readonly Problem[] };

const MAX_CHARACTERS = 10_000;

/** Puts what was given and the defaults together. Text that reads as a number or truth value is one where one is asked for. */
export function resolveAnswers(
  questions: readonly TemplateQuestion[],
  given: Readonly<Record<string, unknown>>,
): ResolvedAnswers {
  const known = questions.map(({ name }) => name);
  const problems: Problem[] = Object.keys(given)
    .filter((name) => !known.includes(name))
    .map((name) => ({
      code: 'unknown_answer',
      message: `the template asks nothing called ${JSON.stringify(name)}`,
      path: `answers.${name}`,
      suggestion:
        didYouMean(name, known) ?? (known.length === 0 ? 'it asks no questions' : `it asks ${known.join(', ')}`),
    }));
  const answers: Record<string, AnswerValue> = {};
  for (const question of questions) {
    const written = Object.hasOwn(given, question.name) ? given[question.name] : undefined;
    const value = written === undefined ? question.default : answerOf(question, written);
    const why = value === undefined ? `${wanted(question)} is wanted, not ${shown(written)}` : whyNot(question, value);
    if (value === undefined || why !== undefined) {
      problems.push({
        code: 'invalid_answer',
        message: `${question.name}: ${why}`,
        path: `answers.${question.name}`,
        suggestion: question.kind === 'choice' ? didYouMean(String(written), question.choices ?? []) : undefined,
      });
    } else answers[question.name] = value;
  }
  return problems.length === 0 ? { ok: true, answers } : { ok: false, problems };
}

function answerOf({ kind }: TemplateQuestion, written: unknown): AnswerValue | undefined {
  switch (kind) {
    case 'text':
    case 'choice':
      return typeof written === 'string' ? written : undefined;
    case 'number': {
      const value = typeof written === 'string' && /^-?\d+(\.\d+)?$/.test(written.trim()) ? Number(written) : written;
      return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
    }
    case 'boolean':
      if (typeof written === 'boolean') return written;
      return written === 'true' ? true : written === 'false' ? false : undefined;
  }
}

function whyNot({ kind, choices = [], pattern }: TemplateQuestion, value: AnswerValue): string | undefined {
  if (kind === 'choice' && !choices.includes(String(value))) return `${shown(value)} is none of ${choices.join(', ')}`;
  if (kind !== 'text') return undefined;
  const text = String(value);
  if (text.length > MAX_CHARACTERS) return `${text.length} characters are more than ${MAX_CHARACTERS}`;
  if (pattern !== undefined && !RE2JS.compile(pattern).matches(text)) return `${shown(text)} does not match ${pattern}`;
  return undefined;
}

function wanted({ kind, choices = [] }: TemplateQuestion): string {
  switch (kind) {
    case 'text':
      return 'a text';
    case 'number':
      return 'a number';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${choices.join(', ')}`;
  }
}

const shown = (value: unknown): string => {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
};
