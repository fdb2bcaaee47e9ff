import { LineIndex } from '@codomyrmex/source-files';
import { creator as preset } from '@secretlint/secretlint-rule-preset-recommend';
import type {
  SecretLintRuleContext,
  SecretLintRuleReportDescriptor,
  SecretLintRuleReportHandler,
  SecretLintSourceCode,
} from '@secretlint/types';
import type { Match } from './secret-finding.ts';

// The rules are called by their own contract, without `@secretlint/core`: core keeps about 60 performance marks for every file
// that it is given, for good (3,000 small files: 44 MB and 0.8 ms a file, here 0.3 ms and nothing kept), and looks for a
// configuration in comments of the file.

const leftOut = new Set([
  // Its comments would let a file switch its own check off without a trace.
  '@secretlint/secretlint-rule-filter-comments',
  // Own rules see more of these: keys of any length, and passwords apart from their addresses.
  '@secretlint/secretlint-rule-privatekey',
  '@secretlint/secretlint-rule-basicauth',
  '@secretlint/secretlint-rule-database-connection-string',
]);

interface Reported {
  readonly ruleId: string;
  readonly descriptor: SecretLintRuleReportDescriptor;
}

/** Looks at one text after the other with the preset's rules. */
export class PresetRules {
  readonly #handlers: SecretLintRuleReportHandler[] = [];
  #reported: Reported[] = [];

  constructor() {
    preset.create(
      {
        sharedOptions: {},
        registerRule: (rule) => {
          if (leftOut.has(rule.meta.id) || !rule.meta.supportedContentTypes.includes('text')) return;
          // Every rule of the preset has defaults for all its options, as core relies on too.
          const options = {} as Parameters<typeof rule.create>[1];
          this.#handlers.push(rule.create(this.#contextOf(rule.meta.id), options));
        },
      },
      {},
    );
  }

  /** One call at a time: what the rules report is collected until they are done. */
  async matches(text: string, file: string): Promise<readonly Match[]> {
    this.#reported = [];
    const source = sourceOf(text, file);
    for (const handler of this.#handlers) await handler.file?.(source);
    return this.#reported.flatMap(({ ruleId, descriptor }) => matchOf(text, ruleId, descriptor));
  }

  #contextOf(ruleId: string): SecretLintRuleContext {
    return {
      sharedOptions: {},
      createTranslator: () => (messageId, data) => ({ message: '', messageId: String(messageId), data }),
      report: (descriptor) => {
        this.#reported.push({ ruleId, descriptor });
      },
      ignore: () => undefined,
    };
  }
}

function matchOf(text: string, ruleId: string, { message, range }: SecretLintRuleReportDescriptor): Match[] {
  const [start, end] = range;
  const secret = secretOf(text, message.data, start) ?? text.slice(start, end);
  if (secret === '') return [];
  const rule = ruleId.endsWith('-gcp') ? 'google_service_account_key' : snakeCase(message.messageId);
  return [
    {
      rule,
      severity: 'critical',
      message: `looks like a secret of the kind ${rule.replaceAll('_', ' ')}`,
      kind: 'token',
      secret,
      index: Math.max(start, text.indexOf(secret, start)),
    },
  ];
}

/** Some rules report where the assignment begins and not where the secret does; its text is among the message's data. */
function secretOf(text: string, data: unknown, start: number): string | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const values = Object.values(data).filter((value): value is string => typeof value === 'string' && value.length >= 4);
  return values.filter((value) => text.indexOf(value, start) !== -1).sort((a, b) => b.length - a.length)[0];
}

function snakeCase(id: string): string {
  return id.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
}

function sourceOf(content: string, filePath: string): SecretLintSourceCode {
  let index: LineIndex | undefined;
  const lines = (): LineIndex => {
    index ??= new LineIndex(content);
    return index;
  };
  const toPosition = (offset: number) => {
    const { line, column } = lines().placeOf(offset);
    return { line, column: column - 1 };
  };
  const toIndex = ({ line, column }: { line: number; column: number }) => lines().startOf(line) + column;
  return {
    hasBOM: false,
    content,
    filePath,
    physicalFilePath: undefined,
    contentType: 'text',
    ext: /\.[^./]*$/.exec(filePath)?.[0] ?? '',
    getFilePath: () => filePath,
    getPhysicalFilePath: () => undefined,
    indexToPosition: toPosition,
    positionToIndex: toIndex,
    locationToRange: ({ start, end }) => [toIndex(start), toIndex(end)],
    rangeToLocation: ([start, end]) => ({ start: toPosition(start), end: toPosition(end) }),
  };
}
