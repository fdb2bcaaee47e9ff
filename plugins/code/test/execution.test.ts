import { describe, expect, test } from 'vitest';
import { executed, executing, failure, machine } from './sandboxed.ts';

const programs = [
  ['python', 'import sys\nprint("read", sys.stdin.read())'],
  ['javascript', 'console.log("read", require("node:fs").readFileSync(0, "utf8"))'],
  ['typescript', 'const text: string = require("node:fs").readFileSync(0, "utf8");\nconsole.log("read", text)'],
  ['bash', 'echo "read $(cat)"'],
  ['c', '#include <stdio.h>\nint main() { char t[9]; fgets(t, 9, stdin); printf("read %s\\n", t); }'],
  ['cpp', '#include <iostream>\nint main() { std::string t; std::cin >> t; std::cout << "read " << t << "\\n"; }'],
  [
    'rust',
    'fn main() { let mut t = String::new(); std::io::stdin().read_line(&mut t).unwrap(); println!("read {t}"); }',
  ],
  ['go', 'package main\nimport "fmt"\nfunc main() { var t string; fmt.Scan(&t); fmt.Println("read", t) }'],
  [
    'java',
    'public class Main { public static void main(String[] a) { System.out.println("read " + new java.util.Scanner(System.in).next()); } }',
  ],
] as const;

describe('a program', { timeout: 120_000 }, () => {
  test.each(programs)('given %s, then it runs and reads its input, or is refused', async (language, code) => {
    await executed({ language, code, stdin: 'this', session_id: 'mine' }, {}, (execution) => {
      expect(execution).toEqual({
        stdout: 'read this\n',
        stderr: expect.any(String),
        exit_code: 0,
        execution_time: expect.any(Number),
        status: 'success',
        error_message: null,
        error_code: null,
        language,
        session_id: 'mine',
      });
    });
  });

  test('given code that fails, then its exit code and its last words are told, and with check the step fails', async () => {
    const asked = { language: 'python', code: 'import sys\nprint("so far")\nsys.exit("no way")' };
    await executed(asked, {}, (execution) =>
      expect(execution).toMatchObject({
        status: 'error',
        exit_code: 1,
        stdout: 'so far\n',
        error_code: 'COMMAND_FAILED',
        error_message: 'it exited with 1: no way',
      }),
    );
    const code = machine.languages.includes('python') ? 'COMMAND_FAILED' : 'SANDBOX_UNAVAILABLE';
    expect(await failure(executing({ ...asked, check: true }))).toMatchObject({ code, retryable: false });
  });

  test('given code that does not compile, then the compiler says why and nothing runs', async () => {
    await executed({ language: 'c', code: 'int main( {' }, {}, (execution) =>
      expect(execution).toMatchObject({ status: 'error', stdout: '', stderr: expect.stringContaining('main.c:1') }),
    );
  });

  test('given text of every kind in the code, then it stays text', async () => {
    const text = `'; touch /work/x #$(id)\`id\`"\\ %s äöü 🙂`;
    const code = `print(${JSON.stringify(text).replaceAll("'", "\\'")})`;
    await executed({ language: 'python', code }, {}, ({ stdout }) => expect(stdout).toBe(`${text}\n`));
  });

  test('given a file that one execution leaves, then another of the same session does not see it', async () => {
    const code = 'ls; echo left > left';
    for (const stdout of ['main.sh\n', 'main.sh\n']) {
      await executed({ language: 'bash', code, session_id: 's' }, {}, (execution) =>
        expect(execution).toMatchObject({ status: 'success', stdout }),
      );
    }
  });
});

describe('parameters', () => {
  test('given a language that is none, then it is refused with those that are', async () => {
    expect(await failure(executing({ language: 'cobol', code: '' }))).toMatchObject({
      code: 'INVALID_PARAMETERS',
      suggestions: [/python, javascript/],
    });
  });

  test('given limits that are none, then they are refused before anything runs', async () => {
    for (const limits of [{ memory_mb: 1 }, { processes: 0 }, { files_mb: 1e9 }, { output_bytes: -1 }]) {
      expect(await failure(executing({ language: 'bash', code: '' }, limits))).toMatchObject({
        code: 'INVALID_PARAMETERS',
      });
    }
  });

  test.each([
    [-5, 1],
    [0.2, 1],
    [1e9, 300],
  ])('given a timeout of %s, then it counts as %s', async (timeout, seconds) => {
    const code = seconds === 1 ? 'sleep 20' : 'true';
    await executed({ language: 'bash', code }, { timeout }, (execution) => {
      if (seconds === 300) return expect(execution.status).toBe('success');
      return expect(execution).toMatchObject({ status: 'timeout', error_code: 'TIMEOUT_EXCEEDED' });
    });
  });
});
