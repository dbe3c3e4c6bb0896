/* Above the list of tasks: the most urgent ticket that the reader can do becomes theirs, and is opened. */
import { takesTickets, texts } from '/api/workplace/words.js';
import { get, post } from '/assets/promisedesk.js';

const TASKS = '/camunda/api/engine/engine/default/task';

async function openTask(number) {
  const tasks = await get(`${TASKS}?processInstanceBusinessKey=${encodeURIComponent(number)}&taskDefinitionKey=userTask_workOnTicket`);
  if (tasks.length) {
    location.hash = `#/?task=${tasks[0].id}`;
  } else {
    location.href = `/tickets/${number}`;
  }
}

function render(node) {
  const place = document.createElement('div');
  place.className = 'promisedesk-next';
  const button = Object.assign(document.createElement('button'), {
    type: 'button', className: 'btn btn-default', textContent: texts.takeNext, title: texts.takeNextWhat
  });
  const answer = Object.assign(document.createElement('span'), { role: 'status' });
  button.addEventListener('click', async () => {
    button.disabled = true;
    answer.textContent = '';
    try {
      await openTask((await post('/api/tickets/next')).number);
    } catch (error) {
      answer.textContent = error.message;
    } finally {
      button.disabled = false;
    }
  });
  place.append(button, answer);
  node.append(place);
}

export default takesTickets ? [{ id: 'promisedesk-take-next', pluginPoint: 'tasklist.list', priority: 100, render }] : [];
