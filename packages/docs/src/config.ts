/** What a block of code that is run gets of our environment: no tokens and no settings of npm. */
const inherited = ['PATH', 'HOME', 'USER', 'LANG', 'LC_ALL', 'TMPDIR', 'TZ'] as const;

export function blockEnvironment(): Record<string, string> {
  const own: Record<string, string> = { CI: '1', NO_COLOR: '1', TERM: 'dumb' };
  for (const name of inherited) {
    const value = process.env[name];
    if (value !== undefined) own[name] = value;
  }
  return own;
}
