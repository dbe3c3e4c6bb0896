/* The tab "Ticket": the same as the ticket page, in a shadow so that neither style sheet disturbs the other. */
import { get } from '/assets/promisedesk.js';
import { mount } from '/assets/ticket.js';
import { texts } from '/api/workplace/words.js';

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
  if (!card) {
    container.append(Object.assign(document.createElement('p'), { className: 'empty', textContent: texts.noTicket }));
    showForm(node);
    return;
  }
  stop();
  stop = mount(container, card.number, refreshTasklist);
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
