import { defineAction, NotApplicable } from '@codomyrmex/core';
import { folderAt } from '@codomyrmex/source-files';
import * as z from 'zod';
import { repoRoot } from './build-module-catalog.ts';
import type { Module } from './modules/module.ts';
import { moduleCatalog } from './modules/module-catalog.ts';

const checks = ['readme', 'license', 'tests', 'version', 'code'] as const;
type Check = (typeof checks)[number];

const passes: Readonly<Record<Check, (module: Module) => boolean>> = {
  readme: ({ has_readme }) => has_readme,
  license: ({ has_license }) => has_license,
  tests: ({ test_files }) => test_files > 0,
  version: ({ version }) => version !== null,
  code: ({ language }) => language !== null,
};

export const auditModuleStructure = defineAction({
  title: 'Audit module structure',
  description: 'Which modules of a project lack a README, a licence, tests, a version or code.',
  input: z.strictObject({
    repo_root: repoRoot,
    checks: z
      .array(z.enum(checks))
      .min(1)
      .max(checks.length)
      .default(['readme', 'tests', 'code'])
      .meta({ description: 'What every module is to have.' }),
  }),
  output: z.object({
    root: z.string(),
    compliant: z.boolean().meta({ description: 'No module lacks anything.' }),
    modules: z.array(z.object({ name: z.string(), path: z.string(), missing: z.array(z.enum(checks)) })),
    missing_by_check: z.record(z.string(), z.int()),
    modules_count: z.int(),
    compliant_count: z.int(),
    truncated: z.boolean(),
  }),
  effects: ['fs:read'],
  idempotent: true,
  isolation: 'thread',
  timeout: 300,
  examples: [{ title: 'Everything', input: { checks: ['readme', 'license', 'tests', 'version', 'code'] } }],
  async run(context, { repo_root, checks: asked }) {
    const root = await folderAt(context.resolve(repo_root), repo_root);
    const { modules, truncated } = await moduleCatalog(context, root);
    if (modules.length === 0)
      throw new NotApplicable(`"${repo_root}" has no module: no manifest and no Python package`);
    const wanted = [...new Set(asked)];
    const audited = modules.map((module) => ({
      name: module.name,
      path: module.path,
      missing: wanted.filter((check) => !passes[check](module)),
    }));
    const whole = audited.filter(({ missing }) => missing.length === 0).length;
    return {
      root,
      compliant: whole === audited.length,
      modules: audited,
      missing_by_check: Object.fromEntries(
        wanted.map((check) => [check, audited.filter(({ missing }) => missing.includes(check)).length]),
      ),
      modules_count: audited.length,
      compliant_count: whole,
      truncated,
    };
  },
});
