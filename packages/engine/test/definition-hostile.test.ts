import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const packageFolder = fileURLToPath(new URL('..', import.meta.url));

/** Runs a program against the built package in a process of its own: what it does wrong could end ours. */
function outcomeOf(program: string): {
  readonly status: number | null;
  readonly signal: string | null;
  readonly output: string;
} {
  const child = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
    cwd: packageFolder,
    encoding: 'utf8',
    timeout: 25_000,
  });
  return { status: child.status, signal: child.signal, output: child.stdout + child.stderr };
}

describe('input that ends or stops a process', () => {
  it('given deep nesting that makes the YAML library abort, when it is read again and again, then it is refused again and again', () => {
    const outcome = outcomeOf(`
      import { readSource } from '@codomyrmex/engine';
      const codes = new Set();
      for (const sign of ['{', '[', '- ', '? ', ': ', '{a: ', '[[', '&a [', '!t {', '- - ? ']) {
        for (let round = 0; round < 10; round++) {
          for (const size of [5_000, 100_000]) {
            const result = readSource(sign.repeat(size), 'a.yaml');
            codes.add(result.ok ? 'read' : result.problems[0].code);
          }
        }
      }
      console.log([...codes].join());
    `);
    expect(outcome).toEqual({ status: 0, signal: null, output: 'too_deep\n' });
  });

  it('given expressions that hang, overflow or fill memory elsewhere, when they are compiled and evaluated, then they end soon', () => {
    const outcome = outcomeOf(`
      import { compileParameters } from '@codomyrmex/engine';
      const scope = {
        step: () => ({ status: 'completed', output: { items: Array.from({ length: 20_000 }, (_, i) => i), text: 'a'.repeat(1_000_000) }, attempts: 1 }),
        params: {},
        run: { id: 'r', workflow: 'w', workspace: '/' },
      };
      const ends = [
        '"' + 'a'.repeat(30) + '!".matches("^(a+)+$")',
        're(s.output.text + "!", "^(a+)+$")',
        'duration("' + '1'.repeat(5_000) + '")',
        '('.repeat(100_000),
        '!'.repeat(9_000) + 'true',
        's.output.items.map(x, s.output.items.map(y, s.output.items))',
        's.output.items.exists(x, s.output.items.exists(y, x == -1)) || true',
        's.output.items.map(x, s.output.text + s.output.text)',
        's.output.items.map(x, s.output.text.split(""))',
        's.output.items.filter(x, s.output.items == s.output.items + [])',
        '[s.output.items].map(a, a + a + a + a + a + a + a + a).map(a, a + a + a + a + a + a + a + a).map(a, a + a + a + a + a + a + a + a)',
      ].map((source) => {
        const compiled = compileParameters({ value: '{{ ' + source + ' }}' });
        if (!compiled.ok) return compiled.faults[0].code;
        try {
          return JSON.stringify(compiled.template.evaluate(scope));
        } catch (error) {
          return error.code;
        }
      });
      console.log(ends.join());
    `);
    const spent = 'INVALID_PARAMETERS';
    const ends = [
      'refused_function',
      '{"value":false}',
      'refused_function',
      'expression_too_large',
      'expression_too_large',
    ];
    expect(outcome).toEqual({
      status: 0,
      signal: null,
      output: `${[...ends, spent, spent, spent, spent, spent, spent].join()}\n`,
    });
  });
});
