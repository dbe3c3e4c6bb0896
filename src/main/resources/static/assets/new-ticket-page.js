/* Known customers complete themselves, and show what they have asked before. */
import { get } from '/assets/promisedesk.js';
import { texts } from '/api/workplace/words.js';

const email = document.getElementById('email');
const name = document.getElementById('name');
const list = document.getElementById('customers');
const known = document.getElementById('known');
const suggestions = new Map();
let timer = null;

email.addEventListener('input', () => {
  clearTimeout(timer);
  if (choose()) {
    return;
  }
  timer = setTimeout(suggest, 180);
});

async function suggest() {
  const typed = email.value.trim();
  if (typed.length < 2) {
    return;
  }
  const found = await get(`/api/workplace/customers?q=${encodeURIComponent(typed)}`).catch(() => []);
  suggestions.clear();
  list.replaceChildren(...found.map(customer => {
    suggestions.set(customer.email, customer);
    const option = document.createElement('option');
    option.value = customer.email;
    option.label = customer.name;
    return option;
  }));
  choose();
}

function choose() {
  const customer = suggestions.get(email.value.trim().toLowerCase());
  known.hidden = !customer;
  if (!customer) {
    return false;
  }
  if (!name.value && customer.name !== customer.email) {
    name.value = customer.name;
  }
  known.querySelector('ul').replaceChildren(...customer.tickets.slice(0, 5).map(ticket => {
    const item = document.createElement('li');
    const link = document.createElement('a');
    link.href = `/tickets/${ticket.number}`;
    link.textContent = ticket.subject;
    item.append(link, ` · ${texts[`state.${ticket.state}`]}`);
    return item;
  }));
  return true;
}

document.querySelector('form.new-ticket').addEventListener('submit', event => {
  // Twice pressed is still one ticket.
  setTimeout(() => event.target.querySelectorAll('button').forEach(button => { button.disabled = true; }));
});
