import { attempt, keysOf, memberOf } from '../facts/read-member.ts';
import { taskFiles } from '../facts/task-files.ts';
import { folderOf, joined, nameOf, upward } from '../tree/paths.ts';
import { type Finding, quoted } from './finding.ts';
import type { Outline, Place } from './outline.ts';
import type { CheckScope } from './scope.ts';
import { type ShellCommand, shellCommands } from './shell-lines.ts';

/**
 * Whether commands name what is there: scripts of a package.json, targets of a Makefile or justfile, and the files that interpreters
 * are given. In blocks of shell, and as code in a sentence.
 */
export async function commandFindings(file: string, outline: Outline, scope: CheckScope): Promise<readonly Finding[]> {
  const found: Finding[] = [];
  for (const block of outline.blocks) {
    if (block.words.includes('nocheck') || block.words.includes('norun')) continue;
    for (const command of shellCommands(block.text, block.language)) {
      const place = { line: block.firstLine + command.line, column: 1 };
      found.push(...(await new Command(file, command, scope).findings(place, block.text)));
    }
  }
  for (const { text, line, column, folder } of outline.inline) {
    const [command] = shellCommands(text, 'sh');
    // A path alone is looked at as one.
    if (command === undefined || command.words.length < 2 || /[\n&|;]/.test(text)) continue;
    const there = folder === undefined ? command : { ...command, entered: [folder, ...command.entered] };
    found.push(...(await new Command(file, there, scope).findings({ line, column }, '')));
  }
  return found;
}

