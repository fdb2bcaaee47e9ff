import { tasksRead } from '../definition/check-task.ts';
import { compileParameters } from '../expression/parameters-template.ts';
import type { RunSnapshot } from '../runtime/runtime.ts';
import { storedDefinition } from '../runtime/stored-definition.ts';
import { UpstreamScope } from '../runtime/upstream-scope.ts';

/** What a completed run gives by its workflow's own words; nothing where it says none, or where they have no value. */
export async function declaredOutputs({
  record,
  state,
  outputs,
  status,
}: RunSnapshot): Promise<{ readonly outputs?: unknown }> {
  const { outputs: declared } = record.definition;
  if (declared === undefined || status !== 'completed') return {};
  const compiled = compileParameters(storedDefinition(record).outputs);
  if (!compiled.ok) return {};
  const { template } = compiled;
  const upstream = new UpstreamScope({ record, plan: state.plan }, () => state, outputs);
  try {
    return { outputs: template.evaluate(await upstream.scopeOf(tasksRead(template.references))) };
  } catch {
    return {};
  }
}
