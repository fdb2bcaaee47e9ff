// The programs that the packages install, and one small workflow through the command line.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '../run-program.mjs';
import { consumerEnvironment } from './consumer.mjs';

/**
 * @typedef {import('./tarballs.mjs').PackedPackage} PackedPackage
 * @typedef {import('./node-versions.mjs').NodeCommand} NodeCommand
 */

const workflow = `name: tiny
steps:
  - name: greet
    module: shell
    action: run
    parameters: { command: [node, "-e", "console.log('hello')"] }
`;

/** @param {PackedPackage} packed @returns {[program: string, file: string][]} files relative to the package */
function binaries({ name, manifest }) {
  if (typeof manifest.bin === 'string') return [[name.replace(/^@.*\//, ''), manifest.bin]];
  return Object.entries(manifest.bin ?? {});
}

/** @param {string} output @returns {string | undefined} why this is not the completed run of the workflow above */
function whyNotCompleted(output) {
  try {
    const run = JSON.parse(output);
    const said = run.results?.greet?.output?.stdout;
    return run.status === 'completed' && String(said).trim() === 'hello' ? undefined : `unexpected result: ${output}`;
  } catch (error) {
    return `stdout is not one JSON document (${String(error)}): ${output}`;
  }
}

/**
 * @param {string} folder with the packages installed
 * @param {readonly PackedPackage[]} packages
 * @param {NodeCommand} node
 * @returns {Promise<string[]>} complaints
 */
export async function checkPrograms(folder, packages, { program, args }) {
  const complaints = [];
  const env = consumerEnvironment();
  const run = (/** @type {string[]} */ ...words) => runProgram(program, [...args, ...words], { cwd: folder, env });
  for (const packed of packages) {
    for (const [name, file] of binaries(packed)) {
      const script = join('node_modules', packed.name, file);
      const version = await run(script, '--version');
      if (version.code !== 0 || !version.stdout.includes(packed.manifest.version)) {
        complaints.push(
          `${name} --version exits with ${version.code} and does not say ${packed.manifest.version}:\n${version.output}`,
        );
      }
      if (name !== 'codomyrmex') continue;
      writeFileSync(join(folder, 'tiny.yaml'), workflow);
      const ran = await run(script, 'workflow', 'run', 'tiny.yaml', '--json');
      const why = ran.code === 0 ? whyNotCompleted(ran.stdout) : `exits with ${ran.code}:\n${ran.output}`;
      if (why !== undefined) complaints.push(`${name} workflow run tiny.yaml --json: ${why}`);
    }
  }
  return complaints;
}
