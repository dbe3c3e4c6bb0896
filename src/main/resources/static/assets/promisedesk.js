/*
 * What every page of ours needs. As a module: `import {request, post} from '/assets/promisedesk.js'`.
 */

/** The header that proves that a request comes from our own page. */
export function csrfHeaders() {
  const cookie = document.cookie.match(/(?:^|; )PROMISEDESK-CSRF=([^;]*)/);
  return cookie ? { 'X-CSRF-TOKEN': decodeURIComponent(cookie[1]) } : {};
}

/** Sends a request; answers with the JSON (or null), throws an Error whose message is the server's sentence. */
export async function request(method, address, body) {
  const headers = { Accept: 'application/json', ...(method === 'GET' ? {} : csrfHeaders()) };
  if (body !== undefined) {
    headers['Content-Type'] = 'application/json';
  }
  const response = await fetch(address, {
    method,
    headers,
    credentials: 'same-origin',
    body: body === undefined ? undefined : JSON.stringify(body)
  });
  const isJson = (response.headers.get('Content-Type') || '').includes('json');
  const content = isJson ? await response.json() : null;
  if (!response.ok) {
    const error = new Error((content && (content.detail || content.message || content.title)) || response.statusText);
    error.status = response.status;
    error.problem = content;
    throw error;
  }
  return content;
}

export const get = address => request('GET', address);
export const post = (address, body = {}) => request('POST', address, body);

/** Drafts of Tasklist's "Save" stay in the browser; the next person at this machine must not read them. */
export function forgetDrafts() {
  for (const key of Object.keys(localStorage)) {
    if (key.startsWith('camunda-form:') || key.startsWith('camForm:')) {
      localStorage.removeItem(key);
    }
  }
}

document.addEventListener('click', event => {
  if (event.target.closest('[data-log-out]')) {
    forgetDrafts();
  }
});
