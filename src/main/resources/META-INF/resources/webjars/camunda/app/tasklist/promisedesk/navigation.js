/* Links from Tasklist's bar to the pages of Promisedesk. */
import { seesKpis, seesProcesses, texts } from '/api/workplace/words.js';

const links = [
  ['tickets', '/tickets', texts.tickets],
  ['new-ticket', '/tickets/new', texts.newTicket],
  ...(seesKpis ? [['kpis', '/kpi', texts.kpis]] : []),
  ...(seesProcesses ? [['processes', '/processes', texts.processes]] : [])
];

export default links.map(([id, address, label], index) => ({
  id: `promisedesk-${id}`,
  pluginPoint: 'tasklist.navbar.action',
  priority: 300 - index,
  render(node) {
    const link = document.createElement('a');
    link.href = address;
    link.textContent = label;
    node.append(link);
  }
}));
