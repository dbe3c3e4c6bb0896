/* What a card in the task list says of its ticket. All cards of a list are asked for in one call. */
import { get } from '/assets/promisedesk.js';
import { count } from '/assets/moments.js';

let waiting = new Map();
let timer = null;

function ask() {
  const asked = waiting;
  waiting = new Map();
  timer = null;
  const tasks = [...asked.keys()];
  get(`/api/workplace/cards?tasks=${tasks.join(',')}`).then(cards => {
    for (const card of cards) {
      asked.get(card.task).forEach(node => show(node, card));
    }
  }).catch(() => { /* Without a card the task's own name still stands there. */ });
}

function show(node, card) {
  const line = (className, text) => Object.assign(document.createElement('div'), { className, textContent: text });
  const box = document.createElement('div');
  box.className = 'promisedesk-card';
  box.append(line('promisedesk-subject', card.subject));
  if (card.number) {
    box.append(line('promisedesk-customer', `${card.number} · ${card.customer}`));
  }
  if (card.due) {
    const due = document.createElement('span');
    due.className = 'due';
    due.dataset.due = card.due;
    if (card.atRisk) {
      due.dataset.atRisk = card.atRisk;
    }
    box.append(due);
  }
  node.replaceChildren(box);
  count(box);
}

export default [{
  id: 'promisedesk-card',
  pluginPoint: 'tasklist.card',
  priority: 1000,
  render(node, { taskId }) {
    waiting.set(taskId, [...(waiting.get(taskId) || []), node]);
    timer ??= setTimeout(ask, 60);
  }
}];
