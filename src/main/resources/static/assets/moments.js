/*
 * Time left, in words and colour, counting. Elements: <span class="due" data-due="ISO" data-at-risk="ISO"></span>.
 * Counts on the server's clock, which in a try-out runs ahead of this machine's.
 */
import { now as serverNow, texts } from '/api/workplace/words.js';

let ahead = serverNow - Date.now();

export const now = () => Date.now() + ahead;

/** The server has said what time it is. */
export function synchronise(millis) {
  ahead = millis - Date.now();
  tick();
}

/** Two units at most: "2 d 3 h", "1 h 5 min", "12 min". */
export function span(millis) {
  const minutes = Math.max(0, Math.floor(Math.abs(millis) / 60000));
  const days = Math.floor(minutes / 1440);
  const hours = Math.floor((minutes % 1440) / 60);
  const parts = days > 0 ? [[days, 'days'], [hours, 'hours']] : hours > 0 ? [[hours, 'hours'], [minutes % 60, 'minutes']] : [[minutes % 60, 'minutes']];
  return parts.filter(([count], index) => count > 0 || index === 0).map(([count, unit]) => `${count} ${texts[unit]}`).join(' ');
}

/** What to say about a deadline now: {text, tone} with tone ok, warn or late. */
export function left(due, atRisk, at = now()) {
  const rest = Date.parse(due) - at;
  if (rest < 0) {
    return { text: rest > -60000 ? texts.overdueSeconds : texts.overdueBy.replace('{0}', span(rest)), tone: 'late' };
  }
  const risky = atRisk ? Date.parse(atRisk) <= at : rest < 3600000;
  return { text: rest < 60000 ? texts.leftSeconds : texts.left.replace('{0}', span(rest)), tone: risky ? 'warn' : 'ok' };
}

const roots = new Set();

/** Keeps the deadlines below a node counting for as long as it stands in the page. */
export function count(root) {
  roots.add(root);
  tick();
}

function tick() {
  for (const root of roots) {
    if (!(root.host || root).isConnected) {
      roots.delete(root);
      continue;
    }
    for (const element of root.querySelectorAll('.due[data-due]')) {
      const { text, tone } = left(element.dataset.due, element.dataset.atRisk);
      if (element.textContent !== text) {
        element.textContent = text;
      }
      element.className = `due badge ${tone}`;
    }
  }
}

setInterval(tick, 5000);
