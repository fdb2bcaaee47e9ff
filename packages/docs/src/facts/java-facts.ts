import { SaxesParser } from 'saxes';
import { joined, nameOf } from '../tree/paths.ts';
import type { ProjectTree } from '../tree/project-tree.ts';
import { type PackageFacts, type ProjectCommand, textNote } from './package-facts.ts';
import { attempt } from './read-member.ts';
import { shellWord } from './shell-word.ts';
import { firstFile } from './test-file.ts';

const TEST_FILE = /\/src\/test\/(?:java|kotlin)\/.*(?:Test|Tests|IT)\.(?:java|kt)$/;

export async function mavenFacts(tree: ProjectTree, folder: string): Promise<PackageFacts | undefined> {
  const manifest = joined(folder, 'pom.xml');
  const text = tree.has(manifest) ? await tree.text(manifest) : undefined;
  const elements = text === undefined ? undefined : attempt(() => elementsOf(text));
  if (elements === undefined) return undefined;
  const fact = (path: string): string | undefined => {
    const value = elements.find((one) => one.path === path)?.text;
    // `${project.version}` and the like are known to Maven alone.
    return value === undefined || value === '' || value.includes('${') ? undefined : value;
  };
  const all = (path: string) => elements.filter((one) => one.path === path).map((one) => one.text);
  const java = fact('project/properties/maven.compiler.release') ?? fact('project/properties/java.version');
  const program = tree.has(joined(folder, 'mvnw')) ? './mvnw' : 'mvn';
  const mvn = (words: string) => `${program} --batch-mode ${words}`;
  const commands: ProjectCommand[] = [
    { purpose: 'build', command: mvn('package -DskipTests'), note: textNote('build without tests') },
    { purpose: 'test', command: mvn('test'), note: textNote('every test') },
    ...oneTest(tree, folder, (name) => mvn(`test -Dtest=${name}`)),
  ];
  const plugins = all('project/build/plugins/plugin/artifactId');
  if (plugins.includes('spotless-maven-plugin')) {
    commands.push({ purpose: 'lint', command: mvn('spotless:check'), note: textNote('format, checked') });
    commands.push({ purpose: 'format', command: mvn('spotless:apply'), note: textNote('format') });
  }
  if (plugins.includes('maven-checkstyle-plugin')) {
    commands.push({ purpose: 'lint', command: mvn('checkstyle:check'), note: textNote('style') });
  }
  const members = all('project/modules/module');
  return {
    ecosystem: 'maven',
    folder,
    manifest,
    name: fact('project/artifactId') ?? nameOf(folder),
    version: fact('project/version') ?? fact('project/parent/version'),
    description: fact('project/description') ?? fact('project/name'),
    license: fact('project/licenses/license/name'),
    requires: java === undefined ? [] : [`Java ${java}`],
    dependencies: all('project/dependencies/dependency/artifactId'),
    commands,
    lockFiles: [],
    rules: [],
    entry: undefined,
    members: members.length === 0 ? undefined : members,
  };
}

/** What a build script of Gradle says by literals; it is code and is not run. */
export async function gradleFacts(tree: ProjectTree, folder: string): Promise<PackageFacts | undefined> {
  const files = ['build.gradle', 'build.gradle.kts', 'settings.gradle', 'settings.gradle.kts']
    .map((name) => joined(folder, name))
    .filter((path) => tree.has(path));
  const [manifest] = files;
  if (manifest === undefined) return undefined;
  const text = (await Promise.all(files.map((path) => tree.text(path)))).join('\n');
  const literal = (name: string) =>
    new RegExp(`^[ \\t]*${name}[ \\t]*(?:=[ \\t]*)?["']([^"'$]+)["']`, 'm').exec(text)?.[1];
  const program = tree.has(joined(folder, 'gradlew')) ? './gradlew' : 'gradle';
  const java = /JavaLanguageVersion\.of\((\d+)\)/.exec(text)?.[1];
  const members = Array.from(text.matchAll(/^[ \t]*include\b\s*\(?([^\n)]*)/gm), ([, list = '']) =>
    Array.from(list.matchAll(/["']:?([^"']+)["']/g), ([, name = '']) => name.replaceAll(':', '/')),
  ).flat();
  const commands: ProjectCommand[] = [
    { purpose: 'build', command: `${program} assemble`, note: textNote('build without tests') },
    { purpose: 'test', command: `${program} test`, note: textNote('every test') },
    ...oneTest(tree, folder, (name) => `${program} test --tests ${name}`),
  ];
  if (/spotless/.test(text))
    commands.push({ purpose: 'format', command: `${program} spotlessApply`, note: textNote('format') });
  if (/\bapplication\b/.test(text) && /mainClass/.test(text)) {
    commands.push({ purpose: 'run', command: `${program} run`, note: textNote('the program') });
  }
  return {
    ecosystem: 'gradle',
    folder,
    manifest,
    name: literal('rootProject\\.name') ?? nameOf(folder),
    version: literal('version'),
    description: literal('description'),
    license: undefined,
    requires: java === undefined ? [] : [`Java ${java}`],
    dependencies: Array.from(text.matchAll(/project\(\s*["']:([^"']+)["']\s*\)/g), ([, name = '']) =>
      nameOf(name.replaceAll(':', '/')),
    ),
    commands,
    lockFiles: [],
    rules: [],
    entry: undefined,
    members: members.length === 0 ? undefined : members,
  };
}

function oneTest(tree: ProjectTree, folder: string, command: (name: string) => string): ProjectCommand[] {
  const file = firstFile(tree, folder, (path) => TEST_FILE.test(`/${path}`));
  if (file === undefined) return [];
  const name = shellWord(nameOf(file).replace(/\.(?:java|kt)$/, ''));
  return [{ purpose: 'one_test', command: command(name), note: textNote('one test class') }];
}

interface Element {
  /** Names from the outermost to this element, joined by `/`. */
  readonly path: string;
  readonly text: string;
}

const MAX_DEPTH = 100;

/** The elements of a document in the order in which they end. Entities that a document defines itself are an error, not expanded. */
function elementsOf(text: string): Element[] {
  const parser = new SaxesParser();
  const open: { path: string; text: string }[] = [];
  const ended: Element[] = [];
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ name }) => {
    if (open.length >= MAX_DEPTH) throw new Error(`elements are nested deeper than ${MAX_DEPTH}`);
    const outer = open.at(-1);
    open.push({ path: outer === undefined ? name : `${outer.path}/${name}`, text: '' });
  });
  parser.on('text', (part) => {
    const element = open.at(-1);
    if (element !== undefined && element.text.length < 500) element.text += part.slice(0, 500);
  });
  parser.on('closetag', () => {
    const element = open.pop();
    if (element !== undefined) ended.push({ ...element, text: element.text.trim() });
  });
  parser.write(text).close();
  return ended;
}
