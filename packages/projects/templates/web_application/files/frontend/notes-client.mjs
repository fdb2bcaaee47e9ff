// What the page asks of the backend. Failures are errors whose message can be shown to whoever reads the page.

/** @returns {Promise<readonly { id: number, text: string, created_at: string }[]>} the newest first */
export async function listNotes() {
  return (await ask('GET', '/api/notes')).notes;
}

export async function addNote(text) {
  return (await ask('POST', '/api/notes', { text })).note;
}

export async function removeNote(id) {
  await ask('DELETE', `/api/notes/${id}`);
}

/** Calls `changed` whenever somebody changed the notes. A lost connection comes back by itself. */
export function watchNotes({ changed, lost }) {
  const source = new EventSource('/api/events');
  source.addEventListener('changed', changed);
  // After a loss something may have been missed, so the first thing of every connection is a look.
  source.addEventListener('open', changed);
  source.addEventListener('error', lost);
  return () => source.close();
}

async function ask(method, path, body) {
  let response;
  try {
    response = await fetch(path, {
      method,
      ...(body === undefined ? {} : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
  } catch {
    throw new Error('The server cannot be reached.');
  }
  if (response.status === 204) return {};
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `The server answered with ${response.status}.`);
  return answer;
}
