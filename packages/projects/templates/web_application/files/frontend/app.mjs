import { addNote, listNotes, removeNote, watchNotes } from './notes-client.mjs';

const form = document.querySelector('#new-note');
const input = document.querySelector('#text');
const list = document.querySelector('#notes');
const none = document.querySelector('#none');
const status = document.querySelector('#status');

form.addEventListener('submit', (event) => {
  event.preventDefault();
  void add();
});

list.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button !== null) void remove(button.dataset.id);
});

watchNotes({
  changed: () => void show(),
  lost: () => tell('The connection is lost; trying again.', true),
});

async function add() {
  const button = form.querySelector('button');
  button.disabled = true;
  const done = await attempt(() => addNote(input.value), 'Added.');
  button.disabled = false;
  if (done) form.reset();
  input.focus();
}

async function remove(id) {
  // The button goes with its note, and the focus must not be lost with it.
  if (await attempt(() => removeNote(id), 'Removed.')) input.focus();
}

async function show() {
  let notes;
  try {
    notes = await listNotes();
  } catch (error) {
    tell(error.message, true);
    return;
  }
  if (status.classList.contains('wrong')) tell('');
  none.hidden = notes.length > 0;
  list.replaceChildren(...notes.map(item));
}

/** Text goes in as text: markup in a note is shown, not obeyed. */
function item({ id, text, created_at }) {
  const line = document.createElement('p');
  line.textContent = text;
  const time = document.createElement('time');
  time.dateTime = created_at;
  time.textContent = new Date(created_at).toLocaleString();
  const words = document.createElement('div');
  words.append(line, time);
  const button = document.createElement('button');
  button.className = 'quiet';
  button.dataset.id = id;
  button.textContent = 'Remove';
  button.setAttribute('aria-label', `Remove: ${text}`);
  const element = document.createElement('li');
  element.append(words, button);
  return element;
}

async function attempt(work, done) {
  try {
    await work();
    tell(done);
    return true;
  } catch (error) {
    tell(error.message, true);
    return false;
  }
}

function tell(text, isWrong = false) {
  status.textContent = text;
  status.classList.toggle('wrong', isWrong);
}
