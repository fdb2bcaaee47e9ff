import { type ActionContext, ActionError, defineAction } from '@codomyrmex/core';
import { type Configuration, completeObject, configuration, secretNames } from '@codomyrmex/language-models';
import * as z from 'zod';
import { codeQuestion, factsShape, modelShape, timed } from './code-question.ts';
import { type Insight, insightSchema } from './insight.ts';
import { ruleInsights } from './rule-insights.ts';

const MAX_INSIGHTS = 50;
const MAX_REPORT = 400_000;

const input = z.strictObject({
  analysis_data: z
    .unknown()
    .meta({ description: 'A report, such as the output of static_analysis.analyze_code_quality.' }),
  mode: z.enum(['llm', 'rules']).optional().meta({
    description: 'Who looks at it: the configured model, or fixed rules. Rules where no model is configured.',
  }),
  ...modelShape,
});
type Input = z.output<typeof input>;

const told = z.object({ insights: z.array(insightSchema).max(MAX_INSIGHTS), summary: z.string() });

const output = told.extend({
  mode: z.enum(['llm', 'rules']),
  counts: z.object({ high: z.int(), medium: z.int(), low: z.int() }).meta({ description: 'Insights by severity.' }),
  execution_time: factsShape.execution_time.optional(),
  tokens_used: factsShape.tokens_used.optional(),
  metadata: factsShape.metadata.optional(),
});

export const generateCodeInsights = defineAction({
  title: 'Draw insights from an analysis',
  description:
    'Says what follows from a report: by the configured model, or by fixed rules that give the same insights for the same report. The result says which.',
  input,
  output,
  config: configuration,
  effects: ['net', 'secrets'],
  secrets: secretNames,
  idempotent: true,
  timeout: 600,
  examples: [
    { title: 'By rules', input: { analysis_data: { errors: 2, warnings: 5, by_rule: { eqeqeq: 7 } }, mode: 'rules' } },
  ],
  run: (context, parameters) => {
    const mode = parameters.mode ?? (context.config.provider === undefined ? 'rules' : 'llm');
    return mode === 'rules' ? byRules(parameters.analysis_data) : byModel(context, parameters);
  },
});

function byRules(report: unknown): z.output<typeof output> {
  const insights = ruleInsights(report);
  if (insights === undefined) {
    throw new ActionError('analysis_data is no report that the rules know', {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      suggestions: [
        'Give the output of static_analysis.analyze_code_quality or analyze_project.',
        'Configure a model under plugins.ai_code_editing, which reads other reports too.',
      ],
    });
  }
  const summary =
    insights.length === 0 ? 'The rules see nothing to say.' : insights.map(({ title }) => title).join('; ');
  return { mode: 'rules', insights: [...insights], summary, counts: countsOf(insights) };
}

async function byModel(
  context: ActionContext<Configuration>,
  { analysis_data, ...parameters }: Input,
): Promise<z.output<typeof output>> {
  const report = JSON.stringify(analysis_data ?? null);
  if (report.length > MAX_REPORT) {
    throw new ActionError(`analysis_data has ${report.length} characters as JSON, more than ${MAX_REPORT}`, {
      code: 'INVALID_PARAMETERS',
      retryable: false,
      suggestions: ['Hand over a part of it, or use mode: rules.'],
    });
  }
  const asked =
    'Say what follows from the report of an analysis of code: at most 10 insights, the gravest first, and a summary.';
  const { answer, facts } = await timed(context, () =>
    completeObject(context, {
      ...codeQuestion(asked, { Report: report }, parameters),
      schema: z.toJSONSchema(told),
      check: told,
    }),
  );
  return { mode: 'llm', ...answer.object, counts: countsOf(answer.object.insights), ...facts };
}

function countsOf(insights: readonly Insight[]): { high: number; medium: number; low: number } {
  const counts = { high: 0, medium: 0, low: 0 };
  for (const { severity } of insights) counts[severity]++;
  return counts;
}
