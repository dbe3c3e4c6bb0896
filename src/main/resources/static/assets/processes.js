/*
 * The page of processes, open beside Modeler: where the folder is watched, it shows by itself what came of the last save.
 * Of several nodes any may answer, each with a reading of its own: only a later one than any shown draws the page anew.
 */
import { get } from '/assets/promisedesk.js';
import { now } from '/api/workplace/words.js';

const SHOWN = 'promisedesk-processes-read';
const PERIOD = 2000;
const read = document.querySelector('[data-read]');

/* What lies ahead was shown before a try-out began anew: its clock has gone back. */
const stored = Number(sessionStorage.getItem(SHOWN));
let shown = Math.max(Date.parse(read?.dataset.read ?? 0), stored > now ? 0 : stored);

async function look() {
  if (!document.hidden) {
    const { lastReading } = await get('/api/processes').catch(() => ({}));
    const at = lastReading ? Date.parse(lastReading.at) : 0;
    if (at > shown) {
      sessionStorage.setItem(SHOWN, at);
      location.reload();
      return;
    }
  }
  setTimeout(look, PERIOD);
}

if (read?.dataset.watched === 'true') {
  sessionStorage.setItem(SHOWN, shown);
  setTimeout(look, PERIOD);
}
