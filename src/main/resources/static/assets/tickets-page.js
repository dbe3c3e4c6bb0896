/* The list: deadlines count, a changed filter applies at once, notices appear. */
import { count } from '/assets/moments.js';
import { follow } from '/assets/news.js';

count(document.querySelector('main'));
follow(null, () => {});

const filters = document.querySelector('form.filters');
filters.addEventListener('change', event => {
  if (event.target.matches('select')) {
    filters.requestSubmit();
  }
});
filters.addEventListener('submit', () => {
  // An address that holds only what was asked for.
  for (const field of filters.elements) {
    if (field.name && (field.value === '' || (field.name === 'state' && field.value === 'unfinished'))) {
      field.disabled = true;
    }
  }
});
window.addEventListener('pageshow', () => {
  for (const field of filters.elements) {
    field.disabled = false;
  }
});
