import { type Call, option } from '../fact.ts';
import { fixedText, isConstant, type Value } from '../value.ts';
import { type CodeRule, inBoth, inJavascript, inPython } from './code-rule.ts';

const sends = /^(?:requests|httpx)\.|\.(?:get|post|put|patch|delete|head|options|request|send)$/;
const isCertNone = (value: Value | undefined): boolean =>
  (value?.kind === 'name' && value.path === 'ssl.CERT_NONE') || fixedText(value) === 'CERT_NONE';

/** The whole target of an assignment; a property of that name says nothing. */
const environmentSwitch = /(?:^|\.)env\.NODE_TLS_REJECT_UNAUTHORIZED$/;

const inSharedFolder = (value: Value | undefined): boolean => /^\/(?:var\/)?tmp\/./.test(fixedText(value) ?? '');
/** `x` makes the file and fails where something stands already. */
const writes = (mode: string | undefined): boolean => mode !== undefined && /[wa+]/.test(mode) && !mode.includes('x');

function writesSharedFile(call: Call): boolean {
  const { callee, positional } = call;
  if (!inSharedFolder(positional[0])) return false;
  if (/^(?:io\.|codecs\.)?open$/.test(callee)) return writes(fixedText(positional[1] ?? call.named.get('mode')));
  if (
    !/^(?:fs(?:\/promises|\.promises)?|fs-extra)\.(?:writeFile|writeFileSync|appendFile|appendFileSync|createWriteStream|outputFile)$/.test(
      callee,
    )
  )
    return false;
  return !(fixedText(option(call, 'flag') ?? option(call, 'flags')) ?? '').includes('x');
}

/** An octal number whose last digit lets everybody write. */
const isForEverybody = (value: Value | undefined): boolean =>
  value?.kind === 'constant' && /^0o?[0-7]{0,5}[2367]$/.test(value.text);

export const connectionsAndFiles: readonly CodeRule[] = [
  {
    id: 'tls_unverified',
    cwe: 295,
    languages: inJavascript,
    message: 'lets anybody in between take the place of the server',
    advice: 'Leave the check on; give a certificate authority of your own as "ca".',
    setting: ({ target, name, value }) => {
      if (name === 'rejectUnauthorized') return isConstant(value, 'false') ? 'high' : undefined;
      if (!environmentSwitch.test(target)) return undefined;
      return fixedText(value) === '0' || isConstant(value, '0') ? 'high' : undefined;
    },
  },
  {
    id: 'certificate_unverified',
    cwe: 295,
    languages: inPython,
    message: 'lets anybody in between take the place of the server',
    advice: 'Leave the check on; give a certificate authority of your own as verify="/path/to/ca.pem".',
    call: (call) => {
      const { callee, named } = call;
      if (callee === 'ssl._create_unverified_context') return 'high';
      if (isConstant(named.get('verify'), 'false') && sends.test(callee)) return 'high';
      if (isCertNone(named.get('cert_reqs'))) return 'high';
      const aiohttp = callee.startsWith('aiohttp.') ? (named.get('ssl') ?? named.get('verify_ssl')) : undefined;
      return isConstant(aiohttp, 'false') ? 'high' : undefined;
    },
    setting: ({ target, name, value }) => {
      if (name === 'verify_mode') return isCertNone(value) ? 'high' : undefined;
      if (target === 'ssl._create_default_https_context')
        return value.kind === 'name' && value.path === 'ssl._create_unverified_context' ? 'high' : undefined;
      return /^(?:check_hostname|verify)$/.test(name) && target !== name && isConstant(value, 'false')
        ? 'high'
        : undefined;
    },
  },
  {
    id: 'host_key_unverified',
    cwe: 295,
    languages: inPython,
    message: 'takes any key of the host, so that anybody in between can take its place',
    advice: 'Load known hosts and use RejectPolicy.',
    call: ({ callee, positional }) => {
      const [policy] = positional;
      if (!callee.endsWith('.set_missing_host_key_policy')) return undefined;
      const path = policy?.kind === 'call' ? policy.callee : policy?.kind === 'name' ? policy.path : '';
      return /(?:^|\.)(?:AutoAdd|Warning)Policy$/.test(path) ? 'high' : undefined;
    },
  },
  {
    id: 'shared_temporary_file',
    cwe: 377,
    languages: inBoth,
    message: 'writes to a fixed name in a folder where everybody can put a link of that name before',
    advice: 'Make a folder of its own: fs.mkdtemp, tempfile.mkdtemp or tempfile.NamedTemporaryFile.',
    call: (call) => {
      if (call.callee === 'tempfile.mktemp') return 'medium';
      return writesSharedFile(call) ? 'medium' : undefined;
    },
  },
  {
    id: 'writable_by_everybody',
    cwe: 732,
    languages: inBoth,
    message: 'lets everybody on the machine change the file',
    advice: 'Give rights to the owner alone: 0o600, or 0o700 for folders and programs.',
    call: ({ callee, positional, named }) => {
      if (/(?:^|\.)l?chmod(?:Sync)?$/.test(callee)) {
        return isForEverybody(named.get('mode') ?? positional.at(-1)) ? 'medium' : undefined;
      }
      const [mask] = positional;
      return /^(?:os|process)\.umask$/.test(callee) && mask?.kind === 'constant' && /^0(?:o?0*)$/.test(mask.text)
        ? 'medium'
        : undefined;
    },
  },
  {
    id: 'debug_server',
    cwe: 489,
    languages: inPython,
    message: 'starts a server whose error pages let visitors run code (debug=True)',
    advice: 'Leave debug out, or take it from the environment of your own machine.',
    call: ({ callee, named }) =>
      /(?:^|\.|\/)(?:app|application)\.run$|^flask\.Flask\(\)\.run$/.test(callee) &&
      isConstant(named.get('debug'), 'true')
        ? 'high'
        : undefined,
  },
];
