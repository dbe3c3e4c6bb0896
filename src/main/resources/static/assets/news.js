/*
 * Asks the server every few seconds what is new for the reader and shows it: a ticket that became theirs, a customer
 * who wrote. One page asks once, whatever parts of it listen. A notice opens by itself once; until it is seen (put away, or
 * its ticket opened, wherever) it waits behind a button that says how many there are.
 */
import { get, post } from '/assets/promisedesk.js';
import { synchronise } from '/assets/moments.js';
import { texts } from '/api/workplace/words.js';

const PERIOD = 8000;
const SHOWN = 'promisedesk-shown';
const OPEN = 30000;

const listeners = new Set();
let timer = null;

/** Hears of the news of a ticket (or of nothing in particular); answers with a function that ends it. */
export function follow(number, listener) {
  const entry = { number, listener };
  listeners.add(entry);
  ask();
  return () => listeners.delete(entry);
}

/** For who knows that something has just changed. */
export const askNow = () => ask(true);

async function ask(atOnce = false) {
  clearTimeout(timer);
  timer = setTimeout(() => ask(), PERIOD);
  if (!atOnce && document.hidden && listeners.size > 0 && ask.asked) {
    return;
  }
  ask.asked = true;
  const numbers = new Set([...listeners].map(entry => entry.number).filter(Boolean));
  try {
    const news = await get(`/api/workplace/news${numbers.size ? `?tickets=${[...numbers].join(',')}` : ''}`);
    synchronise(news.now);
    tell(news.notices);
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

let unseen = [];
let unfolded = false;
const opened = new Set();
let place = null;
let drawn = '';

function tell(notices) {
  const shown = JSON.parse(localStorage.getItem(SHOWN) || '[]');
  unseen = notices;
  for (const { id } of notices.filter(notice => !shown.includes(notice.id))) {
    opened.add(id);
    setTimeout(() => {
      opened.delete(id);
      draw();
    }, OPEN);
  }
  localStorage.setItem(SHOWN, JSON.stringify(notices.map(notice => notice.id)));
  draw();
}

let passing = [];
let announced = 0;

/** Says something about a ticket that happened on this page: for a while, or until it is closed. */
export function announce(ticket, text) {
  const said = { id: `here-${++announced}`, ticket, text, close: () => dismiss(said.id) };
  passing = [...passing, said];
  setTimeout(said.close, OPEN);
  draw();
}

function dismiss(id) {
  passing = passing.filter(said => said.id !== id);
  draw();
}

function putAway(ids) {
  unseen = unseen.filter(notice => !ids.includes(notice.id));
  draw();
  post('/api/workplace/notices/seen', ids).catch(() => { /* It comes again with the next news. */ });
}

function draw() {
  const news = unseen.filter(notice => unfolded || opened.has(notice.id)).slice(0, unfolded ? undefined : 3);
  const visible = [...passing, ...news];
  const state = JSON.stringify([unfolded, unseen.length, visible]);
  if (state === drawn) {
    return;
  }
  drawn = state;
  place ??= document.body.appendChild(element('div', { className: 'promisedesk-notices' }));
  const list = element('div', { className: 'promisedesk-notice-list' }, visible.map(box));
  list.setAttribute('role', 'status');
  const bar = element('div', { className: 'promisedesk-notice-bar', hidden: unseen.length === 0 }, [
    button(texts.news.replace('{0}', unseen.length), () => { unfolded = !unfolded; draw(); }),
    ...(unfolded ? [button(texts.newsSeen, () => putAway(unseen.map(notice => notice.id)))] : [])
  ]);
  bar.firstChild.setAttribute('aria-expanded', String(unfolded));
  place.replaceChildren(list, bar);
}

function box(notice) {
  const close = button('×', notice.close ?? (() => putAway([notice.id])));
  close.title = texts.close;
  close.setAttribute('aria-label', texts.close);
  return element('div', { className: 'promisedesk-notice' }, [
    element('a', { href: `/tickets/${notice.ticket}`, textContent: notice.text }), close
  ]);
}

function button(label, act) {
  const made = element('button', { type: 'button', textContent: label });
  made.addEventListener('click', act);
  return made;
}

function element(name, properties, children = []) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}
