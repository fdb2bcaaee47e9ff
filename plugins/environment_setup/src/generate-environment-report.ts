import { defineAction } from '@codomyrmex/core';
import * as z from 'zod';
import { type Environment, environmentSchema, lookAround, requirements } from './environment.ts';

const usual = ['git', 'node', 'npm', 'pnpm', 'python3', 'docker', 'make', 'gcc', 'go', 'cargo', 'java'];

export const generateEnvironmentReport = defineAction({
  title: 'Generate environment report',
  description: 'What validate_environment finds, and the same as a page of Markdown.',
  input: z.strictObject({
    ...requirements,
    optional_commands: requirements.optional_commands.default(usual),
  }),
  output: z.object({ report: z.string().meta({ description: 'Markdown.' }), environment: environmentSchema }),
  effects: ['exec', 'fs:read'],
  idempotent: true,
  timeout: 120,
  examples: [{ title: 'The usual programs', input: {} }],
  async run(context, asked) {
    const environment = await lookAround(context, asked);
    return { report: markdownOf(environment), environment };
  },
});

function markdownOf(environment: Environment): string {
  const { node, python, commands, problems, warnings } = environment;
  const facts = [
    ['Platform', `${environment.platform} ${environment.arch}`],
    ['CPUs', String(environment.cpus)],
    ['Memory', `${environment.memory_gb} GB`],
    ['Free disk', environment.disk_free_gb === null ? 'unknown' : `${environment.disk_free_gb} GB`],
    ['Node', node.version],
    ...(python === null ? [] : [['Python', python.version ?? 'not found']]),
  ];
  return [
    '# Environment',
    '',
    environment.valid ? 'Nothing that is required is missing.' : 'Something that is required is missing.',
    '',
    '| | |',
    '|---|---|',
    ...facts.map(([name, value]) => `| ${name} | ${value} |`),
    '',
    '| program | version |',
    '|---|---|',
    ...commands.map(({ name, found, version }) => `| ${name} | ${found ? (version ?? 'unknown') : 'not found'} |`),
    ...section('Problems', problems),
    ...section('Warnings', warnings),
    '',
  ].join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', `## ${title}`, '', ...lines.map((line) => `- ${line}`)];
}
