/*
 * The form "Reply to the customer": a colleague who writes to the same ticket is told above it, and is told of this one.
 * As on the ticket's page, since both answer the same customer.
 */
import { get } from '/assets/promisedesk.js';
import { follow } from '/assets/news.js';
import { heartbeat, say } from '/assets/writing.js';

const REPLY = 'textarea[id$="field_reply"]';

let open = null;

const reply = () => document.querySelector(`.fjs-container ${REPLY}`);
const selectedTask = () => new URLSearchParams(location.hash.split('?')[1] || '').get('task');

async function look() {
  const task = reply() ? selectedTask() : null;
  if (task === (open?.task ?? null)) {
    show();
    return;
  }
  open?.stop();
  open = null;
  if (!task) {
    return;
  }
  const here = open = { task, alive() {}, stop() {}, place: Object.assign(document.createElement('p'), { className: 'promisedesk-writing', hidden: true }) };
  here.place.setAttribute('role', 'status');
  const [card] = await get(`/api/workplace/cards?tasks=${encodeURIComponent(task)}`).catch(() => []);
  if (open !== here || !card) {
    return;
  }
  here.alive = heartbeat(card.number);
  here.stop = follow(card.number, news => say(here.place, news.writing));
  show();
}

/** Above the form, however often Tasklist draws it anew. */
function show() {
  const form = reply()?.closest('.fjs-container');
  if (open && form && form.previousSibling !== open.place) {
    form.before(open.place);
  }
}

new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
document.addEventListener('input', event => {
  if (event.target.matches(REPLY)) {
    open?.alive();
  }
}, true);

export default [];
