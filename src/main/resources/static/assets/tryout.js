/*
 * Keeps the try-out page up to date: the time, what comes next, the ticks and the mailboxes change by themselves.
 */
const box = new URLSearchParams(location.search).get('box');
const address = '/tryout/live' + (box ? '?box=' + encodeURIComponent(box) : '');
let shown = '';

function live() {
  return document.querySelector('[data-live]');
}

async function refresh() {
  if (document.hidden) {
    return;
  }
  const response = await fetch(address, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
  if (!response.ok || response.redirected) {
    return;
  }
  const html = (await response.text()).trim();
  // The hidden tokens of the forms differ each time; nothing else may make the page flicker.
  const comparable = html.replace(/name="_csrf" value="[^"]*"/g, '');
  if (comparable !== shown) {
    const focused = document.activeElement && document.activeElement.closest('[data-live] form');
    const goal = focused && focused.querySelector('[name=goal]');
    shown = comparable;
    live().outerHTML = html;
    if (goal) {
      const again = document.querySelector(`[data-live] [name=goal][value="${goal.value}"]`);
      again?.form.querySelector('button:not(:disabled)')?.focus();
    }
  }
}

async function keepUpToDate() {
  try {
    await refresh();
  } catch {
    // The application restarts or the machine sleeps: try again.
  }
  setTimeout(keepUpToDate, live().dataset.running === 'true' ? 500 : 2000);
}

document.addEventListener('submit', async event => {
  const form = event.target.closest('[data-goal]');
  if (!form) {
    return;
  }
  event.preventDefault();
  form.querySelector('button').disabled = true;
  await fetch(form.action, { method: 'POST', body: new URLSearchParams(new FormData(form)), credentials: 'same-origin' });
  await refresh();
});

keepUpToDate();
