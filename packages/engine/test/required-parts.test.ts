import { expect, it } from 'vitest';
import { createOrchestrator } from '../src/index.ts';

/** As a program in JavaScript calls it, which no type holds to anything. */
const composed = (options: unknown): unknown => Reflect.apply(createOrchestrator, undefined, [options]);

const journal = {};
const near = { module: 'near', package: 'near', load: () => Promise.resolve() };

it.each([
  { what: 'nothing', options: undefined, says: 'an orchestrator is composed of parts', advice: /plugins: \[shell\]/ },
  { what: 'no plugins', options: { journal }, says: '"plugins" is missing', advice: /plugins: \[shell\]/ },
  { what: 'no journal', options: { plugins: [] }, says: '"journal" is missing', advice: /createMemoryJournal\(\)/ },
  {
    what: 'what is no plugin',
    options: { plugins: [near, {}], journal },
    says: 'plugins[1] is no plugin',
    advice: /default/,
  },
  {
    what: 'no worker',
    options: { plugins: [], journal, maxWorkers: 0 },
    says: '"maxWorkers" is 0',
    advice: /Leave it out/,
  },
])(
  'given $what, when an orchestrator is composed, then the part is named with what to do',
  ({ options, says, advice }) => {
    expect(() => composed(options)).toThrow(
      expect.objectContaining({
        code: 'INVALID_PARAMETERS',
        message: expect.stringContaining(says),
        suggestions: [expect.stringMatching(advice)],
      }),
    );
  },
);
