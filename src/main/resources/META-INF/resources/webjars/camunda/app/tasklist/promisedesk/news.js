/* Notices in Tasklist, and what must not stay in the browser after a log-out. */
import { forgetDrafts } from '/assets/promisedesk.js';
import { follow } from '/assets/news.js';

document.head.append(Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/assets/notices.css' }));
follow(null, () => {});

// The log-out link calls a function of Tasklist's; the click bubbles up to here first.
document.addEventListener('click', event => {
  if (event.target.closest('[ng-click="logout()"], [href$="/logout"], .logout')) {
    forgetDrafts();
  }
}, true);

export default [];
