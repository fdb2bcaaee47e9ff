// The workflows that are killed: one entry for each feature, and how its run ends when nothing is cancelled. A feature that
// comes is one more entry.

/**
 * @typedef {object} Killed
 * @property {string} name
 * @property {object} definition what `workflow run` is given
 * @property {string} status
 * @property {Readonly<Record<string, string>>} ends by step
 * @property {readonly string[]} [signals] what its steps wait for
 * @property {readonly string[]} [approvals] the steps that wait for a yes
 * @property {readonly (readonly [string, string])[]} [order] the first of each pair ends before the second begins, where both are done
 */

/**
 * A step that leaves marks: see step.sh. It takes `seconds`, fails so many times, and says which lock it has.
 * @param {string} name
 * @param {Record<string, unknown> & { seconds?: number, fails?: number, lock?: string }} [options] the rest is the step's own
 */
const step = (name, { seconds = 0.15, fails = 0, lock = '-', ...more } = {}) => ({
  name,
  module: 'shell',
  action: 'run',
  parameters: { command: ['sh', 'step.sh', '{{ run.id }}', name, `${seconds}`, `${fails}`, lock] },
  max_retries: 0,
  ...more,
});

const undo = (name, more = {}) => {
  const { module, action, parameters } = step(`${name}.compensate`, more);
  return { module, action, parameters, max_retries: 2, retry_delay: 0.05 };
};

const ends = (status, ...names) => Object.fromEntries(names.map((name) => [name, status]));

const layers = Array.from({ length: 12 }, (_, index) =>
  step(`s${index}`, { dependencies: index < 4 ? [] : [`s${index - 4}`, `s${4 * Math.floor(index / 4) - 1}`] }),
);

/** The command of a step that leaves its marks under another name than its own: those of items, and of inner workflows. */
const marked = (mark, { run = '{{ run.id }}', seconds = 0.15, fails = 0 } = {}) => ({
  module: 'shell',
  action: 'run',
  parameters: { command: ['sh', 'step.sh', run, mark, `${seconds}`, `${fails}`, '-'] },
  max_retries: 2,
  retry_delay: 0.05,
});

const inner = {
  name: 'inner',
  parameters: { run: { type: 'string' }, mark: { type: 'string' } },
  steps: [
    { name: 'x', ...marked('{{ params.mark }}-x', { run: '{{ params.run }}' }) },
    { name: 'y', ...marked('{{ params.mark }}-y', { run: '{{ params.run }}', fails: 1 }), dependencies: ['x'] },
  ],
};
const innerStep = (name, mark, more = {}) => ({
  name,
  workflow: 'inner',
  parameters: { run: '{{ run.id }}', mark },
  ...more,
});

/** Says what undoes its steps, and is undone by whoever runs it. */
const booking = {
  name: 'booking',
  parameters: { run: { type: 'string' } },
  steps: ['x', 'y'].map((name, index) => ({
    name,
    ...marked(`sub-${name}`, { run: '{{ params.run }}' }),
    compensate: marked(`sub.compensate-${name}.compensate`, { run: '{{ params.run }}', fails: index }),
    dependencies: index === 0 ? [] : ['x'],
  })),
};

