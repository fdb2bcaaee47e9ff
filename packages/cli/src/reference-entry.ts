// What the generated reference of the command line is made of. No entry of the package: scripts of the repository read it.
export { examples } from './examples.ts';
export { commandTree } from './program.ts';
