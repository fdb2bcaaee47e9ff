import { Graph, json } from '@dagrejs/graphlib';
import type { Plan } from '../plan/plan.ts';

export interface TaskNode {
  readonly label: string;
}

/**
 * The plan as a graphlib graph: what layout libraries and other tools take. Node ids are task names; `labels`, by task, are what
 * stands in the nodes: the names unless given.
 */
export function graphOf(plan: Plan, labels = plan.names): Graph {
  const graph = new Graph({ directed: true });
  for (const [task, name] of plan.names.entries())
    graph.setNode(name, { label: labels[task] ?? name } satisfies TaskNode);
  for (const [from, to] of edgesOf(plan)) graph.setEdge(from, to);
  return graph;
}

/** graphlib's own JSON form. */
export function graphJson(plan: Plan, labels = plan.names): object {
  return json.write(graphOf(plan, labels));
}

/** Graphviz. Names are quoted, so any text is only text. */
export function graphDot(plan: Plan, title: string, labels = plan.names): string {
  const lines = plan.names.map((name, task) => {
    const label = labels[task] ?? name;
    return label === name ? `  ${quoted(name)};` : `  ${quoted(name)} [label=${quoted(label)}];`;
  });
  for (const [from, to] of edgesOf(plan)) lines.push(`  ${quoted(from)} -> ${quoted(to)};`);
  return `digraph ${quoted(title)} {\n  rankdir=LR;\n  node [shape=box];\n${lines.join('\n')}\n}\n`;
}

/** Mermaid; nodes get short ids, since names may hold what Mermaid reads as syntax. */
export function graphMermaid(plan: Plan, labels = plan.names): string {
  const lines = plan.names.map((name, task) => `  t${task}["${mermaidText(labels[task] ?? name)}"]`);
  for (let task = 0; task < plan.size; task++) {
    for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
      lines.push(`  t${plan.dependencies[edge] ?? 0} --> t${task}`);
    }
  }
  return `flowchart LR\n${lines.join('\n')}\n`;
}

/** Mermaid reads a label as HTML. */
const mermaidText = (text: string): string =>
  text.replaceAll('"', '#quot;').replaceAll('<', '#lt;').replaceAll('>', '#gt;');

const quoted = (text: string): string => JSON.stringify(text);

function* edgesOf(plan: Plan): Generator<readonly [from: string, to: string]> {
  for (let task = 0; task < plan.size; task++) {
    for (let edge = plan.dependencyStart[task] ?? 0; edge < (plan.dependencyStart[task + 1] ?? 0); edge++) {
      yield [plan.names[plan.dependencies[edge] ?? 0] ?? '', plan.names[task] ?? ''];
    }
  }
}
