import { option, type Setting } from '../fact.ts';
import { GAP, isConstant, isFixed, type Value } from '../value.ts';
import { type CodeRule, ifOpen, inBoth, inJavascript, inPython, isSanitized } from './code-rule.ts';

const runsQuery =
  /\.(?:query|execute|executemany|executescript|exec|raw|prepare|run|all|get|each|read_sql|read_sql_query|fetch|fetchrow|fetchval|scalar|scalars)$|^sqlalchemy\.(?:sql\.)?text$/;
const sql =
  /^\s*(?:select\b[\s\S]{1,2000}?\bfrom\b|(?:insert|replace)\s+into\b|update\b[\s\S]{1,500}?\bset\b|delete\s+from\b|(?:create|drop|alter|truncate)\s+(?:table|database|view|index|user)\b|with\b[\s\S]{1,500}?\bas\s*\()/i;

/** Whether a string is SQL that something at run time has a part in. */
function isBuiltSql(value: Value | undefined): boolean {
  // What is filled in before the first word that tells is read as a name.
  return value?.kind === 'built' && value.text.includes(GAP) && sql.test(value.text.replaceAll(GAP, ' x '));
}

const isPageMember = ({ target, name }: Setting): boolean =>
  target !== name && /^(?:innerHTML|outerHTML|srcdoc)$/.test(name);
const escaping = 'Set textContent, or put the value through a sanitizer of HTML first.';

export const queriesAndPages: readonly CodeRule[] = [
  {
    id: 'built_sql',
    cwe: 89,
    languages: inBoth,
    message: 'is given SQL that is put together from values, which can then say what the statement does',
    advice: 'Write placeholders into the statement and hand the values over beside it.',
    call: ({ callee, positional }) => {
      if (/\.\$(?:query|execute)RawUnsafe$/.test(callee)) return ifOpen('high', positional[0]);
      return runsQuery.test(callee) && isBuiltSql(positional[0]) ? 'high' : undefined;
    },
  },
  {
    id: 'inner_html',
    cwe: 79,
    languages: inJavascript,
    message: 'takes a text as HTML, with the scripts that are in it',
    advice: escaping,
    setting: (setting) =>
      isPageMember(setting) && !isSanitized(setting.value) ? ifOpen('high', setting.value) : undefined,
    call: ({ callee, positional }) =>
      callee.endsWith('.insertAdjacentHTML') && !isSanitized(positional[1]) ? ifOpen('high', positional[1]) : undefined,
  },
  {
    id: 'document_write',
    cwe: 79,
    languages: inJavascript,
    message: 'writes a text into the page as HTML, with the scripts that are in it',
    advice: escaping,
    call: ({ callee, positional }) =>
      /^(?:window\.)?document\.write(?:ln)?$/.test(callee) && !positional.every(isFixed) && !isSanitized(positional[0])
        ? 'high'
        : undefined,
  },
  {
    id: 'jquery_html',
    cwe: 79,
    languages: inJavascript,
    message: 'is given HTML that is put together from values, with the scripts that are in them',
    advice: 'Make the element first and set its text with .text().',
    call: ({ callee, positional }) => {
      const [first] = positional;
      if (!/^(?:\$|jQuery|jquery)\(\)\.(?:html|append|prepend|before|after)$/.test(callee)) return undefined;
      return first?.kind === 'built' && first.text.includes('<') ? 'high' : undefined;
    },
  },
  {
    id: 'react_html',
    cwe: 79,
    languages: inJavascript,
    message: 'takes a text as HTML, with the scripts that are in it',
    advice: 'Give the text as a child, or put it through a sanitizer of HTML first.',
    setting: ({ name, value }) => {
      if (name !== 'dangerouslySetInnerHTML') return undefined;
      const html = value.kind === 'object' ? value.properties.get('__html') : value;
      return isSanitized(html) ? undefined : ifOpen('high', html);
    },
  },
  {
    id: 'marked_safe',
    cwe: 79,
    languages: inPython,
    message: 'keeps a text that is not fixed from being escaped',
    advice: 'Use format_html, or let the template escape it.',
    call: ({ callee, positional }) =>
      /^(?:django\.utils\.safestring\.(?:mark_safe|SafeString)|markupsafe\.Markup|flask\.Markup)$/.test(callee) &&
      !isSanitized(positional[0])
        ? ifOpen('medium', positional[0])
        : undefined,
  },
  {
    id: 'no_autoescape',
    cwe: 79,
    languages: inPython,
    message: 'makes templates that escape nothing',
    advice: 'Say autoescape=select_autoescape().',
    call: (call) => {
      if (call.callee !== 'jinja2.Environment' || call.hasSpread) return undefined;
      const given = option(call, 'autoescape');
      return given === undefined || isConstant(given, 'false') ? 'medium' : undefined;
    },
  },
  {
    id: 'message_to_any_origin',
    cwe: 345,
    languages: inJavascript,
    message: 'sends a message to whatever page is in that window ("*")',
    advice: 'Name the origin that is to read it.',
    call: ({ callee, positional }) => {
      const origin = positional[1];
      return callee.endsWith('.postMessage') && origin?.kind === 'text' && origin.text === '*' ? 'medium' : undefined;
    },
  },
];
