/** Whether a variable of our own environment is set to something; what to is not told to anybody. */
export function isSet(name: string): boolean {
  const value = process.env[name];
  return value !== undefined && value.trim() !== '';
}
