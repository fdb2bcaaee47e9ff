import { markdownTable } from './table.mjs';

/**
 * @typedef {{ readonly machine: import('./machine.mjs').Machine, readonly result: import('./result.mjs').Result }} Recorded
 */

const head = `# Benchmarks

Written by \`npm run bench -- --write\` from \`bench/recorded.json\`; do not edit. Each section was measured in one run of its own
process on the machine that it names, and says the command. Only ratios compare between machines, and a ratio below 1.3 decides
nothing. A figure is the median of several samples, with the lowest and the highest behind it. CPU time is that of the process with all its
threads, user and system. An aim stands behind its ratio; the aims are from the product's own plan.

\`\`\`text
npm run bench                        every benchmark
npm run bench -- kernel durable      some of them
npm run bench -- --quick             small sizes and few samples
npm run bench -- --json              one JSON document on stdout
npm run bench -- --write             records what was measured, and writes this page
npm run bench -- --compare           tells which ratios are worse than the recorded ones
npm run bench -- --install-peers     installs other orchestrators to measure against, into bench/peers
\`\`\`
`;

/**
 * The page of what is recorded.
 * @param {ReadonlyMap<string, import('./result.mjs').Benchmark>} benchmarks in the order of their sections
 * @param {Readonly<Record<string, Recorded>>} recorded
 */
export function documentOf(benchmarks, recorded) {
  const sections = [...benchmarks].flatMap(([name, benchmark]) => {
    const own = recorded[name];
    return own === undefined ? [] : [sectionOf(name, benchmark, own)];
  });
  return [head, ...sections].join('\n');
}

/**
 * @param {string} name
 * @param {import('./result.mjs').Benchmark} benchmark
 * @param {Recorded} recorded
 */
function sectionOf(name, { title, about }, { machine, result }) {
  const { node, cores, cpu, memoryGiB, load, day } = machine;
  const on = `${day}, Node ${node.slice(1)}, ${cores} × ${cpu}, ${memoryGiB} GiB, load ${load} at the start`;
  const notes = (result.notes ?? []).map((note) => `- ${note}\n`).join('');
  return `## ${title}

${about}

${markdownTable(result)}

${notes === '' ? '' : `${notes}\n`}\`npm run bench -- ${name}\`: ${on}.
`;
}
