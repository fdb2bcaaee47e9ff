import { readFile } from 'node:fs/promises';

const checks = {
  sources: (value) => ['orders', 'stores'].every((name) => /^[\w*.-]+\.(csv|json)$/.test(value?.[name] ?? '')),
  currency: (value) => /^[A-Z]{3}$/.test(value),
  batch_size: (value) => Number.isInteger(value) && value > 0,
  max_amount: (value) => value > 0,
  max_rejected_share: (value) => value >= 0 && value <= 1,
};

/** What config/pipeline.json says. @throws Error that names everything that is wrong with it. */
export async function readConfig(project) {
  const path = new URL('config/pipeline.json', project);
  let config;
  try {
    config = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    throw new Error(`config/pipeline.json: ${error.message}`);
  }
  const wrong = Object.keys(checks).filter((name) => !checks[name](config?.[name]));
  const unknown = Object.keys(config ?? {}).filter((name) => !Object.hasOwn(checks, name));
  if (wrong.length + unknown.length > 0) {
    const problems = [
      ...wrong.map((name) => `"${name}" is missing or wrong`),
      ...unknown.map((name) => `there is no "${name}"`),
    ];
    throw new Error(`config/pipeline.json: ${problems.join('; ')}`);
  }
  return config;
}
