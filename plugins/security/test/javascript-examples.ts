import type { RuleExample } from './rule-example.ts';

export const javascriptExamples: readonly RuleExample[] = [
  {
    rule: 'eval',
    file: 'a.ts',
    unsafe: [
      'eval(text);',
      'globalThis.eval(text);',
      "window['eval'](text);",
      '(0, eval)(text);',
      'eval?.(text);',
      'const run = eval; run(text);',
      'const x = `${eval(text)}`;',
      '(eval as (x: string) => unknown)(text);',
    ],
    safe: [
      "// eval(text)\n/* eval(text) */ const a = 'eval(text)';",
      'const a = `eval(text)`;',
      'const a = /eval(text)/;',
      'await redis.eval(script, 1, key);',
      'class Shell { eval(x: string) { return x; } }',
      'function eval2(x: string) { return x; } eval2(text);',
      'function f(eval: (x: string) => string) { return eval(text); }',
    ],
  },
  {
    rule: 'function_constructor',
    file: 'a.js',
    unsafe: ["new Function('a', body)", 'const f = Function(body)', 'new globalThis.Function(`return ${x}`)'],
    safe: ["new this.Function('a')", "x instanceof Function; typeof f === 'Function'", 'new FunctionTable(body)'],
  },
  {
    rule: 'timer_with_text',
    file: 'a.js',
    unsafe: ['setTimeout(`run(${x})`, 10)', "window.setInterval('run(' + x + ')', 10)"],
    safe: ['setTimeout(() => run(x), 10)', 'setTimeout(run, 10)', "clock.setTimeout('name', 10)"],
  },
  {
    rule: 'vm_script',
    file: 'a.mjs',
    unsafe: [
      "import vm from 'node:vm';\nvm.runInNewContext(code);",
      "import { Script as S } from 'vm';\nnew S(code);",
      "require('vm').runInThisContext(code)",
    ],
    safe: [
      "import vm from 'node:vm';\nvm.createContext(code);",
      "import vm from './vm.js';\nvm.runInNewContext(code);",
    ],
  },
  {
    rule: 'unverified_token',
    file: 'a.ts',
    unsafe: ["import jwt from 'jsonwebtoken';\njwt.verify(token, key, { algorithms: ['none'] });"],
    safe: ["import jwt from 'jsonwebtoken';\njwt.verify(token, key, { algorithms: ['RS256'] });"],
  },
  {
    rule: 'shell_command',
    file: 'a.ts',
    unsafe: [
      "import { exec } from 'node:child_process';\nexec(`ls ${folder}`);",
      "import * as cp from 'child_process';\ncp.execSync('ls ' + folder);",
      "const { exec: run } = require('child_process');\nrun(command);",
      "import { exec } from 'node:child_process';\nimport { promisify } from 'node:util';\nconst run = promisify(exec);\nawait run(command);",
    ],
    safe: [
      "import { execFile } from 'node:child_process';\nexecFile('ls', [folder]);",
      '/a/.exec(`ls ${folder}`);',
      "import { exec } from './exec.ts';\nexec(`ls ${folder}`);",
    ],
  },
  {
    rule: 'shell_option',
    file: 'a.ts',
    unsafe: [
      "import { spawn } from 'node:child_process';\nspawn('ls', [folder], { shell: true });",
      "import { spawn } from 'node:child_process';\nspawn(`ls ${folder}`, { shell: '/bin/bash' });",
    ],
    safe: [
      "import { spawn } from 'node:child_process';\nspawn('ls', [folder], { shell: false });",
      "import { spawn } from 'node:child_process';\nspawn('ls', [folder]);",
    ],
  },
  {
    rule: 'built_sql',
    file: 'a.ts',
    unsafe: [
      'await db.query(`SELECT * FROM users WHERE id = ${user}`);',
      "db\n  .prepare('insert into users values (' + user + ')');",
      'await prisma.$queryRawUnsafe(text);',
      "const text = ['select a from b where c =', user].join(' ');\nawait pool.query(text);",
    ],
    safe: [
      "await db.query('SELECT * FROM users WHERE id = $1', [user]);",
      'await sql`SELECT * FROM users WHERE id = ${user}`;',
      'await prisma.$queryRaw`select a from b where c = ${user}`;',
      'log.info(`select ${user} from the list`);',
      'await api.query(`please select ${user}`);',
      "const columns = 'a, b';\nawait db.query(`select ${columns} from t limit ${10}`);",
    ],
  },
  {
    rule: 'inner_html',
    file: 'a.js',
    unsafe: [
      'node.innerHTML = text;',
      'node.outerHTML += `<b>${x}</b>`;',
      "node.insertAdjacentHTML('beforeend', '<b>' + x);",
    ],
    safe: [
      "node.innerHTML = '';",
      'node.textContent = text;',
      'node.innerHTML = DOMPurify.sanitize(text);',
      'const t = { innerHTML: text };',
      'const t = node.innerHTML;',
    ],
  },
  {
    rule: 'document_write',
    file: 'a.js',
    unsafe: ['document.write(text)', 'window.document.writeln(`<p>${text}`)'],
    safe: ["document.write('<hr>')", 'stream.write(text)'],
  },
  {
    rule: 'jquery_html',
    file: 'a.js',
    unsafe: ["$('#a').html('<b>' + name + '</b>')"],
    safe: ["$('#a').text('<b>' + name)", "$('#a').append(node)", "list.append('<b>' + name)"],
  },
  {
    rule: 'react_html',
    file: 'a.tsx',
    unsafe: ['const a = <div dangerouslySetInnerHTML={{ __html: text }} />;'],
    safe: [
      'const a = <div dangerouslySetInnerHTML={{ __html: sanitizeHtml(text) }} />;',
      "const a = <div dangerouslySetInnerHTML={{ __html: '<hr>' }} />;",
      'const a = <div title="dangerouslySetInnerHTML">{text}</div>;',
    ],
  },
  {
    rule: 'message_to_any_origin',
    file: 'a.js',
    unsafe: ["parent.postMessage(secret, '*')"],
    safe: ["parent.postMessage(secret, 'https://a.example')", "worker.postMessage('*')"],
  },
  {
    rule: 'unserialize',
    file: 'a.js',
    unsafe: ["const s = require('node-serialize');\ns.unserialize(text);"],
    safe: ["const s = require('./serialize');\ns.unserialize(text);"],
  },
  {
    rule: 'weak_hash',
    file: 'a.ts',
    unsafe: ["import { createHash } from 'node:crypto';\ncreateHash('md5').update(x);"],
    safe: [
      "import { createHash } from 'node:crypto';\ncreateHash('sha256').update('md5');",
      "import { createHash } from './hash.ts';\ncreateHash('md5');",
    ],
  },
  {
    rule: 'weak_cipher',
    file: 'a.ts',
    unsafe: [
      "import crypto from 'node:crypto';\ncrypto.createCipheriv('aes-128-ecb', key, null);",
      "import crypto from 'node:crypto';\ncrypto.createCipheriv('des-ede3-cbc', key, iv);",
      "import crypto from 'node:crypto';\ncrypto.createCipher('aes-256-gcm', key);",
    ],
    safe: ["import crypto from 'node:crypto';\ncrypto.createCipheriv('aes-256-gcm', key, iv);"],
  },
  {
    rule: 'predictable_secret',
    file: 'a.ts',
    unsafe: ['const sessionToken = Math.random().toString(36);', 'const o = { api_key: `k${Math.random()}` };'],
    safe: [
      'const delay = Math.random() * 10;',
      'const maxTokens = Math.random();',
      'const token = crypto.randomUUID();',
      'const secret = () => Math.random;',
    ],
  },
  {
    rule: 'tls_unverified',
    file: 'a.ts',
    unsafe: [
      'const agent = new Agent({ rejectUnauthorized: false });',
      'options.rejectUnauthorized = false;',
      "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';",
      "process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';",
    ],
    safe: [
      'const agent = new Agent({ rejectUnauthorized: true });',
      "const agent = new Agent({ note: 'rejectUnauthorized: false' });",
      "process.env.NODE_TLS_REJECT_UNAUTHORIZED = '1';",
    ],
  },
  {
    rule: 'shared_temporary_file',
    file: 'a.ts',
    unsafe: [
      "import { writeFile } from 'node:fs/promises';\nawait writeFile('/tmp/state.json', text);",
      "import fs from 'fs';\nfs.writeFileSync('/var/tmp/state', text);",
    ],
    safe: [
      "import { writeFile } from 'node:fs/promises';\nawait writeFile(join(folder, '/tmp/state.json'), text);",
      "import fs from 'fs';\nfs.writeFileSync('/tmp/state', text, { flag: 'wx' });",
      "import fs from 'fs';\nfs.readFileSync('/tmp/state');",
    ],
  },
  {
    rule: 'writable_by_everybody',
    file: 'a.ts',
    unsafe: ["import { chmodSync } from 'node:fs';\nchmodSync(path, 0o666);"],
    safe: ["import { chmodSync } from 'node:fs';\nchmodSync(path, 0o644);"],
  },
];
