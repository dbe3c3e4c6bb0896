/*
 * The ticket, on its page and in Tasklist's tab. The server renders it; this keeps it alive: sends its forms, shows a
 * refusal as a sentence and keeps what was typed, counts the deadlines, says who else is writing, tells when something
 * has changed.
 */
import { csrfHeaders } from '/assets/promisedesk.js';
import { count } from '/assets/moments.js';
import { texts } from '/api/workplace/words.js';
import { follow } from '/assets/news.js';
import { heartbeat, say } from '/assets/writing.js';

/* Content as HTML; what goes wrong as problem details, not as a page. */
const ACCEPT = 'application/problem+json, */*;q=0.5';

/**
 * @param container holds the ticket, or stays empty until it is fetched
 * @param onChange called after an action of the reader changed the ticket
 * @return function that ends it
 */
export function mount(container, number, onChange = () => {}) {
  const root = container.getRootNode() === document ? container : container.getRootNode();
  let alive = heartbeat(number);

  const find = css => container.querySelector(css);

  function show(html) {
    container.innerHTML = html;
    dress();
  }

  function dress() {
    count(root);
    chooseKind();
    find('.message:last-of-type')?.classList.add('newest');
    for (const frame of container.querySelectorAll('details.original')) {
      frame.addEventListener('toggle', () => fit(frame.querySelector('iframe')));
    }
  }

  /** A mail's own formatting runs in a frame without scripts; it only gets the height it needs. */
  function fit(frame) {
    const grow = () => {
      const body = frame.contentDocument?.documentElement;
      if (body) {
        frame.style.height = `${Math.min(body.scrollHeight + 4, 1200)}px`;
      }
    };
    grow();
    frame.addEventListener('load', grow, { once: true });
  }

  function chooseKind() {
    const note = find('input[name="kind"][value="note"]')?.checked;
    find('.composer')?.classList.toggle('as-note', Boolean(note));
    container.querySelectorAll('.for-reply').forEach(button => { button.hidden = note; });
  }

  function complain(message) {
    const place = find('[data-error]');
    place.textContent = message;
    place.hidden = !message;
    if (message) {
      place.scrollIntoView({ block: 'nearest' });
    }
  }

  /** Whoever is logged out is led to the log-in page: not what belongs here. */
  const problemOf = response => response.redirected
    ? Promise.resolve({ detail: texts.loggedOut })
    : response.json().catch(() => ({}));

  async function refresh() {
    const response = await fetch(`/tickets/${number}/content`, { headers: { Accept: ACCEPT } });
    if (response.ok && !response.redirected) {
      show(await response.text());
    } else {
      const problem = await problemOf(response);
      container.replaceChildren(Object.assign(document.createElement('p'), {
        className: 'notice late', textContent: problem.detail || texts.failed
      }));
    }
  }

  async function send(form, button) {
    const data = new FormData(form);
    if (button?.name) {
      data.set(button.name, button.value);
    }
    const buttons = container.querySelectorAll('form[data-live] button');
    buttons.forEach(each => { each.disabled = true; });
    try {
      const response = await fetch(form.action, {
        method: 'POST', body: data, headers: { ...csrfHeaders(), 'X-Requested-With': 'fetch', Accept: ACCEPT }
      });
      if (!response.ok || response.redirected) {
        const problem = await problemOf(response);
        complain(problem.detail || texts.failed);
        return;
      }
      show(await response.text());
      alive = heartbeat(number);
      onChange();
    } catch {
      complain(texts.offline);
    } finally {
      buttons.forEach(each => { each.disabled = false; });
    }
  }

  container.addEventListener('submit', event => {
    const form = event.target.closest('form[data-live]');
    if (form) {
      event.preventDefault();
      send(form, event.submitter);
    }
  });
  container.addEventListener('change', event => {
    if (event.target.name === 'kind') {
      chooseKind();
    } else if (event.target.matches('[data-files]')) {
      find('[data-file-names]').textContent = [...event.target.files].map(file => file.name).join(', ');
    }
  });
  container.addEventListener('click', event => {
    if (event.target.closest('[data-refresh]')) {
      refresh();
    }
  });
  container.addEventListener('input', event => {
    if (event.target.closest('[data-writes]')) {
      alive();
    }
  });

  const stop = follow(number, news => {
    const writing = find('[data-writing]');
    if (writing) {
      say(writing, news.writing);
    }
    const shown = find('[data-ticket]');
    if (shown && news.version !== null && String(news.version) !== shown.dataset.version) {
      const typed = find('[data-writes]')?.value;
      if (typed) {
        find('[data-changed]').hidden = false;
      } else {
        refresh();
      }
    }
  });

  if (container.childElementCount === 0) {
    refresh();
  } else {
    dress();
  }
  return stop;
}
