/* The tab "Ticket": the same as the ticket page, in a shadow so that neither style sheet disturbs the other. */
import { get } from '/assets/promisedesk.js';
import { askNow } from '/assets/news.js';
import { mount } from '/assets/ticket.js';
import { texts } from '/api/workplace/words.js';

/** What is done in the form alone; the ticket is there to be read. */
const IN_THE_FORM = ['userTask_decideOnEscalation'];

let stop = () => {};

async function show(node, taskId) {
  const host = document.createElement('div');
  host.className = 'promisedesk-ticket';
  node.append(host);
  const shadow = host.attachShadow({ mode: 'open' });
  const style = Object.assign(document.createElement('link'), { rel: 'stylesheet', href: '/assets/promisedesk.css' });
  const container = document.createElement('div');
  shadow.append(style, container);
  const [card] = await get(`/api/workplace/cards?tasks=${encodeURIComponent(taskId)}`).catch(() => []);
  if (!card?.number) {
    container.append(Object.assign(document.createElement('p'), { className: 'empty', textContent: texts.noTicket }));
    showForm(node);
    return;
  }
  pointToForm(node, taskId, container);
  stop();
  const ends = [mount(container, card.number, refreshTasklist), followAssignee(askNow)];
  stop = () => ends.forEach(end => end());
}

/** Whoever came to decide is not left looking for where. */
async function pointToForm(node, taskId, container) {
  const task = await get(`/camunda/api/engine/engine/default/task/${encodeURIComponent(taskId)}`).catch(() => null);
  if (task && IN_THE_FORM.includes(task.taskDefinitionKey)) {
    const hint = Object.assign(document.createElement('p'), { className: 'notice in-the-form' });
    const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button small', textContent: texts.openForm });
    button.addEventListener('click', () => showForm(node));
    hint.append(texts.inTheForm, ' ', button);
    container.before(hint);
  }
}

/** Tasklist's own buttons claim a ticket and give it back, too: the tab says so at once. */
function followAssignee(onChange) {
  const task = document.querySelector('.task-card');
  const assignee = () => task?.querySelector('.assignee')?.textContent.trim();
  let before = assignee();
  const observer = new MutationObserver(() => {
    if (assignee() !== before) {
      before = assignee();
      onChange();
    }
  });
  if (task) {
    observer.observe(task, { subtree: true, childList: true, characterData: true });
  }
  return () => observer.disconnect();
}

/** A task without a ticket, such as a hand-over, has nothing to show here: its form comes first. */
function showForm(node) {
  let scope = window.angular?.element(node).scope?.();
  while (scope && !scope.selectTaskDetailTab) {
    scope = scope.$parent;
  }
  const form = scope?.taskDetailTabs?.find(tab => tab.id === 'task-detail-form');
  if (form) {
    scope.selectTaskDetailTab(form);
    scope.$applyAsync();
  }
}

/** Tells Tasklist that the task may have changed or gone. */
function refreshTasklist() {
  const scope = window.angular?.element(document.body).scope?.();
  if (scope) {
    scope.$root.$broadcast('refresh');
  }
}

export default [{
  id: 'promisedesk-ticket',
  pluginPoint: 'tasklist.task.detail',
  priority: 2000,
  properties: { label: texts.ticket },
  render(node, { taskId }) {
    show(node, taskId);
  },
  unmount() {
    stop();
  }
}];