const managers = new Set(['npm', 'pnpm', 'yarn', 'bun']);
/** With one of these, the script is one of a package that is chosen elsewhere. */
const ELSEWHERE = /^(?:-w|--workspaces?|-ws|--filter|-F|-C|--prefix|--cwd|--dir|-r|--recursive)(?:=|$)/;
const interpreters = new Set([
  'node',
  'python',
  'python3',
  'sh',
  'bash',
  'ruby',
  'perl',
  'php',
  'tsx',
  'ts-node',
  'deno',
  'Rscript',
]);
/** What a reader is to fill in. */
const FILLED =
  /[<>{}[\]$*…`~]|\.\.\.|(?:^|\/)(?:path|your|my|some|foo|bar|example)(?:[/._-]|$)|^(?:NAME|[A-Z]+_[A-Z_]+|[A-Z]{4,})$/;

class Command {
  readonly #file: string;
  readonly #command: ShellCommand;
  readonly #scope: CheckScope;

  constructor(file: string, command: ShellCommand, scope: CheckScope) {
    this.#file = file;
    this.#command = command;
    this.#scope = scope;
  }

  async findings(place: Place, block: string): Promise<readonly Finding[]> {
    const problem = await this.#problem(block);
    if (problem === undefined) return [];
    return [{ code: 'DOC_COMMAND_MISSING', file: this.#file, ...place, ...problem }];
  }

  async #problem(block: string): Promise<Pick<Finding, 'message' | 'suggestion'> | undefined> {
    const [program = '', ...args] = this.#command.words;
    if (this.#scope.isIgnored(this.#command.words.join(' '))) return undefined;
    if (managers.has(program)) return this.#script(program, args);
    if (program === 'make' || program === 'just') return this.#target(program, args);
    if (interpreters.has(program)) {
      const script = args.find((arg) => !arg.startsWith('-') && arg !== 'run');
      return args.some((arg) => /^-(?:[cem]$|-eval|-module)/.test(arg)) ? undefined : this.#path(script, block);
    }
    return program.startsWith('./') ? this.#path(program, block) : undefined;
  }

  /** `npm run NAME` and the two words that are scripts without `run`. */
  async #script(
    program: string,
    args: readonly string[],
  ): Promise<Pick<Finding, 'message' | 'suggestion'> | undefined> {
    const script = scriptIn(program, args);
    if (script === undefined || FILLED.test(script)) return undefined;
    // npm starts it where there is no such script.
    if (script === 'start' && this.#scope.tree.has('server.js')) return undefined;
    const isElsewhere = args.some((arg) => ELSEWHERE.test(arg));
    const known = isElsewhere ? await this.#everyScript() : await this.#nearestScripts((await this.#folders()) ?? []);
    // Without a package.json around, the command is told of another project; yarn and bun also run programs.
    if (known === undefined || known.scripts.has(script) || (program !== 'npm' && known.programs.has(script)))
      return undefined;
    const meant = this.#scope.nearest(script, known.scripts);
    return {
      message: `${quoted(this.#command.words.join(' '))}: ${known.where} has no script "${script}"`,
      suggestion: meant === undefined ? undefined : `did you mean "${meant}"?`,
    };
  }

  async #target(
    program: 'make' | 'just',
    args: readonly string[],
  ): Promise<Pick<Finding, 'message' | 'suggestion'> | undefined> {
    if (args.some((arg) => /^-(?:C|f|-directory|-file|-justfile)/.test(arg))) return undefined;
    const target = args.find((arg) => !arg.startsWith('-') && !arg.includes('='));
    if (target === undefined || FILLED.test(target)) return undefined;
    const folders = await this.#folders();
    for (const folder of folders ?? []) {
      const files = (await taskFiles(this.#scope.tree, folder)).filter((one) => one.program === program);
      if (files.length === 0) continue;
      const targets = new Set(files.flatMap((one) => [...one.targets]));
      if (targets.has(target) || files.some((one) => one.isOpen) || this.#scope.tree.has(joined(folder, target)))
        return undefined;
      const meant = this.#scope.nearest(target, targets);
      return {
        message: `${quoted(this.#command.words.join(' '))}: ${files[0]?.file} has no target "${target}"`,
        suggestion: meant === undefined ? undefined : `did you mean "${meant}"?`,
      };
    }
    return undefined;
  }

  async #path(path: string | undefined, block: string): Promise<Pick<Finding, 'message' | 'suggestion'> | undefined> {
    if (path === undefined || FILLED.test(path) || /^[/~]|^[a-z]+:/.test(path) || !/[/.]/.test(path)) return undefined;
    // A single name such as script.py stands for any; a file that the block itself writes is there by then.
    const isNamed = path.includes('/') || this.#scope.tree.has(joined('', path));
    const folders = await this.#folders();
    if (!isNamed || folders === undefined || block.split(path).length > 2) return undefined;
    if ((await this.#scope.fromAnywhere(path, folders)) !== 'missing') return undefined;
    if (block.split(nameOf(path)).length > 2) return undefined;
    return {
      message: `${quoted(this.#command.words.join(' '))}: "${path}" is not there`,
      suggestion: this.#scope.suggestion(joined('', path)),
    };
  }

  /** Where the command would be run: the folder that was entered, else that of the document and those above it. */
  async #folders(): Promise<readonly string[] | undefined> {
    const own = [...upward(folderOf(this.#file))];
    if (this.#command.entered.length === 0) return own;
    const entered = this.#command.entered.reduce((at, next) => joined(at, next), '');
    for (const folder of own) {
      const path = joined(folder, entered);
      if (this.#scope.tree.folders.has(path)) return [path];
    }
    return undefined;
  }

  async #nearestScripts(folders: readonly string[]): Promise<Scripts | undefined> {
    for (const folder of folders) {
      const scripts = await this.#scriptsOf(joined(folder, 'package.json'));
      if (scripts !== undefined) return scripts;
    }
    return undefined;
  }

  async #everyScript(): Promise<Scripts | undefined> {
    const all = await Promise.all(
      this.#scope.tree.files.filter((path) => nameOf(path) === 'package.json').map((path) => this.#scriptsOf(path)),
    );
    const known = all.filter((one) => one !== undefined);
    if (known.length === 0) return undefined;
    return {
      where: 'every package.json',
      scripts: new Set(known.flatMap((one) => [...one.scripts])),
      programs: new Set(known.flatMap((one) => [...one.programs])),
    };
  }

  async #scriptsOf(manifest: string): Promise<Scripts | undefined> {
    if (!this.#scope.tree.has(manifest)) return undefined;
    const text = await this.#scope.tree.text(manifest);
    const read: unknown = text === undefined ? undefined : attempt(() => JSON.parse(text));
    if (read === undefined) return undefined;
    const programs = ['dependencies', 'devDependencies', 'bin'].flatMap((key) => keysOf(memberOf(read, key)));
    return { where: manifest, scripts: new Set(keysOf(memberOf(read, 'scripts'))), programs: new Set(programs) };
  }
}

/** Options whose value is the next word. */
const takesNext = (option: string | undefined): boolean =>
  option !== undefined && /^(?:-w|--workspace|--filter|-F|-C|--prefix|--cwd|--dir)$/.test(option);

/** The script that a command names; bun runs files and its own tests too. */
function scriptIn(program: string, args: readonly string[]): string | undefined {
  const [first, second] = args.filter((arg, index) => !arg.startsWith('-') && !takesNext(args[index - 1]));
  if (first === 'run' || first === 'run-script')
    return program === 'bun' && /[/.]/.test(second ?? '') ? undefined : second;
  if (first === 'test' || first === 't') return program === 'bun' ? undefined : 'test';
  return first === 'start' ? first : undefined;
}

interface Scripts {
  /** Named in a message. */
  readonly where: string;
  readonly scripts: ReadonlySet<string>;
  /** What a package manager may run beside scripts. */
  readonly programs: ReadonlySet<string>;
}
