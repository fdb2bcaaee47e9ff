const MAX_LENGTH = 300;

/** What differs between messages that say the same, from the longest to the shortest. */
const folded: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)?/g, '<time>'],
  [/\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b/g, '<ip>'],
  [/\b0x[0-9a-f]+\b/gi, '<hex>'],
  [/\b(?=[0-9a-f]{0,64}\d)[0-9a-f]{12,64}\b/gi, '<hex>'],
  [/\d+(?:[.,]\d+)*/g, '<n>'],
];

/** The message with what differs from case to case folded, so that messages of one kind are counted as one. */
export function templateOf(message: string): string {
  let template = message.slice(0, MAX_LENGTH);
  for (const [pattern, name] of folded) template = template.replace(pattern, name);
  return template.replace(/\s+/g, ' ').trim();
}
