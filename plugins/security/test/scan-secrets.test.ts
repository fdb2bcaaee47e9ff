import { chmodSync, existsSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runAction } from '@codomyrmex/testing';
import { projectFolder } from '@codomyrmex/testing/vitest';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { security } from '../src/index.ts';
import { anySecret, one, password, privateKey, secretForms } from './made-up-secrets.ts';

const { scan_secrets: scanSecrets, scan_file_for_secrets: scanFile } = security.actions;

async function scan(workspace: string, input: object = {}) {
  return (await runAction(scanSecrets, input, { workspace })).output;
}

async function scanOf(files: Readonly<Record<string, string | Uint8Array>>, input: object = {}) {
  return scan(await projectFolder(files), input);
}

describe('given secrets of a known form', () => {
  test.each(Object.keys(secretForms))(
    'when a file holds one of the kind %s, then it is found at its place, masked',
    async (rule) => {
      const secret = one(secretForms[rule] ?? fc.constant(''));
      const { findings, by_rule, findings_count } = await scanOf({
        'src/a.ts': `// first\nconst x = f('${secret}');\n`,
      });
      expect(findings).toMatchObject([{ file: 'src/a.ts', line: 2, column: 14, rule }]);
      expect(findings[0]?.masked).toBe(`${secret.slice(0, 4)}****${secret.slice(-2)}`);
      expect(by_rule).toEqual({ [rule]: 1 });
      expect(findings_count).toBe(1);
    },
  );

  test.each([
    ['', 2],
    ['RSA ', 12],
    ['EC ', 1],
    ['OPENSSH ', 5],
  ])(
    'when a file holds a %sprivate key of %i lines, then it is critical, and nothing of it is shown',
    async (kind, lines) => {
      const key = one(privateKey(kind, lines));
      const inJson = JSON.stringify({ private_key: key });
      const { findings } = await scanOf({ id_key: `\n${key}\n`, 'account.json': inJson });
      expect(
        findings.map(({ file, line, rule, severity, masked }) => ({ file, line, rule, severity, masked })),
      ).toEqual([
        { file: 'account.json', line: 1, rule: 'private_key', severity: 'critical', masked: '****' },
        { file: 'id_key', line: 2, rule: 'private_key', severity: 'critical', masked: '****' },
      ]);
    },
  );

  test('when a key is protected by a passphrase, only named, or public, then it is medium or none', async () => {
    const encrypted = one(privateKey('ENCRYPTED ', 4));
    const { findings } = await scanOf({
      'a.pem': encrypted,
      'b.md': 'It begins with `-----BEGIN RSA PRIVATE KEY-----` and ends with `-----END RSA PRIVATE KEY-----`.',
      'c.pem': one(privateKey('RSA ', 4)).replaceAll('PRIVATE', 'PUBLIC'),
    });
    expect(findings).toMatchObject([{ file: 'a.pem', severity: 'medium' }]);
  });

  test('when passwords stand in addresses and connection strings, then they are found, for any scheme', async () => {
    const secret = one(password).replaceAll(/[?]/g, '!');
    const { findings } = await scanOf({
      'a.ts': [
        `connect("postgres://app:${secret}@db.internal:5432/x")`,
        `connect("redis://:${secret}@10.0.0.1")`,
        `fetch("https://ada:${secret}@host.corp/path")`,
        `open("Server=db;Database=x;User Id=app;Password=${secret};")`,
        'connect("postgres://db.internal:5432/x?user=a@b")',
      ].join('\n'),
    });
    expect(findings.map(({ line, rule, masked }) => [line, rule, masked])).toEqual(
      [1, 2, 3, 4].map((line) => [line, 'connection_string_password', '****']),
    );
  });

  test('when values stand under telling names, then those that look chosen or generated are found', async () => {
    const chosen = one(password);
    const generated = one(secretForms.npm_access_token ?? fc.constant('')).slice(4);
    const { findings } = await scanOf({
      'a.ts': `const password = "${chosen}";\nconfig = { "apiKey": '${generated}', dbPassword => "${chosen}" }\nconst token: string = \`${generated}\`;`,
      '.env.production': `DB_PASSWORD=${chosen.replaceAll('#', '')}\nexport SESSION_SECRET = ${generated}\n`,
      'config.yaml': `db:\n  password: ${chosen}\n`,
    });
    expect(findings.map(({ file, line, rule }) => `${file}:${line} ${rule}`).sort()).toEqual([
      '.env.production:1 password_assignment',
      '.env.production:2 secret_assignment',
      'a.ts:1 password_assignment',
      'a.ts:2 password_assignment',
      'a.ts:2 secret_assignment',
      'a.ts:3 secret_assignment',
      'config.yaml:2 password_assignment',
    ]);
  });
});

