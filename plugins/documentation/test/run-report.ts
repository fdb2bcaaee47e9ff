import { readFile } from 'node:fs/promises';
import type { ActionDefinition } from '@codomyrmex/core';
import { type LoggedLine, runAction } from '@codomyrmex/testing';
import type * as z from 'zod';
import { type ReadPage, readPage } from './read-html.ts';

export interface MadeReport<Output> {
  readonly output: Output;
  readonly html: string;
  readonly page: ReadPage;
  readonly json: unknown;
  readonly logs: readonly LoggedLine[];
}

/** 2026-11-20T12:00:00Z */
const noon = Date.UTC(2026, 10, 20, 12);

/** Runs a report's action as the engine does and reads the two files that it wrote. */
export async function makeReport<
  Input extends z.ZodType,
  Output extends z.ZodType<{ path: string; json_path: string }>,
>(action: ActionDefinition<Input, Output>, input: z.input<Input>): Promise<MadeReport<z.output<Output>>> {
  const files: { html: string; json: string }[] = [];
  const name =
    typeof input === 'object' && input !== null && 'output_path' in input ? String(input.output_path) : 'report.html';
  const { output, logs } = await runAction(action, input, {
    now: () => noon,
    inspect: async ({ artifacts }) => {
      files.push({
        html: await readFile(`${artifacts}/${name}`, 'utf8'),
        json: await readFile(`${artifacts}/${name.replace(/\.html$/, '.json')}`, 'utf8'),
      });
    },
  });
  const [{ html, json } = { html: '', json: 'null' }] = files;
  return { output, html, page: readPage(html), json: JSON.parse(json), logs };
}
