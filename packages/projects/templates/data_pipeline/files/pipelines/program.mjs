import { fileURLToPath } from 'node:url';
import { readConfig } from './config.mjs';

/** The root of the project, whatever folder a stage is started in. */
export const project = new URL('../', import.meta.url);

/** Runs a stage when its file is what Node was started with, so that `node pipelines/clean.mjs` does that stage alone. */
export async function runAsProgram(url, stage) {
  if (process.argv[1] !== fileURLToPath(url)) return;
  await runStage(stage);
}

export async function runStage(stage) {
  try {
    console.log(`${stage.name}: ${await stage(project, await readConfig(project))}`);
  } catch (error) {
    console.error(`${stage.name} failed: ${error.message}`);
    process.exitCode = 1;
  }
  return process.exitCode === undefined;
}