describe('given what only looks like a secret', () => {
  test('when values are placeholders, then none is reported, and they are counted', async () => {
    const token = one(secretForms.github_token ?? fc.constant(''));
    const report = await scanOf({
      'a.ts': [
        `id = "${'AKIA'}IOSFODNN7EXAMPLE"`,
        `t = "ghp_${'x'.repeat(36)}"`,
        `t = "ghp_${'1234567890'.repeat(4).slice(0, 36)}"`,
        'url = "postgres://postgres:postgres@localhost/x"',
        'url = "postgres://user:s3cr3t!Pass@db/x"',
        'url = "https://ada:Secr3t!word9@example.com/x"',
        `url = "mysql://root:${'$'}{DB_PASSWORD}@db/x"`,
      ].join('\n'),
    });
    expect(report.findings).toEqual([]);
    expect(report.suppressed.placeholder).toBeGreaterThanOrEqual(5);
    expect(JSON.stringify(report)).not.toContain(token);
  });

  test('when names of secrets lead to words, paths, calls and settings, then nothing is reported', async () => {
    const { findings } = await scanOf({
      'a.ts': [
        'password = "changeme"; password: "Password123"; pwd = "hunter"',
        'passwordField = "password-input-1"; token = "access_token_2"',
        'secret = process.env.SECRET; const secret = getSecret("my-Secret-1")',
        'token = "V1ServiceAccountTokenProjection"; credentials: "google_oauth2.Credentials"',
        'apiKey: "https://example.org/Api/Key1"; secret: "/run/secrets/Db1"; password = "$artifactSecret1A"',
        'password = "{{ vault.Password1 }}"; token = "<your token 1>"; secret = "projects/1/secrets/My"',
        'integrity = "sha512-q1VJ0Yz0xS9c2Jk8aB3dE5fG7hI9jK1lM3nO5pQ7rS9tU=="; hash = "d41d8cd98f00b204e9800998ecf8427e"',
        '"access_token": "2YotnFZFEjr1zCsicMWpAA"',
      ].join('\n'),
    });
    expect(findings).toEqual([]);
  });

  test('when the file is a test or an example, then passwords are suppressed and tokens are low', async () => {
    const [chosen, token] = [one(password), one(secretForms.github_token ?? fc.constant(''))];
    const content = `password = "${chosen}"\nx = "${token}"\n`;
    const report = await scanOf({
      'test/a.ts': content,
      'src/a.spec.ts': content,
      'examples/a.ts': content,
      'pkg/test_a.py': content,
      'latest/contest.ts': content,
    });
    const severities = Object.fromEntries(
      report.findings.map(({ file, rule, severity }) => [`${file} ${rule}`, severity]),
    );
    expect(severities).toEqual({
      'latest/contest.ts github_token': 'critical',
      'latest/contest.ts password_assignment': 'medium',
      'test/a.ts github_token': 'low',
      'src/a.spec.ts github_token': 'low',
      'examples/a.ts github_token': 'low',
      'pkg/test_a.py github_token': 'low',
    });
    expect(report.suppressed).toEqual({ test_file: 4 });
    expect(report.findings[0]?.severity).toBe('critical');
  });

  test('when a comment allows it, then only that line is let through, and it is counted', async () => {
    const token = one(secretForms.github_token ?? fc.constant(''));
    const report = await scanOf({
      'a.ts': `x = "${token}" // codomyrmex:allow-secret\n\ny = "${token}"\n// gitleaks:allow\nz = "${token}"\n`,
      'b.ts': `/* secretlint-disable */\nx = "${token}"\n`,
    });
    expect(report.findings.map(({ file, line }) => `${file}:${line}`)).toEqual(['a.ts:3', 'b.ts:2']);
    expect(report.suppressed).toEqual({ allow_mark: 2 });
  });
});

