import type { ParametersTemplate } from './parameters-template.ts';

/** Whether it reads what each run has of its own: its id, by itself or with everything that is known of the run. */
export const readsRunId = ({ references }: Pick<ParametersTemplate, 'references'>): boolean =>
  references.some(
    ({ reference: { kind, path } }) => kind === 'run' && path[0] !== 'workflow' && path[0] !== 'workspace',
  );
