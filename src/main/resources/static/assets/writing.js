/* Who writes an answer to which ticket: what this page tells the server, and what it says of the others. */
import { request } from '/assets/promisedesk.js';
import { texts } from '/api/workplace/words.js';

const HEARTBEAT = 6000;

/** To be called at each key; tells the server from time to time. */
export function heartbeat(number) {
  let last = 0;
  return () => {
    if (Date.now() - last > HEARTBEAT) {
      last = Date.now();
      request('POST', `/api/workplace/tickets/${number}/writing`).catch(() => {});
    }
  };
}

/** "Anna is writing …", in an element that hides itself while nobody is. */
export function say(place, names) {
  place.textContent = names.length === 0 ? '' : texts[names.length === 1 ? 'writes' : 'write'].replace('{0}', names.join(', '));
  place.hidden = names.length === 0;
}
