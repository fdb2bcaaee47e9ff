/** What a template says of itself. Keys of the persisted form (`template.json`) in camelCase. */
export interface TemplateSummary {
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly version: string;
  readonly directoryStructure: readonly string[];
  /** Names of the workflows that a project of it has. */
  readonly workflows: readonly string[];
  readonly requiredModules: readonly string[];
  readonly optionalModules: readonly string[];
  readonly defaultConfig: Readonly<Record<string, unknown>>;
  readonly documentation: TemplateDocumentation;
  readonly author: string;
  readonly questions: readonly TemplateQuestion[];
}

/** `documentation_config`: which folders have documents of their own, and whether they link to the one above. */
export interface TemplateDocumentation {
  readonly nestedDocs: readonly string[];
  readonly linksEnabled: boolean;
}

export interface TemplateQuestion {
  readonly name: string;
  readonly title: string;
  readonly kind: 'text' | 'number' | 'boolean' | 'choice';
  readonly default: string | number | boolean;
  /** Of a choice. */
  readonly choices?: readonly string[];
  /** Of a text: a regular expression that the whole answer matches. */
  readonly pattern?: string;
}
