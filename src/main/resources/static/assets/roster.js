/* Arrow keys in the plan, and what is wrong with a shift while it is typed. The page works without. */
import { csrfHeaders } from '/assets/promisedesk.js';

const panel = document.getElementById('panel');
if (panel) {
  const first = panel.querySelector('[aria-invalid="true"], input:not([type="hidden"]), select, a.button');
  (first || panel).focus();
  panel.addEventListener('keydown', event => {
    if (event.key === 'Escape') {
      panel.querySelector('[data-close]').click();
    }
  });
}

document.querySelector('[data-jump]')?.addEventListener('change', event => {
  if (event.target.value) {
    event.target.form.submit();
  }
});

/* One stop for the Tab key; arrows, Home and End go on from there; Enter opens, + adds. */
const grid = document.querySelector('[data-grid]');
if (grid) {
  const rows = [...grid.tBodies[0].rows].map(row => [...row.cells].slice(1));
  const target = cell => cell.querySelector('a.shift, a.away, a.add') || cell;
  const stops = rows.flat().flatMap(cell => [...cell.querySelectorAll('a')]);
  const roam = element => {
    stops.forEach(stop => { stop.tabIndex = -1; });
    rows.flat().forEach(cell => cell.removeAttribute('tabindex'));
    element.tabIndex = 0;
  };
  const today = rows.findIndex(row => row.some(cell => cell.classList.contains('today')));
  const start = today < 0 ? rows[0]?.[0] : rows[today].find(cell => cell.classList.contains('today'));
  if (start) {
    roam(target(start));
  }
  const go = (row, column) => {
    const cell = rows[row]?.[column];
    if (cell) {
      roam(target(cell));
      target(cell).focus();
    }
  };
  grid.tBodies[0].addEventListener('keydown', event => {
    const cell = event.target.closest('td');
    if (!cell || event.altKey || event.ctrlKey || event.metaKey) {
      return;
    }
    const row = rows.findIndex(cells => cells.includes(cell));
    const column = rows[row].indexOf(cell);
    const within = [...cell.querySelectorAll('a.shift, a.away')];
    const at = within.indexOf(event.target);
    const moves = {
      ArrowLeft: () => go(row, column - 1),
      ArrowRight: () => go(row, column + 1),
      ArrowUp: () => (at > 0 ? (roam(within[at - 1]), within[at - 1].focus()) : go(row - 1, column)),
      ArrowDown: () => (at >= 0 && at + 1 < within.length ? (roam(within[at + 1]), within[at + 1].focus()) : go(row + 1, column)),
      Home: () => go(row, 0),
      End: () => go(row, rows[row].length - 1),
      '+': () => cell.querySelector('a.add')?.click()
    };
    if (moves[event.key]) {
      event.preventDefault();
      moves[event.key]();
    }
  });
}

const form = document.querySelector('form[data-check]');
if (form) {
  const result = document.getElementById('check');
  let asked = 0;
  let waiting;
  const ask = async () => {
    const mine = ++asked;
    const body = new URLSearchParams(new FormData(form));
    try {
      const response = await fetch(form.dataset.check, { method: 'POST', headers: csrfHeaders(), body, credentials: 'same-origin' });
      const text = await response.text();
      if (mine === asked && response.ok) {
        result.replaceChildren(...new DOMParser().parseFromString(text, 'text/html').body.childNodes);
      }
    } catch {
      // Saving says it, too.
    }
  };
  form.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 300);
  });
  ask();
}
