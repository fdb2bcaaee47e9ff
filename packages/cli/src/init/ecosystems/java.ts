import {
  type Ecosystem,
  ifThere,
  isPlainPath,
  joined,
  type Machine,
  nothing,
  type ProposedStep,
} from '../ecosystem.ts';
import { below, foldersWith, isBelow, type RepositoryLook } from '../repository-look.ts';

export const maven: Ecosystem = {
  name: 'Maven',
  propose(look, machine) {
    return joined(
      outermost(look, (name) => name === 'pom.xml').map((folder) => {
        const wrapper = look.files.includes(below(folder, 'mvnw'));
        const found = [{ ecosystem: 'Maven', folder, detail: wrapper ? 'with wrapper' : 'pom.xml' }];
        // The wrapper fetches a Maven of its own; where one is there, nothing needs to be fetched.
        const program = machine.has('mvn') || !wrapper ? 'mvn' : './mvnw';
        const step: ProposedStep = {
          kind: 'test',
          label: 'maven',
          folder,
          description: 'compiles, and runs the tests',
          command: [program, '--batch-mode', '--no-transfer-progress', '--quiet', 'test'],
          leaves: [below(folder, '**/target/**')],
        };
        return joined([{ found }, ifThere(machine, program === 'mvn' ? 'mvn' : 'java', step)]);
      }),
    );
  },
};

export const gradle: Ecosystem = {
  name: 'Gradle',
  propose(look, machine) {
    return joined(
      outermost(look, (name) => /^(?:build|settings)\.gradle(?:\.kts)?$/.test(name)).map((folder) => {
        const wrapper = look.files.includes(below(folder, 'gradlew'));
        const found = [{ ecosystem: 'Gradle', folder, detail: wrapper ? 'with wrapper' : 'without wrapper' }];
        return joined([{ found }, ofGradle(folder, wrapper, machine)]);
      }),
    );
  },
};

function ofGradle(folder: string, wrapper: boolean, machine: Machine) {
  const program = wrapper ? './gradlew' : 'gradle';
  const step: ProposedStep = {
    kind: 'test',
    label: 'gradle',
    folder,
    description: 'compiles, and runs the checks and tests',
    command: [program, '--console=plain', '--no-daemon', 'check'],
    leaves: [below(folder, '**/build/**')],
  };
  if (!wrapper) return ifThere(machine, 'gradle', step);
  if (!machine.isInRepository(below(folder, 'gradle/wrapper/gradle-wrapper.jar'))) {
    return { ...nothing, leftOut: [{ step: step.command.join(' '), reason: 'its gradle-wrapper.jar is not there' }] };
  }
  return ifThere(machine, 'java', step);
}

/** A build covers the modules below it. */
function outermost(look: RepositoryLook, isOne: (name: string) => boolean): readonly string[] {
  const folders = foldersWith(look, isOne).filter(isPlainPath);
  return folders.filter((one) => !folders.some((other) => other !== one && isBelow(other, one)));
}
