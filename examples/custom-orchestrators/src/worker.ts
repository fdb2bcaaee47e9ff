// Performs actions without effects for others, over HTTP on loopback: started by 3-own-effects.ts, which writes the token to its
// stdin and ends it by closing that.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createInterface } from 'node:readline';
import { type ActionContext, errorResponse, failureFrom, NotFoundError, runId } from '@codomyrmex/core';
import { AttemptContext, systemClock, systemRandom } from '@codomyrmex/engine';
import * as z from 'zod';
import { hasToken } from './server/bearer.ts';
import { jsonBody } from './server/bounded-body.ts';
import { words } from './words.ts';

const orderSchema = z.strictObject({
  action: z.string(),
  input: z.unknown(),
  run: z.string(),
  task: z.string(),
  attempt: z.int().min(1),
});

const nothing = () => undefined;
const log = { debug: nothing, info: nothing, warn: nothing, error: nothing, end: () => Promise.resolve() };

async function perform(request: IncomingMessage, response: ServerResponse): Promise<object> {
  const { action: name, input, run, task, attempt } = orderSchema.parse(await jsonBody(request));
  if (name !== 'words.count')
    throw new NotFoundError(`there is no action "${name}" here`, { code: 'ACTION_NOT_FOUND' });
  const surroundings = {
    run: runId(run),
    workspace: process.cwd(),
    clock: systemClock,
    random: systemRandom,
    log: () => log,
    artifacts: () => {
      throw new NotFoundError('this worker keeps no artifacts', { code: 'NO_ARTIFACTS' });
    },
    progress: nothing,
  };
  const context = new AttemptContext(surroundings, task, attempt);
  // The engine has ended the attempt, or is gone.
  response.once('close', () => context.abort(new Error('nobody waits for it any more')));
  const { count } = words.actions;
  try {
    // The module has no configuration, so its actions are given none.
    return { output: await count.run(context as ActionContext<undefined>, count.input.parse(input)) };
  } catch (error) {
    return { failure: failureFrom(error) };
  } finally {
    await context.end();
  }
}

const stdin = createInterface({ input: process.stdin });
const [token] = await once(stdin, 'line');
const server = createServer((request, response) => {
  const answer = (status: number, body: object) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  };
  if (!hasToken(request, String(token))) return answer(401, {});
  perform(request, response).then(
    (body) => answer(200, body),
    (error: unknown) => answer(400, errorResponse(error)),
  );
});
server.listen(0, '127.0.0.1');
await once(server, 'listening');
console.log(JSON.stringify(server.address()));
stdin.once('close', () => {
  server.close();
  server.closeAllConnections();
});
