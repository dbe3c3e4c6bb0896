/*
 * The form "Reply to the customer": a colleague who writes to the same ticket is told above it, and is told of this one.
 * As on the ticket's page, since both answer the same customer. And once the form is sent, what became of the reply:
 * Tasklist itself only says which task comes next.
 */
import { get } from '/assets/promisedesk.js';
import { announce, follow } from '/assets/news.js';
import { texts } from '/api/workplace/words.js';
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
  const here = open = { task, card: null, alive() {}, stop() {}, place: Object.assign(document.createElement('p'), { className: 'promisedesk-writing', hidden: true }) };
  here.place.setAttribute('role', 'status');
  const [card] = await get(`/api/workplace/cards?tasks=${encodeURIComponent(task)}`).catch(() => []);
  if (open !== here || !card?.number) {
    return;
  }
  here.card = card;
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

/*
 * Only the answer to the request that carried the reply proves that it is stored and its mail is in the outbox (both or
 * neither), and Tasklist hands neither the request nor the answer to plugins: so look at the request itself.
 */
const SENT = /\/task\/([^/?]+)\/submit-form$/;
const { open: openRequest, send: sendRequest } = XMLHttpRequest.prototype;

XMLHttpRequest.prototype.open = function (method, address, ...more) {
  this.promisedeskTask = method.toUpperCase() === 'POST' ? SENT.exec(address)?.[1] : undefined;
  return openRequest.call(this, method, address, ...more);
};

XMLHttpRequest.prototype.send = function (body) {
  const card = this.promisedeskTask && this.promisedeskTask === open?.task ? open.card : null;
  if (card && replyIn(body)) {
    this.addEventListener('load', () => {
      if (this.status >= 200 && this.status < 300) {
        announce(card.number, texts.replyLeaves.replace('{0}', () => card.number).replace('{1}', () => card.subject).replace('{2}', () => card.customer));
      }
    });
  }
  return sendRequest.call(this, body);
};

function replyIn(body) {
  try {
    return String(JSON.parse(body).variables.reply.value ?? '').trim() !== '';
  } catch (error) {
    return false;
  }
}

new MutationObserver(look).observe(document.body, { childList: true, subtree: true });
document.addEventListener('input', event => {
  if (event.target.matches(REPLY)) {
    open?.alive();
  }
}, true);

export default [];
