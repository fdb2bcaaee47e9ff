import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { LanguageModelV3, LanguageModelV3CallOptions, LanguageModelV3Usage } from '@ai-sdk/provider';
import type { ActionContext } from '@codomyrmex/core';
import { boundedFetch } from './bounded-fetch.ts';
import { BudgetLedger, costOf, mostTokensIn, type Usage } from './budget.ts';
import type { Configuration } from './configuration.ts';
import { isUnanswered, modelFailure } from './model-failure.ts';
import { modelOf, type Provider, providerOf } from './provider.ts';

export interface Question {
  readonly prompt: string;
  readonly system?: string | undefined;
  readonly model?: string | undefined;
  readonly temperature?: number | undefined;
  readonly maxTokens?: number | undefined;
  /** What the answer must be, where it is to be JSON. */
  readonly schema?: Readonly<Record<string, unknown>>;
  /** Called with every piece of the answer as it comes. */
  readonly onText?: (piece: string) => void;
}

/** Why an answer ended, as providers agree to say it. */
export type Finish = 'stop' | 'length' | 'content-filter' | 'tool-calls' | 'error' | 'other';

export interface Completion {
  readonly text: string;
  readonly model: string;
  /** Why the answer ended. */
  readonly finish: Finish;
  readonly usage: Usage;
  readonly costUsd: number | undefined;
}

const ledger = new BudgetLedger();

/** Asks the configured model once, within the run's budget. @throws ActionError; see the README for its codes. */
export async function complete(context: ActionContext<Configuration>, question: Question): Promise<Completion> {
  const configured = context.config;
  const provider = providerOf(context, configured);
  const model = modelOf(question.model, configured);
  const options = callOptions(context, question);
  const most = {
    input_tokens: mostTokensIn(JSON.stringify(options.prompt) + JSON.stringify(question.schema ?? '')),
    output_tokens: options.maxOutputTokens ?? 0,
  };
  const reservation = ledger.reserve(context.run, most, { model, configured });
  let usage: Usage | undefined;
  try {
    const answered = await answerOf(languageModel(context, provider, model), options, question.onText);
    usage = usageOf(answered.usage, most);
    const costUsd = costOf(usage, { model, configured });
    return { text: answered.text, model, finish: answered.finish, usage, costUsd };
  } catch (error) {
    if (isUnanswered(error)) usage = { input_tokens: 0, output_tokens: 0 };
    context.signal.throwIfAborted();
    throw modelFailure(error);
  } finally {
    // What broke off may have been answered in part and is paid for: how much is not known, so all that was taken stays.
    reservation.settle(usage ?? most);
  }
}

function callOptions({ config, signal }: ActionContext<Configuration>, question: Question): LanguageModelV3CallOptions {
  const { prompt, schema, temperature, maxTokens } = question;
  const told =
    schema === undefined || config.json_schema
      ? []
      : [`Answer with JSON alone that fits this JSON Schema: ${JSON.stringify(schema)}`];
  const system = [question.system ?? [], told].flat().join('\n\n');
  return {
    prompt: [
      ...(system === '' ? [] : [{ role: 'system' as const, content: system }]),
      { role: 'user', content: [{ type: 'text', text: prompt }] },
    ],
    maxOutputTokens: maxTokens ?? config.max_tokens_per_call,
    ...(temperature !== undefined && { temperature }),
    ...(schema !== undefined && {
      responseFormat: { type: 'json', name: 'answer', ...(config.json_schema && { schema }) },
    }),
    abortSignal: signal,
  };
}

function languageModel(context: ActionContext, { kind, baseUrl, apiKey }: Provider, model: string): LanguageModelV3 {
  const fetch = boundedFetch(context.http);
  if (kind === 'anthropic') return createAnthropic({ baseURL: baseUrl, apiKey: apiKey ?? '', fetch })(model);
  const create = createOpenAICompatible({
    name: kind,
    baseURL: baseUrl,
    ...(apiKey !== undefined && { apiKey }),
    fetch,
    includeUsage: true,
    supportsStructuredOutputs: true,
  });
  return create(model);
}

interface Answered {
  readonly text: string;
  readonly finish: Completion['finish'];
  readonly usage: LanguageModelV3Usage | undefined;
}

async function answerOf(
  model: LanguageModelV3,
  options: LanguageModelV3CallOptions,
  onText: Question['onText'],
): Promise<Answered> {
  if (onText !== undefined) return streamed(model, options, onText);
  const { content, finishReason, usage } = await model.doGenerate(options);
  const text = content.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('');
  return { text, finish: finishReason.unified, usage };
}

async function streamed(
  model: LanguageModelV3,
  options: LanguageModelV3CallOptions,
  onText: NonNullable<Question['onText']>,
): Promise<Answered> {
  const { stream } = await model.doStream(options);
  const pieces: string[] = [];
  let end: { readonly finish: Completion['finish']; readonly usage: LanguageModelV3Usage } | undefined;
  for await (const part of stream) {
    if (part.type === 'error') throw part.error;
    if (part.type === 'finish') end = { finish: part.finishReason.unified, usage: part.usage };
    if (part.type !== 'text-delta') continue;
    pieces.push(part.delta);
    onText(part.delta);
  }
  return { text: pieces.join(''), finish: end?.finish ?? 'other', usage: end?.usage };
}

/** Where the provider does not say what was used, the most that it can have been counts. */
const usageOf = (usage: LanguageModelV3Usage | undefined, most: Usage): Usage => ({
  input_tokens: usage?.inputTokens.total ?? most.input_tokens,
  output_tokens: usage?.outputTokens.total ?? most.output_tokens,
});
