const inherited = [
  'PATH',
  'HOME',
  'USER',
  'LOGNAME',
  'LANG',
  'LANGUAGE',
  'TMPDIR',
  'TZ',
  'NODE_EXTRA_CA_CERTS',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'HTTP_PROXY',
  'HTTPS_PROXY',
  'ALL_PROXY',
  'NO_PROXY',
  'http_proxy',
  'https_proxy',
  'all_proxy',
  'no_proxy',
] as const;

/** Where there is no network, no home and one temporary folder. */
const inheritedInSandbox = ['PATH', 'LANG', 'LANGUAGE', 'TZ'] as const;

/**
 * The environment of a child process: the names above and `LC_*` from `source`, `TERM=dumb` so that programs draw nothing,
 * then what the step adds. Tokens, npm settings and whatever else stands in our own environment stay here.
 */
export function processEnvironment(
  added: Readonly<Record<string, string>> = {},
  source: Readonly<Record<string, string | undefined>> = process.env,
  names: readonly string[] = inherited,
): Record<string, string> {
  const environment: Record<string, string> = { TERM: 'dumb' };
  for (const name of names) {
    const value = source[name];
    if (value !== undefined) environment[name] = value;
  }
  for (const name of Object.keys(source)) {
    const value = name.startsWith('LC_') ? source[name] : undefined;
    if (value !== undefined) environment[name] = value;
  }
  return Object.assign(environment, added);
}

/** The same of a process in a sandbox. */
export const sandboxEnvironment = (added: Readonly<Record<string, string>>): Record<string, string> =>
  processEnvironment({ HOME: '/tmp', TMPDIR: '/tmp', ...added }, process.env, inheritedInSandbox);

/** An environment of one variable, from `NAME=value`. */
export function variable(assignment: string): Record<string, string> {
  const at = assignment.indexOf('=');
  return { [assignment.slice(0, at)]: assignment.slice(at + 1) };
}
