import { ProjectManagementError } from '@codomyrmex/core';

type Environment = Readonly<Record<string, string>>;
type Tell = (words: readonly string[], environment: Environment) => Promise<string>;

const PROBE = 'codomyrmex.probe';
const PATTERN = '^(filter\\..*|codomyrmex\\.probe)$';

/**
 * The environment in which git gives no file to a filter, whatever configuration names it. Not by `-c`: there a filter whose name
 * has an equals sign in it could not be switched off.
 * @throws ProjectManagementError GIT_TOO_OLD, since one before 2.31 does not read such an environment.
 */
export async function withoutPrograms(tell: Tell): Promise<Environment> {
  const listed = await tell(['config', '-z', '--name-only', '--get-regexp', PATTERN], settings([[PROBE, '1']])).catch(
    () => '',
  );
  const keys = listed.split('\0').filter(Boolean);
  if (!keys.includes(PROBE)) throw tooOld();
  const filters = new Set(keys.filter((key) => key !== PROBE).map((key) => key.slice(0, key.lastIndexOf('.'))));
  return settings(
    [...filters].flatMap((filter) => [
      [`${filter}.clean`, ''],
      [`${filter}.smudge`, ''],
      [`${filter}.process`, ''],
      [`${filter}.required`, 'false'],
    ]),
  );
}

function settings(all: readonly (readonly string[])[]): Environment {
  const variables = all.flatMap(([key = '', value = ''], index) => [
    [`GIT_CONFIG_KEY_${index}`, key],
    [`GIT_CONFIG_VALUE_${index}`, value],
  ]);
  return { ...Object.fromEntries(variables), GIT_CONFIG_COUNT: String(all.length) };
}

const tooOld = () =>
  new ProjectManagementError('git is too old: filters of a repository cannot be switched off', {
    code: 'GIT_TOO_OLD',
    suggestions: ['Install git 2.31 or newer.'],
  });
