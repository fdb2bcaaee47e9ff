/**
 * The module `build_synthesis`: projects built in stages, archives and manifests of what was built.
 * @module @codomyrmex/plugin-build-synthesis
 */
import { definePlugin } from '@codomyrmex/core';
import { checkBuildEnvironment } from './actions/check-build-environment.ts';
import { createBuildManifest } from './actions/create-build-manifest.ts';
import { incrementalBuildCheck } from './actions/incremental-build-check.ts';
import { orchestrateBuildPipeline } from './actions/orchestrate-build-pipeline.ts';
import { parallelBuildExecution } from './actions/parallel-build-execution.ts';
import { runBuildCommand } from './actions/run-build-command.ts';
import { synthesizeBuildArtifact } from './actions/synthesize-build-artifact.ts';
import { triggerBuild } from './actions/trigger-build.ts';
import { validateBuildConfig } from './actions/validate-build-config.ts';
import { validateBuildOutput } from './actions/validate-build-output.ts';

export type { BuildConfig } from './build-config.ts';
export type { StageResult } from './pipeline.ts';

export const buildSynthesis = definePlugin({
  module: 'build_synthesis',
  version: '0.1.0',
  description: 'Builds projects in stages as their files say, and makes archives and manifests of what was built.',
  entry: import.meta.url,
  actions: {
    check_build_environment: checkBuildEnvironment,
    run_build_command: runBuildCommand,
    orchestrate_build_pipeline: orchestrateBuildPipeline,
    trigger_build: triggerBuild,
    parallel_build_execution: parallelBuildExecution,
    validate_build_config: validateBuildConfig,
    synthesize_build_artifact: synthesizeBuildArtifact,
    validate_build_output: validateBuildOutput,
    create_build_manifest: createBuildManifest,
    incremental_build_check: incrementalBuildCheck,
  },
});

export default buildSynthesis;
