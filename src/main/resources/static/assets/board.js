/*
 * The shift board renews itself every few seconds. Only parts that have changed are drawn anew; where the reader stands in one,
 * they stand at the same place afterwards. What is being chosen stands in a dialogue, which nothing renews.
 */
import { csrfHeaders } from '/assets/promisedesk.js';
import { count, synchronise } from '/assets/moments.js';
import { follow } from '/assets/news.js';

const PERIOD = 8000;
const page = document.querySelector('main.board');
const dialog = document.getElementById('board-dialog');
const said = document.getElementById('said');
const here = `/board/now?team=${encodeURIComponent(page.dataset.team)}`;
let opener = null;
let timer = null;

const fetched = { credentials: 'same-origin', headers: { Accept: 'text/html', 'X-Requested-With': 'fetch' } };
const now = () => document.getElementById('board-now');

function keep(root) {
  count(root);
}

/** The deadlines count by themselves: what they say at the moment makes no difference. */
function comparable(part) {
  const copy = part.cloneNode(true);
  for (const due of copy.querySelectorAll('.due[data-due]')) {
    due.textContent = '';
    due.className = 'due';
  }
  return copy.innerHTML;
}

function isBusy(part) {
  const selection = getSelection();
  return !selection.isCollapsed && selection.rangeCount > 0 && part.contains(selection.anchorNode);
}

function draw(html) {
  const fresh = new DOMParser().parseFromString(html, 'text/html').getElementById('board-now');
  if (!fresh) {
    return;
  }
  synchronise(Number(fresh.dataset.at));
  const focused = document.activeElement;
  const key = now().contains(focused) ? focused.dataset.key : null;
  const old = new Map([...now().querySelectorAll('[data-part]')].map(part => [part.dataset.part, part]));
  const parts = [...fresh.querySelectorAll('[data-part]')];
  const same = parts.length === old.size && parts.every(part => old.has(part.dataset.part));
  if (same) {
    for (const part of parts) {
      const before = old.get(part.dataset.part);
      if (comparable(before) !== comparable(part) && !isBusy(before)) {
        before.replaceWith(part);
      }
    }
    for (const line of ['[data-spoken]', '.as-of']) {
      const [before, after] = [now().querySelector(line), fresh.querySelector(line)];
      if (before.innerHTML !== after.innerHTML) {
        before.innerHTML = after.innerHTML;
      }
    }
  } else if (![...old.values()].some(isBusy)) {
    now().replaceWith(fresh);
  }
  keep(now());
  if (key && document.activeElement !== focused) {
    now().querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
  }
}

async function renew() {
  clearTimeout(timer);
  timer = setTimeout(renew, PERIOD);
  if (document.hidden) {
    return;
  }
  try {
    const response = await fetch(here, fetched);
    if (response.redirected) {
      location.reload();
    } else if (response.ok) {
      draw(await response.text());
    } else {
      now().querySelector('.stale').hidden = false;
    }
  } catch (error) {
    now().querySelector('.stale').hidden = false;
  }
}

async function open(link) {
  opener = link.dataset.key;
  const response = await fetch(link.href, fetched);
  if (!response.ok || response.redirected) {
    location.href = link.href;
    return;
  }
  dialog.innerHTML = await response.text();
  count(dialog);
  if (!dialog.open) {
    dialog.showModal();
  }
  (dialog.querySelector('input:checked') || dialog.querySelector('button, a'))?.focus();
}

function backToOpener() {
  now().querySelector(`[data-key="${CSS.escape(opener || '')}"]`)?.focus({ preventScroll: true });
}

/** What the server says no with, in the reader's language. */
async function refusal(response) {
  const type = response.headers.get('Content-Type') || '';
  if (type.includes('json')) {
    const problem = await response.json();
    return problem.detail || problem.title;
  }
  const answer = new DOMParser().parseFromString(await response.text(), 'text/html');
  return (answer.querySelector('main .sentence') || answer.querySelector('main h1'))?.textContent.trim() || response.statusText;
}

async function send(form) {
  const button = form.querySelector('button[type=submit]');
  button.disabled = true;
  const alert = dialog.querySelector('[role=alert]');
  try {
    const response = await fetch(form.action, {
      method: 'POST',
      credentials: 'same-origin',
      headers: { Accept: 'application/json, text/html', 'X-Requested-With': 'fetch', ...csrfHeaders() },
      body: new URLSearchParams(new FormData(form))
    });
    if (response.ok) {
      const text = new DOMParser().parseFromString(await response.text(), 'text/html').body.textContent.trim();
      dialog.close();
      await renew();
      said.textContent = text;
      said.hidden = false;
      setTimeout(() => { said.hidden = said.textContent === text; }, 15000);
    } else {
      alert.textContent = await refusal(response);
      alert.hidden = false;
    }
  } catch (error) {
    alert.textContent = error.message;
    alert.hidden = false;
  }
  button.disabled = false;
  if (dialog.open) {
    renew();
  } else {
    backToOpener();
  }
}

document.addEventListener('click', event => {
  const link = event.target.closest('a[data-dialog]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    open(link);
  } else if (event.target.closest('dialog [data-close]')) {
    event.preventDefault();
    dialog.close();
  } else if (event.target === dialog) {
    dialog.close();
  }
});
dialog.addEventListener('close', backToOpener);
dialog.addEventListener('submit', event => {
  event.preventDefault();
  send(event.target);
});
document.addEventListener('visibilitychange', () => document.hidden || renew());

keep(now());
follow(null, () => {});
timer = setTimeout(renew, PERIOD);
