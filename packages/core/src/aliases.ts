import * as z from 'zod';
import { priorities, projectStatuses } from './status.ts';

// Every other word for one thing that is read: of the specification's older documents and of the Python system. What is
// written has one word. See docs/decisions/0007-specification-choices.md.

/** Document 1's "urgent" is document 3's "critical"; tasks of the Python system carry numbers 1 to 4. */
export const prioritySchema = z.preprocess((written) => {
  if (typeof written === 'number') return priorities[written - 1] ?? written;
  return word(written, { urgent: 'critical' });
}, z.enum(priorities));

/** Document 1's "created" is document 3's "planning". */
export const projectStatusSchema = z.preprocess(
  (written) => word(written, { created: 'planning' }),
  z.enum(projectStatuses),
);

/** Words in capitals are names of members, as Python writes an enumeration's. */
function word(written: unknown, synonyms: Readonly<Record<string, string>>): unknown {
  if (typeof written !== 'string') return written;
  const lower = written.toLowerCase();
  return Object.hasOwn(synonyms, lower) ? synonyms[lower] : lower;
}

/** Modules that go by several names. The written one is tried first: an installed module is never hidden by another's. */
export const moduleSynonyms: readonly (readonly string[])[] = [
  ['code', 'coding'],
  ['ai_code_editing', 'agents.ai_code_editing'],
  ['build_synthesis', 'ci_cd_automation.build'],
  ['security_audit', 'security'],
  ['filesystem', 'file_system'],
  ['static_analysis', 'coding.static_analysis'],
  ['static_analysis', 'coding.review'],
  ['static_analysis', 'coding'],
  ['project_orchestration', 'logistics.orchestration.project'],
];

/** Actions that go by several names in one module. */
export const actionSynonyms: readonly { readonly module: string; readonly names: readonly string[] }[] = [
  { module: 'environment_setup', names: ['check_environment', 'validate_environment'] },
];
