import {
  type ActionContext,
  ActionError,
  type ExecResult,
  type Files,
  type Http,
  type HttpResponse,
  type Secrets,
} from '@codomyrmex/core';
import type { RecordedEffect, StandInAnswer, StandInResult, StandIns } from './recorded-effect.ts';

export type Record = (effect: RecordedEffect) => void;

/**
 * A context that tells what is done through it, with stand-ins in place of the world. What an action does not declare is refused as
 * without it: the context below is asked first, or in its place the declared effects are.
 */
export function recordedContext(context: ActionContext, record: Record, standIns: StandIns): ActionContext {
  const { task } = context;
  const exec: ActionContext['exec'] = async (command, options) => {
    record({ task, kind: 'exec', command });
    if (standIns.exec === undefined) return context.exec(command, options);
    context.signal.throwIfAborted();
    return execResult(standIns.exec(command, options));
  };
  const parts = {
    exec,
    fs: recordedFiles(context, record),
    http: recordedHttp(context, record, standIns),
    secrets: recordedSecrets(context, record),
  };
  // Everything else is the context's own, getters and bound functions included.
  return new Proxy(context, {
    get: (target, name) => (Object.hasOwn(parts, name) ? Reflect.get(parts, name) : Reflect.get(target, name, target)),
  });
}

const readers = new Set(['read', 'readText', 'stat', 'list', 'locate']);

function recordedFiles(context: ActionContext, record: Record): Files {
  return new Proxy(context.fs, {
    get: (files, name) => {
      const operation = Reflect.get(files, name, files);
      if (typeof operation !== 'function') return operation;
      return (path: string, ...rest: readonly unknown[]) => {
        const kind = readers.has(String(name)) ? 'fs:read' : 'fs:write';
        record({ task: context.task, kind, operation: String(name), path });
        return Reflect.apply(operation, files, [path, ...rest]);
      };
    },
  });
}

function recordedHttp(context: ActionContext, record: Record, { http: answer }: StandIns): Http {
  const { http, task } = context;
  const tell = (url: string, method = 'GET'): void => record({ task, kind: 'http', url, method });
  return {
    request: async (url, options = {}) => {
      tell(url, options.method);
      return answer === undefined ? http.request(url, options) : response(url, answer(url, options));
    },
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const method = init?.method ?? (input instanceof Request ? input.method : 'GET');
      tell(url, method);
      if (answer === undefined) return http.fetch(input, init);
      const body = typeof init?.body === 'string' ? { body: init.body } : {};
      const { status, headers, text } = told(answer(url, { method, ...body }));
      return new Response(text, { status, headers });
    },
  };
}

function recordedSecrets({ secrets, task }: ActionContext, record: Record): Secrets {
  const tell = (name: string): void => record({ task, kind: 'secret', name });
  return {
    get: (name) => {
      tell(name);
      return secrets.get(name);
    },
    require: (name) => {
      tell(name);
      return secrets.require(name);
    },
  };
}

function execResult({ exitCode = 0, stdout = '', stderr = '' }: StandInResult): ExecResult {
  const stdoutBytes = Buffer.byteLength(stdout);
  return { exitCode, signal: null, stdout, stderr, stdoutBytes, stderrBytes: Buffer.byteLength(stderr) };
}

function response(url: string, answer: StandInAnswer): HttpResponse {
  const { status, headers, text } = told(answer);
  const json = (): unknown => {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new ActionError(`the answer (${status}) is no JSON`, { code: 'INVALID_RESPONSE', retryable: false, cause });
    }
  };
  return { status, url, headers, body: Buffer.from(text), text: () => text, json };
}

function told({ status = 200, headers = {}, body = '' }: StandInAnswer) {
  if (typeof body === 'string') return { status, headers: { ...headers }, text: body };
  return { status, headers: { 'content-type': 'application/json', ...headers }, text: JSON.stringify(body) };
}
