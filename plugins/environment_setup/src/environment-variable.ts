/** Whether the engine's own environment has a value for the name; a blank one is none. */
export function isSet(name: string): boolean {
  const value = process.env[name];
  return value !== undefined && value.trim() !== '';
}
