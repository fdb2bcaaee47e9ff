import type { Plan } from '@codomyrmex/dag';
import { graphlib, layout } from '@dagrejs/dagre';

const CHARACTER = 8;
const HEIGHT = 34;
const MARGIN = 16;
const MAX_NODES = 2_000;

/** The plan drawn from left to right, as one SVG that follows the reader's light or dark scheme. */
export function graphSvg(plan: Plan, title: string, labels = plan.names): string {
  if (plan.size > MAX_NODES) return tooLarge(plan.size);
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: 'LR', nodesep: 18, ranksep: 48, marginx: MARGIN, marginy: MARGIN });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const [task, name] of labels.entries()) {
    graph.setNode(String(task), { width: name.length * CHARACTER + 24, height: HEIGHT });
  }
  for (let task = 0; task < plan.size; task++) {
    for (const dependency of plan.dependencies.subarray(plan.dependencyStart[task], plan.dependencyStart[task + 1])) {
      graph.setEdge(String(dependency), String(task));
    }
  }
  layout(graph);
  return document(graph, labels, title);
}

function document(graph: InstanceType<typeof graphlib.Graph>, labels: readonly string[], title: string): string {
  const { width = 0, height = 0 } = graph.graph();
  const nodes = labels.map((label, task) => node(label, graph.node(String(task))));
  const edges = graph.edges().map((edge: { v: string; w: string }) => path(graph.edge(edge).points ?? []));
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-labelledby="graph-title">
<title id="graph-title">${escaped(title)}</title>
<style>.node rect{fill:#fff;stroke:#4b5563}.node text{fill:#111827;font:13px ui-monospace,monospace}.edge{fill:none;stroke:#6b7280}.tip{fill:#6b7280}@media(prefers-color-scheme:dark){.node rect{fill:#1f2937;stroke:#9ca3af}.node text{fill:#f9fafb}.edge{stroke:#9ca3af}.tip{fill:#9ca3af}}</style>
<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="8" markerHeight="8" orient="auto"><path class="tip" d="M0 0 8 4 0 8z"/></marker></defs>
${edges.join('\n')}
${nodes.join('\n')}
</svg>
`;
}

interface Box {
  readonly x?: number;
  readonly y?: number;
  readonly width?: number;
  readonly height?: number;
}

function node(name: string, { x = 0, y = 0, width = 0, height = 0 }: Box): string {
  const left = round(x - width / 2);
  const top = round(y - height / 2);
  return `<g class="node"><rect x="${left}" y="${top}" width="${round(width)}" height="${height}" rx="6"/><text x="${round(x)}" y="${round(y + 4)}" text-anchor="middle">${escaped(name)}</text></g>`;
}

function path(points: readonly { readonly x: number; readonly y: number }[]): string {
  const route = points.map(({ x, y }, place) => `${place === 0 ? 'M' : 'L'}${round(x)} ${round(y)}`).join(' ');
  return `<path class="edge" marker-end="url(#tip)" d="${route}"/>`;
}

function tooLarge(size: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 520 40" role="img"><text x="10" y="25">${size} steps are too many to draw; use --format dot</text></svg>\n`;
}

const round = (value: number): number => Math.round(value * 10) / 10;

const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);
