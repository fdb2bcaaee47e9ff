import { useCallback, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { addNote, listNotes, removeNote, watchNotes } from './notes-client.mjs';

function Notes() {
  const [notes, setNotes] = useState([]);
  const [status, setStatus] = useState({ text: '', isWrong: false });
  const [isBusy, setIsBusy] = useState(false);
  const input = useRef(null);

  const show = useCallback(async () => {
    try {
      setNotes(await listNotes());
      setStatus((now) => (now.isWrong ? { text: '', isWrong: false } : now));
    } catch (error) {
      setStatus({ text: error.message, isWrong: true });
    }
  }, []);

  useEffect(
    () =>
      watchNotes({
        changed: show,
        lost: () => setStatus({ text: 'The connection is lost; trying again.', isWrong: true }),
      }),
    [show],
  );

  const attempt = async (work, done) => {
    try {
      await work();
      setStatus({ text: done, isWrong: false });
      return true;
    } catch (error) {
      setStatus({ text: error.message, isWrong: true });
      return false;
    } finally {
      // The button that was pressed may be gone, and the focus must not be lost with it.
      input.current?.focus();
    }
  };

  const add = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    setIsBusy(true);
    if (await attempt(() => addNote(input.current.value), 'Added.')) form.reset();
    setIsBusy(false);
  };

  return (
    <>
      <form onSubmit={add}>
        <label htmlFor="text">New note</label>
        <div className="field">
          <input id="text" ref={input} required maxLength={500} autoComplete="off" aria-describedby="status" />
          <button type="submit" disabled={isBusy}>
            Add
          </button>
        </div>
      </form>
      <p id="status" role="status" className={status.isWrong ? 'wrong' : ''}>
        {status.text}
      </p>
      <h2 id="notes-title">Notes</h2>
      {notes.length === 0 && <p>There is none yet.</p>}
      <ul aria-labelledby="notes-title">
        {notes.map(({ id, text, created_at }) => (
          <li key={id}>
            <div>
              <p>{text}</p>
              <time dateTime={created_at}>{new Date(created_at).toLocaleString()}</time>
            </div>
            <button
              type="button"
              className="quiet"
              aria-label={`Remove: ${text}`}
              onClick={() => attempt(() => removeNote(id), 'Removed.')}
            >
              Remove
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

createRoot(document.querySelector('#app')).render(<Notes />);
