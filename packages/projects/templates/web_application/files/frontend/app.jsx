import { useCallback, useEffect, useRef, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { addNote, listNotes, removeNote, watchNotes } from './notes-client.mjs';

/** The notes as the server has them, and what is to be told of the last thing that was done. */
function useNotes() {
  const [notes, setNotes] = useState([]);
  const [status, setStatus] = useState({ text: '', isWrong: false });

  useEffect(() => {
    const show = async () => {
      try {
        setNotes(await listNotes());
        setStatus((now) => (now.isWrong ? { text: '', isWrong: false } : now));
      } catch (error) {
        setStatus({ text: error.message, isWrong: true });
      }
    };
    return watchNotes({
      changed: show,
      lost: () => setStatus({ text: 'The connection is lost; trying again.', isWrong: true }),
    });
  }, []);

  /** Whether it worked; why not is told. */
  const attempt = useCallback(async (work, done) => {
    try {
      await work();
      setStatus({ text: done, isWrong: false });
      return true;
    } catch (error) {
      setStatus({ text: error.message, isWrong: true });
      return false;
    }
  }, []);

  return { notes, status, attempt };
}

function NewNote({ input, attempt }) {
  const [isBusy, setIsBusy] = useState(false);

  const add = async (event) => {
    event.preventDefault();
    const form = event.currentTarget;
    setIsBusy(true);
    if (await attempt(() => addNote(input.current.value), 'Added.')) form.reset();
    setIsBusy(false);
    input.current.focus();
  };

  return (
    <form onSubmit={add}>
      <label htmlFor="text">New note</label>
      <div className="field">
        <input id="text" ref={input} required maxLength={500} autoComplete="off" aria-describedby="status" />
        <button type="submit" disabled={isBusy}>
          Add
        </button>
      </div>
    </form>
  );
}

function Note({ note: { text, created_at }, remove }) {
  return (
    <li>
      <div>
        <p>{text}</p>
        <time dateTime={created_at}>{new Date(created_at).toLocaleString()}</time>
      </div>
      <button type="button" className="quiet" aria-label={`Remove: ${text}`} onClick={remove}>
        Remove
      </button>
    </li>
  );
}

function Notes() {
  const { notes, status, attempt } = useNotes();
  const input = useRef(null);

  // The button goes with its note, and the focus must not be lost with it.
  const remove = async (id) => {
    if (await attempt(() => removeNote(id), 'Removed.')) input.current.focus();
  };

  return (
    <>
      <NewNote input={input} attempt={attempt} />
      <p id="status" role="status" className={status.isWrong ? 'wrong' : ''}>
        {status.text}
      </p>
      <h2 id="notes-title">Notes</h2>
      {notes.length === 0 && <p>There is none yet.</p>}
      <ul aria-labelledby="notes-title">
        {notes.map((note) => (
          <Note key={note.id} note={note} remove={() => remove(note.id)} />
        ))}
      </ul>
    </>
  );
}

createRoot(document.querySelector('#app')).render(<Notes />);
