import { mkdirSync, writeFileSync } from 'node:fs';

/** Something to look at: a source file with a finding, in ./src. */
export function writeSources(): void {
  mkdirSync('src', { recursive: true });
  writeFileSync('src/greet.js', 'export function greet(name) {\n  debugger;\n  return name;\n}\n');
}
