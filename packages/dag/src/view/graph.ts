import { Graph, json } from '@dagrejs/graphlib';
import type { Plan } from '../plan/plan.ts';

export interface TaskNode {
  readonly label: string;
}

/** The plan as a graphlib graph: what layout libraries and other tools take. Node ids are task names. */
export function graphOf(plan: Plan): Graph {
  const graph = new Graph({ directed: true });
  for (const name of plan.names) graph.setNode(name, { label: name } satisfies TaskNode);
  for (const [from, to] of edgesOf(plan)) graph.setEdge(from, to);
  return graph;
}

/** graphlib's own JSON form. */
export function graphJson(plan: Plan): object {
  return json.write(graphOf(plan));
}

/** Graphviz. Names are quoted, so any text is only text. */
export function graphDot(plan: Plan, title: string): string {
  const lines = plan.names.map((name) => `  ${quoted(name)};`);
  for (const [from, to] of edgesOf(plan)) lines.push(`  ${quoted(from)} -> ${quoted(to)};`);
  return `digraph ${quoted(title)} {\n  rankdir=LR;\n  node [shape=box];\n${lines.join('\n')}\n}\n`;
}

/** Mermaid; nodes get short ids, since names may hold what Mermaid reads as syntax. */
export function graphMermaid(plan: Plan): string {
  const lines = plan.names.map((name, task) => `  t${task}["${name.replaceAll('"', '#quot;')}"]`);
  for (let task = 0; task < plan.size; task++) {
    for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
      lines.push(`  t${plan.dependencies[edge] ?? 0} --> t${task}`);
    }
  }
  return `flowchart LR\n${lines.join('\n')}\n`;
}

const quoted = (text: string): string => JSON.stringify(text);

function* edgesOf(plan: Plan): Generator<readonly [from: string, to: string]> {
  for (let task = 0; task < plan.size; task++) {
    for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
      yield [plan.names[plan.dependencies[edge] ?? 0] ?? '', plan.names[task] ?? ''];
    }
  }
}
