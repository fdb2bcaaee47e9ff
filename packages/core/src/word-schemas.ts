import * as z from 'zod';
import { priorities, projectStatuses } from './status.ts';

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
