import { type WorkflowDefinition, workflowDefinitionSchema } from '@codomyrmex/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkWorkflow } from '../src/definition/check-workflow.ts';
import { parseWorkflow } from '../src/definition/parse-workflow.ts';
import { readSource } from '../src/definition/read-source.ts';
import { catalog } from './definition-actions.ts';

describe('checking large workflows', () => {
  const chain = (size: number): WorkflowDefinition =>
    workflowDefinitionSchema.parse({
      name: 'chain',
      steps: Array.from({ length: size }, (_, index) => ({
        name: `s${index}`,
        module: 'static_analysis',
        action: 'analyze_code_quality',
        parameters: { path: index === 0 ? '.' : `{{ s${index - 1}.output.score }}` },
      })),
    });

  it('given a chain of ten thousand steps, then it is read, parsed and planned in seconds', () => {
    const text = JSON.stringify(chain(10_000), null, 2);
    const started = process.cpuUsage();
    const source = readSource(text, 'a.json');
    if (!source.ok) throw new Error(JSON.stringify(source.problems[0]));
    const parsed = parseWorkflow(source.data, { places: source.places });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems[0]));
    const result = checkWorkflow(parsed.definition, { catalog, places: source.places });
    if (!result.ok) throw new Error(JSON.stringify(result.problems[0]));
    expect(result.workflow.plan.order.at(-1)).toBe(9_999);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(5);
  });

  it('given ten thousand steps in a circle, then the circle is told', () => {
    const circle = chain(10_000);
    const [first, ...rest] = circle.steps;
    const result = checkWorkflow(
      { ...circle, steps: [{ ...first!, parameters: { path: '{{ s9999.output.score }}' } }, ...rest] },
      { catalog },
    );
    expect(result).toMatchObject({
      ok: false,
      problems: [{ code: 'cycle', path: expect.stringMatching(/^steps\[\d+\]\.parameters\.path$/) }],
    });
  });

  it('given ten thousand wrong names, then a thousand problems come in seconds', () => {
    const wrong = chain(10_000).steps.map((step) => ({
      ...step,
      module: 'static_analisis',
      dependencies: [`x${step.name}`],
      parameters: { path: `{{ q${step.name} }}` },
    }));
    const started = process.cpuUsage();
    const result = checkWorkflow({ ...chain(1), steps: wrong }, { catalog });
    if (result.ok) throw new Error('it was planned');
    expect(result.problems).toHaveLength(1_001);
    expect(process.cpuUsage(started).user / 1e6).toBeLessThan(10);
  });

  it('given any graph of references, then it is planned in an order that they allow, or a cycle is told', () => {
    const graph = fc.array(fc.array(fc.nat(11), { maxLength: 3 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(graph, fc.boolean(), (edges, forwardOnly) => {
        const steps = edges.map((targets, index) => ({
          name: `s${index}`,
          module: 'shell',
          action: 'run',
          parameters: {
            command: [
              'x',
              ...targets
                .filter((target) => target < (forwardOnly ? index : edges.length) && target !== index)
                .map((target) => `{{ s${target}.status }}`),
            ],
          },
        }));
        const result = checkWorkflow(workflowDefinitionSchema.parse({ name: 'w', steps }), { catalog });
        if (forwardOnly) expect(result.ok).toBe(true);
        if (!result.ok) {
          expect(result.problems.map(({ code }) => code)).toEqual(['cycle']);
          return;
        }
        const { plan, steps: made } = result.workflow;
        const place = Array.from(plan.order).map((task, order) => [task, order] as const);
        const orders = new Map(place);
        for (const [task, { reads }] of made.entries()) {
          for (const read of reads) expect(orders.get(plan.indices.get(read)!)!).toBeLessThan(orders.get(task)!);
        }
      }),
    );
  });
});
