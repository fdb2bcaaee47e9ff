const loading = new Set([
  '--import',
  '--require',
  '-r',
  '--loader',
  '--experimental-loader',
  '--conditions',
  '-C',
  '--experimental-strip-types',
  '--experimental-transform-types',
  '--preserve-symlinks',
  '--enable-source-maps',
]);

/**
 * Of the flags that our own Node was started with, those that say how code is loaded: with them a plugin in TypeScript loads in a
 * process as it does here. Others (inspecting, evaluating, profiling, limits) are for us alone.
 */
export function loaderFlags(flags: readonly string[] = process.execArgv): readonly string[] {
  return flags.flatMap((flag, index) => {
    const [name = ''] = flag.split('=', 1);
    if (!loading.has(name)) return [];
    const next = flags[index + 1];
    const hasValue = !flag.includes('=') && next !== undefined && !next.startsWith('-');
    return hasValue ? [flag, next] : [flag];
  });
}
