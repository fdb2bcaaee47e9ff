import { readFileSync } from 'node:fs';
import { Refusal } from './refusal.mjs';

// One place says how long a note may be: it holds for what comes in, and documents what is stored.
const schema = JSON.parse(readFileSync(new URL('../database/schema.json', import.meta.url), 'utf8'));
const { minLength, maxLength } = schema.properties.text;

/** @returns {{ text: string }} @throws Refusal 400 for everything that is no note. */
export function checkedNote(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refusal(400, 'send an object');
  const unknown = Object.keys(value).filter((key) => key !== 'text');
  if (unknown.length > 0) throw new Refusal(400, `there is no ${unknown.slice(0, 5).join(', ')}: send "text"`);
  if (typeof value.text !== 'string') throw new Refusal(400, '"text" is a string');
  // PostgreSQL stores no NUL, and nobody sees one.
  const text = value.text.replaceAll('\0', '').trim();
  if (text.length < minLength) throw new Refusal(400, 'the note is empty');
  if (text.length > maxLength) throw new Refusal(400, `a note has at most ${maxLength} characters`);
  return { text };
}