/** @type {readonly Killed[]} */
export const workflows = [
  {
    name: 'layers',
    definition: { max_parallel: 3, steps: layers },
    status: 'completed',
    ends: ends('completed', ...layers.map(({ name }) => name)),
    order: [
      ['s3', 's4'],
      ['s7', 's11'],
    ],
  },
  {
    name: 'circumstances',
    definition: {
      mode: 'priority',
      max_parallel: 2,
      steps: [
        step('flaky', { fails: 2, retry: { max: 4, delay: 0.1, factor: 1, jitter: 0.5 }, priority: 'high' }),
        step('optional', { fails: 99, required: false, priority: 'low' }),
        step('hangs', { seconds: 30, required: false, timeouts: { attempt: 0.4, total: 60, waiting: 120 } }),
        step('never', { when: "{{ flaky.status == 'failed' }}" }),
        step('broken', { dependencies: ['optional'], run_on: 'failure' }),
        step('anyway', { dependencies: ['optional', 'flaky'], run_on: 'always' }),
        step('last', { dependencies: ['anyway', 'hangs'] }),
      ],
    },
    status: 'completed',
    ends: {
      ...ends('completed', 'flaky', 'broken', 'anyway', 'last'),
      ...ends('failed', 'optional', 'hangs'),
      never: 'skipped',
    },
    order: [
      ['flaky', 'anyway'],
      ['anyway', 'last'],
    ],
  },
  {
    name: 'rollback',
    definition: {
      on_failure: 'rollback',
      steps: [
        step('a', { compensate: undo('a') }),
        step('b', { compensate: undo('b', { fails: 1 }), dependencies: ['a'] }),
        step('c', { fails: 99, dependencies: ['b'], compensate: undo('c') }),
        step('d', { dependencies: ['c'] }),
      ],
      on_failure_steps: [step('tell')],
      finally: [step('clean')],
    },
    status: 'failed',
    ends: {
      ...ends('completed', 'a', 'b', 'a.compensate', 'b.compensate', 'tell', 'clean'),
      ...ends('skipped', 'd', 'c.compensate'),
      c: 'failed',
    },
    order: [
      ['b.compensate', 'a.compensate'],
      ['a.compensate', 'tell'],
      ['tell', 'clean'],
    ],
  },
  {
    name: 'rollback-inside',
    definition: {
      on_failure: 'rollback',
      workflows: { booking },
      steps: [
        step('a', { compensate: undo('a') }),
        { name: 'sub', workflow: 'booking', parameters: { run: '{{ run.id }}' }, dependencies: ['a'] },
        step('c', { fails: 99, dependencies: ['sub'] }),
      ],
      finally: [step('clean')],
    },
    status: 'failed',
    ends: { ...ends('completed', 'a', 'sub', 'a.compensate', 'sub.compensate', 'clean'), c: 'failed' },
    order: [
      ['sub.compensate-y.compensate', 'sub.compensate-x.compensate'],
      ['sub.compensate-x.compensate', 'a.compensate'],
      ['a.compensate', 'clean'],
    ],
  },
  {
    name: 'stop',
    definition: {
      on_failure: 'stop',
      steps: [step('a'), step('bad', { fails: 99, dependencies: ['a'] }), step('after', { dependencies: ['bad'] })],
      finally: [step('clean')],
    },
    status: 'failed',
    ends: { a: 'completed', bad: 'failed', after: 'skipped', clean: 'completed' },
    order: [['bad', 'clean']],
  },
  {
    name: 'locks',
    definition: {
      steps: ['a', 'b', 'c', 'd'].map((name) =>
        step(name, { lock: 'db', resources: [{ type: 'lock', identifier: 'db', mode: 'exclusive' }] }),
      ),
    },
    status: 'completed',
    ends: ends('completed', 'a', 'b', 'c', 'd'),
  },
  {
    name: 'cache',
    definition: {
      steps: [
        {
          ...step('made'),
          // Without the run in it, so that runs have it in common.
          parameters: { command: ['sh', '-c', 'sleep 0.2; echo made'] },
          cache: true,
        },
        step('used', { dependencies: ['made'] }),
        step('more', { dependencies: ['used'] }),
      ],
    },
    status: 'completed',
    ends: ends('completed', 'made', 'used', 'more'),
  },
  {
    name: 'isolated',
    definition: {
      steps: [
        step('a', { isolation: 'process' }),
        step('b', { isolation: 'process', dependencies: ['a'] }),
        step('c', { dependencies: ['a'] }),
      ],
    },
    status: 'completed',
    ends: ends('completed', 'a', 'b', 'c'),
    order: [['a', 'b']],
  },
  {
    name: 'items',
    definition: {
      max_parallel: 3,
      steps: [
        { name: 'each', ...marked('each-{{ index }}'), foreach: ['a', 'b', 'c', 'd', 'e'], max_parallel: 2 },
        { name: 'grid', ...marked('grid-{{ index }}', { fails: 1 }), matrix: { os: ['x', 'y'], n: [1, 2] } },
        step('after', { dependencies: ['each', 'grid'] }),
      ],
    },
    status: 'completed',
    ends: ends('completed', 'each', 'grid', 'after'),
    order: [
      ['each-4', 'after'],
      ['grid-3', 'after'],
    ],
  },
  {
    name: 'inside',
    definition: {
      workflows: { inner },
      steps: [
        innerStep('sub', 'sub'),
        innerStep('many', 'many-{{ index }}', { foreach: [0, 1], dependencies: ['sub'] }),
        step('after', { dependencies: ['many'] }),
      ],
    },
    status: 'completed',
    ends: ends('completed', 'sub', 'many', 'after'),
    order: [
      ['sub-x', 'sub-y'],
      ['sub-y', 'many-0-x'],
      ['many-1-y', 'after'],
    ],
  },
  {
    name: 'waits',
    definition: {
      steps: [
        step('again', { repeat: { until: '{{ index == 2 }}', max: 5, delay: 0.1 } }),
        { name: 'pause', wait_for: { seconds: 0.4 }, dependencies: ['again'] },
        { name: 'go', wait_for: { signal: 'go' } },
        { name: 'ship', wait_for: { approval: { prompt: 'ship?' } }, dependencies: ['pause'] },
        step('after', { dependencies: ['ship', 'go'] }),
      ],
    },
    signals: ['go'],
    approvals: ['ship'],
    status: 'completed',
    ends: ends('completed', 'again', 'pause', 'go', 'ship', 'after'),
  },
];