describe('given any secret anywhere', () => {
  test('when it is found, then no part of it but four and two characters is in the result', async () => {
    const around = fc.constantFrom('', '\n', ' = "', 'é😀 ', 'password: ', '://a:', '\r\n\t', '}{');
    await fc.assert(
      fc.asyncProperty(anySecret, around, around, async ({ rule, secret }, before, after) => {
        const report = await scanOf({ 'a.ts': `${before}"${secret}"${after}` });
        expect(report.findings.map((finding) => finding.rule)).toContain(rule);
        const written = JSON.stringify(report);
        const middle = secret.slice(6, -2);
        for (let at = 0; at + 8 <= middle.length; at++) {
          const part = middle.slice(at, at + 8);
          expect(written).not.toContain(part);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('when the same finding is scanned again after lines moved, then its fingerprint is the same, and it tells nothing of the secret', async () => {
    const content = (secret: string) => `password = "${secret}"\n`;
    const [first, second] = [one(password, 1), one(password, 2)];
    const fingerprints = async (text: string) =>
      (await scanOf({ 'a.ts': text })).findings.map(({ fingerprint }) => fingerprint);
    const [plain] = await fingerprints(content(first));
    expect(await fingerprints(`\n\n// more\n${content(first)}`)).toEqual([plain]);
    expect(await fingerprints(content(second))).toEqual([plain]);
    const two = await fingerprints(content(first) + content(second));
    expect(new Set(two).size).toBe(2);
  });
});

describe('given a folder', () => {
  const token = one(secretForms.github_token ?? fc.constant(''));
  const text = `x = "${token}"\n`;

  test('when it is scanned, then files that git ignores, tools’ folders, links, binaries, and generated and large files are left out', async () => {
    const outside = await projectFolder({ 'a.ts': text });
    const workspace = await projectFolder({
      '.gitignore': '.env\n',
      '.env': text,
      'node_modules/p/a.js': text,
      'a.min.js': text,
      'yarn.lock': text,
      'a.bin': `\0${text}`,
      'large.txt': text + 'x'.repeat(5_000),
      'utf16.txt': Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
      'deep/er/b.ts': text,
    });
    symlinkSync(outside, join(workspace, 'link'));
    const report = await scan(workspace, { max_file_bytes: 4_000 });
    expect(report.findings.map(({ file }) => file)).toEqual(['deep/er/b.ts', 'utf16.txt'].reverse());
    expect(report.skipped).toEqual({ ignored: 1, tool_folder: 1, link: 1, generated: 2, binary: 1, too_large: 1 });
    const flat = await scan(workspace, { recursive: false, max_file_bytes: 4_000 });
    expect(flat.findings.map(({ file }) => file)).toEqual(['utf16.txt']);
  });

  test('when there are more findings or files than allowed, then the scan ends there and says so', async () => {
    const files = Object.fromEntries(['a', 'b', 'c'].map((name) => [`${name}.ts`, text + text]));
    expect(await scanOf(files, { max_findings: 3 })).toMatchObject({ findings_count: 3, truncated: true });
    expect(await scanOf(files, { max_files: 2 })).toMatchObject({ files_scanned: 2, truncated: true });
    expect(await scanOf(files)).toMatchObject({
      findings_count: 6,
      truncated: false,
      summary: '6 possible secrets in 3 files: 6 critical',
    });
    expect(await scanOf({ 'a.ts': '' })).toMatchObject({ summary: 'no secrets found in 1 file' });
  });

  test('when the project brings a configuration of a scanner, then it is neither run nor obeyed', async () => {
    const workspace = await projectFolder({ 'a.ts': text });
    const mark = join(workspace, 'started');
    const program = `require('fs').writeFileSync(${JSON.stringify(mark)}, ''); module.exports = { rules: [] };`;
    for (const name of [
      '.secretlintrc.js',
      '.secretlintrc.cjs',
      '.secretlintrc.json',
      '.secretlintignore',
      '.gitleaks.toml',
    ]) {
      writeFileSync(join(workspace, name), name.endsWith('js') ? program : '**');
      chmodSync(join(workspace, name), 0o755);
    }
    expect((await scan(workspace)).findings_count).toBe(1);
    expect(existsSync(mark)).toBe(false);
  });

  test('when it is a file, then that file is scanned, ignored or not', async () => {
    const workspace = await projectFolder({ '.gitignore': '*\n', 'sub/.env': text });
    expect(await scan(workspace, { target_path: 'sub/.env' })).toMatchObject({
      files_scanned: 1,
      findings: [{ file: '.env' }],
    });
    const { output } = await runAction(scanFile, { filepath: 'sub/.env' }, { workspace });
    expect(output).toMatchObject({ files_scanned: 1, findings: [{ file: '.env', rule: 'github_token' }] });
    await expect(runAction(scanFile, { filepath: 'sub' }, { workspace })).rejects.toMatchObject({ code: 'NOT_A_FILE' });
  });

  test('when there is nothing, then the error names the path', async () => {
    await expect(scan(await projectFolder(), { target_path: 'missing' })).rejects.toMatchObject({
      code: 'PATH_NOT_FOUND',
      message: expect.stringContaining('missing'),
    });
  });

  test('when a text is made to keep patterns busy, then it takes seconds at most', async () => {
    const parts = [
      'password=',
      'token: ',
      '://a:',
      'server=a;',
      'eyJaaaaaaaa.',
      '-----BEGIN PRIVATE KEY-----',
      'sk-proj-',
      'AKIA',
      '  ',
    ];
    const files = Object.fromEntries(parts.map((part, index) => [`${index}.env`, part.repeat(200_000 / part.length)]));
    const started = performance.now();
    expect(await scanOf(files)).toMatchObject({ files_scanned: parts.length });
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test('when the attempt is aborted, then it stops with the reason', async () => {
    const workspace = await projectFolder(
      Object.fromEntries(Array.from({ length: 100 }, (_, n) => [`f${n}.ts`, text])),
    );
    const controller = new AbortController();
    const running = runAction(scanSecrets, {}, { workspace, signal: controller.signal });
    controller.abort(new Error('enough'));
    await expect(running).rejects.toThrow('enough');
  });
});
