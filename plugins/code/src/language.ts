import type { ExecutionLimits } from './limits.ts';

type Words = readonly [string, ...string[]];

/** A language that code can be written in. */
export interface Language {
  readonly name: string;
  /** Other names of it, all small. */
  readonly aliases: readonly string[];
  /** The file that the code is put into. */
  readonly file: string;
  /** Programs that can run or compile it, the best first. */
  readonly programs: readonly string[];
  /** Arguments that make one of them tell the folder that it is installed in. */
  readonly installation?: { readonly ask: Words; readonly program: string };
  /** Makes something that runs of the file; under limits of its own. */
  readonly compile?: (program: string) => Words;
  readonly run: (program: string, limits: ExecutionLimits) => Words;
  /** MiB of addresses that the runtime reserves beside the memory that it uses, as measured. */
  readonly addressesMb: number;
  /** MiB that compiling leaves in the folder. */
  readonly compiledMb: number;
  /** What to do where no program is found. */
  readonly install: string;
}

const interpreted = { addressesMb: 256, compiledMb: 0 };
const compiled = { addressesMb: 256, compiledMb: 64, run: (): Words => ['./main'] };
const node = {
  // One memory of WebAssembly reserves 10 GiB, and Node removes types by a program in it.
  addressesMb: 12_288,
  compiledMb: 0,
  run:
    (file: string) =>
    (program: string, limits: ExecutionLimits): Words => [program, `--max-old-space-size=${limits.memoryMb}`, file],
};

export const languages: readonly Language[] = [
  {
    ...interpreted,
    name: 'python',
    aliases: ['py', 'python3'],
    file: 'main.py',
    programs: ['python3', 'python'],
    installation: { ask: ['-c', 'import sys; print(sys.base_prefix)'], program: 'bin/python3' },
    run: (program) => [program, 'main.py'],
    install: 'Install Python 3.',
  },
  {
    ...node,
    name: 'javascript',
    aliases: ['js', 'node', 'nodejs'],
    file: 'main.js',
    programs: ['node'],
    run: node.run('main.js'),
    install: 'Install Node.',
  },
  {
    ...node,
    name: 'typescript',
    aliases: ['ts'],
    file: 'main.ts',
    programs: ['node'],
    run: node.run('main.ts'),
    install: 'Run Codomyrmex with Node 22.18 or newer, which runs TypeScript by itself.',
  },
  {
    ...interpreted,
    name: 'bash',
    aliases: ['sh', 'shell'],
    file: 'main.sh',
    programs: ['bash'],
    run: (program) => [program, 'main.sh'],
    install: 'Install bash.',
  },
  {
    ...compiled,
    name: 'c',
    aliases: [],
    file: 'main.c',
    programs: ['gcc', 'clang', 'cc'],
    compile: (program) => [program, '-O1', '-o', 'main', 'main.c', '-lm'],
    install: 'Install gcc or clang.',
  },
  {
    ...compiled,
    name: 'cpp',
    aliases: ['c++', 'cxx'],
    file: 'main.cpp',
    programs: ['g++', 'clang++', 'c++'],
    compile: (program) => [program, '-O1', '-o', 'main', 'main.cpp'],
    install: 'Install g++ or clang++.',
  },
  {
    ...compiled,
    name: 'rust',
    aliases: ['rs'],
    file: 'main.rs',
    programs: ['rustc'],
    installation: { ask: ['--print', 'sysroot'], program: 'bin/rustc' },
    compile: (program) => [program, '-o', 'main', 'main.rs'],
    install: 'Install Rust (rustc) where every user can read it.',
  },
  {
    ...compiled,
    name: 'go',
    aliases: ['golang'],
    file: 'main.go',
    programs: ['go'],
    installation: { ask: ['env', 'GOROOT'], program: 'bin/go' },
    compile: (program) => [program, 'build', '-o', 'main', 'main.go'],
    addressesMb: 2_048,
    compiledMb: 512,
    install: 'Install Go.',
  },
  {
    name: 'java',
    aliases: [],
    file: 'Main.java',
    programs: ['javac'],
    compile: (program) => [program, '-J-XX:+UseSerialGC', '-d', 'classes', 'Main.java'],
    run: (program, { memoryMb }) => [
      program.replace(/javac$/, 'java'),
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-Xmx${Math.ceil(memoryMb / 2)}m`,
      '-cp',
      'classes',
      'Main',
    ],
    addressesMb: 6_144,
    compiledMb: 16,
    install: 'Install a JDK, which has javac. The class is called Main.',
  },
];

/** By its name or one of its aliases, in small or capital letters. */
export function languageNamed(written: string): Language | undefined {
  const name = written.trim().toLowerCase();
  return languages.find((language) => language.name === name || language.aliases.includes(name));
}
