const MAX_LENGTH = 200;

/**
 * Whether git takes `name` for a branch or a tag (`git check-ref-format --branch`), and nobody takes it for something else:
 * `HEAD` and a leading `-` are refused, and so are more than 200 characters.
 */
export function isReferenceName(name: string): boolean {
  if (name === '' || name.length > MAX_LENGTH || name === '@' || name === 'HEAD' || name.startsWith('-')) return false;
  if (hasForbiddenCharacter(name) || /\.\.|@\{/.test(name) || name.endsWith('.')) return false;
  return name.split('/').every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

function hasForbiddenCharacter(name: string): boolean {
  return name.split('').some((character) => character <= ' ' || character === '\x7f' || '~^:?*[\\'.includes(character));
}
