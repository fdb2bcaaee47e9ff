import { type PackageFacts, type ProjectCommand, purposes } from '../facts/package-facts.ts';
import { taskCommands } from '../facts/task-files.ts';
import { code, codeBlock, inline, table } from '../markdown/inline.ts';
import { isWithin, relativeTo } from '../tree/paths.ts';
import { isForAgents, packagesIn, type Subject, type Told } from './subject.ts';

/** So many lines are read by whoever works; what is left out is told as a number. */
const MAX_FOR_AGENTS = 16;
const MAX_FOR_PEOPLE = 60;
/** Script runners repeat what a manifest's own tools say of a few names; the rest is for agents noise. */
const rare = new Set<ProjectCommand['purpose']>(['script']);

/** How it is set up, built, tested and run: commands whose script, target or tool was seen. */
export function commands(subject: Subject): Told {
  const own = commandsIn(subject, subject.folder);
  const groups: [string, readonly ProjectCommand[]][] = [['', own]];
  if (own.length === 0) {
    // A root without commands of its own: those of the packages are what there is.
    for (const folder of foldersBelow(subject)) groups.push([folder, commandsIn(subject, folder)]);
  }
  return { title: 'Commands', body: isForAgents(subject) ? asBlock(groups) : asTables(groups, subject.folder) };
}

function foldersBelow({ facts, folder }: Subject): string[] {
  const below = facts.packages.map((one) => one.folder).filter((one) => one !== folder && isWithin(one, folder));
  return [...new Set(below)].map((one) => relativeTo(folder, one));
}

/** In the order of their purposes; a command that two sources tell is told once. */
export function commandsIn({ facts, folder: top }: Subject, folder: string): readonly ProjectCommand[] {
  const at = folder === top ? folder : top === '' ? folder : `${top}/${folder}`;
  const packages: readonly PackageFacts[] = packagesIn(facts, at);
  const all = [...packages.flatMap((one) => one.commands), ...taskCommands(facts.tasks.get(at) ?? [])];
  const first = new Map(all.toReversed().map((one) => [one.command, one]));
  return [...first.values()].reverse().sort((a, b) => purposes.indexOf(a.purpose) - purposes.indexOf(b.purpose));
}

const meaning: Readonly<Record<ProjectCommand['purpose'], string>> = {
  setup: 'set up',
  build: 'build',
  test: 'test',
  one_test: 'one test',
  lint: 'lint',
  types: 'check types',
  format: 'format',
  run: 'run',
  script: '',
};

/** What a command is for, unless the command says it itself: `npm run build` is told to nobody as "build". */
function meaningBeside(command: string, purpose: ProjectCommand['purpose']): string {
  const words = command.split(/[\s:]+/);
  const told = meaning[purpose];
  return words.includes(told) || words.includes(told.replaceAll(' ', '')) ? '' : told;
}

function asTables(groups: readonly [string, readonly ProjectCommand[]][], top: string): string {
  const parts: string[] = [];
  for (const [folder, group] of groups) {
    if (group.length === 0) continue;
    const rows = group.slice(0, MAX_FOR_PEOPLE).map(({ command, note, purpose }) => {
      const does = note?.kind === 'code' ? `runs ${code(note.text)}` : inline(note?.text ?? '');
      const why = purpose === 'run' || note?.kind === 'text' ? '' : meaningBeside(command, purpose);
      return [code(command), [why, does].filter((part) => part !== '').join(': ')];
    });
    if (folder !== '') parts.push(`In ${code(`${folder}/`)}:`);
    parts.push(table([folder === '' && top === '' ? 'command' : 'command here', 'does'], rows));
    if (group.length > MAX_FOR_PEOPLE) parts.push(`And ${group.length - MAX_FOR_PEOPLE} more.`);
  }
  return parts.join('\n\n');
}

function asBlock(groups: readonly [string, readonly ProjectCommand[]][]): string {
  const lines = groups.flatMap(([folder, group]) => {
    const usual = group.filter(({ purpose }) => !rare.has(purpose));
    const told = usual.length === 0 ? group : usual;
    return told.length === 0 ? [] : [...(folder === '' ? [] : [{ folder }]), ...told];
  });
  const shown = lines.slice(0, MAX_FOR_AGENTS);
  if (shown.length === 0) return '';
  const width = Math.max(...shown.map((line) => ('folder' in line ? 0 : Math.min(line.command.length, 60))));
  const text = shown.map((line) => {
    if ('folder' in line) return `# in ${line.folder}/`;
    const { command, note, purpose } = line;
    const told = note?.kind === 'text' ? note.text : meaningBeside(command, purpose);
    return told === '' ? command : `${command.padEnd(width)}  # ${told}`;
  });
  if (lines.length > shown.length) text.push(`# and ${lines.length - shown.length} more: README.md`);
  return codeBlock('sh', text);
}
