/*
 * Asks the server every few seconds what is new for the reader and shows it: a ticket that became theirs, a customer
 * who wrote. One page asks once, whatever parts of it listen. Notices carry ids; what this browser has shown is not
 * shown again.
 */
import { get } from '/assets/promisedesk.js';
import { synchronise } from '/assets/moments.js';
import { texts } from '/api/workplace/words.js';

const PERIOD = 8000;
const SHOWN = 'promisedesk-shown';

const listeners = new Set();
let timer = null;

/** Hears of the news of a ticket (or of nothing in particular); answers with a function that ends it. */
export function follow(number, listener) {
  const entry = { number, listener };
  listeners.add(entry);
  ask();
  return () => listeners.delete(entry);
}

async function ask() {
  clearTimeout(timer);
  timer = setTimeout(ask, PERIOD);
  if (document.hidden && listeners.size > 0 && ask.asked) {
    return;
  }
  ask.asked = true;
  const numbers = new Set([...listeners].map(entry => entry.number).filter(Boolean));
  try {
    const news = await get(`/api/workplace/news${numbers.size ? `?tickets=${[...numbers].join(',')}` : ''}`);
    synchronise(news.now);
    news.notices.forEach(tell);
    for (const { number, listener } of listeners) {
      const ticket = news.tickets.find(each => each.number === number);
      if (ticket) {
        listener(ticket);
      }
    }
  } catch (error) {
    // Not reachable or logged out: the next request of the reader says so; ask again later.
  }
}

function tell(notice) {
  const shown = JSON.parse(localStorage.getItem(SHOWN) || '[]');
  if (shown.includes(notice.id)) {
    return;
  }
  localStorage.setItem(SHOWN, JSON.stringify([...shown, notice.id].slice(-200)));
  const place = document.querySelector('.promisedesk-notices') || document.body.appendChild(
    Object.assign(document.createElement('div'), { className: 'promisedesk-notices' }));
  place.setAttribute('role', 'status');
  const box = document.createElement('div');
  box.className = 'promisedesk-notice';
  const link = Object.assign(document.createElement('a'), { href: `/tickets/${notice.ticket}`, textContent: notice.text });
  const close = Object.assign(document.createElement('button'), { type: 'button', textContent: '×', title: texts.close });
  close.setAttribute('aria-label', texts.close);
  close.addEventListener('click', () => box.remove());
  box.append(link, close);
  place.append(box);
  setTimeout(() => box.remove(), 30000);
}
