// All stages, one after the other, without an orchestrator. The workflow data-processing does the same, with a cache.
import { aggregate } from './aggregate.mjs';
import { clean } from './clean.mjs';
import { extract } from './extract.mjs';
import { runStage } from './program.mjs';

for (const stage of [extract, clean, aggregate]) {
  if (!(await runStage(stage))) break;
}
