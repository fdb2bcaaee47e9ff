// Looks whether the container files fit the project, without an engine to try them: what they copy is there, the port is
// one and the same, nothing runs as root, and no secret is written into them.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** @param {string} dockerfile @param {string} compose @returns {readonly string[]} what is wrong */
export function problemsOf(dockerfile, compose) {
  const problems = [];
  const instructions = dockerfile
    .replaceAll(/\\\n\s*/g, ' ')
    .split('\n')
    .map((line) => line.trim());
  const lastStage = instructions.slice(instructions.findLastIndex((line) => line.startsWith('FROM ')));

  for (const line of instructions) {
    if (/^FROM \S+$|^FROM \S+ AS \S+$/i.test(line) && !/^FROM \S+[:@]\S+/i.test(line)) {
      problems.push(`Dockerfile: "${line}" names no version`);
    }
    const copied = /^COPY (?!--from)(?<names>.+) \S+$/.exec(line)?.groups.names.split(' ') ?? [];
    for (const name of copied) {
      if (!name.includes('*') && !existsSync(join(root, name))) problems.push(`Dockerfile: "${name}" is not there`);
    }
  }
  const users = lastStage.filter((line) => line.startsWith('USER '));
  if (users.length === 0 || /^USER (root|0)\b/.test(users.at(-1)))
    problems.push('Dockerfile: the program runs as root');
  if (!lastStage.some((line) => line.startsWith('HEALTHCHECK '))) problems.push('Dockerfile: there is no HEALTHCHECK');

  const port = /^EXPOSE (\d+)$/m.exec(dockerfile)?.[1];
  if (!dockerfile.includes(`PORT=${port}`)) problems.push('Dockerfile: EXPOSE and PORT are not the same');
  if (!compose.includes(`:${port}"`)) problems.push(`compose.yaml: the port ${port} of the Dockerfile is not reached`);
  for (const [name, text] of [
    ['Dockerfile', dockerfile],
    ['compose.yaml', compose],
  ]) {
    for (const [, key] of text.matchAll(/^\s*(?:ENV\s+)?(\w*(?:PASSWORD|SECRET|TOKEN)\w*)\s*[:=]\s*(?!\$\{)\S/gm)) {
      problems.push(`${name}: the value of ${key} is written out`);
    }
  }
  return problems;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const read = (name) => readFileSync(new URL(name, import.meta.url), 'utf8');
  const problems = problemsOf(read('Dockerfile'), read('compose.yaml'));
  for (const problem of problems) console.error(problem);
  if (problems.length === 0) console.log('the container files fit the project');
  process.exitCode = problems.length === 0 ? 0 : 1;
}
