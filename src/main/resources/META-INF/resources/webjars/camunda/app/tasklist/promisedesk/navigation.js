/* Links from Tasklist's bar to the pages of Promisedesk. */
const russian = document.cookie.includes('promisedesk-language=ru')
  || (!document.cookie.includes('promisedesk-language=') && navigator.language.toLowerCase().startsWith('ru'));

const links = [
  ['tickets', '/tickets', russian ? 'Обращения' : 'Tickets'],
  ['new-ticket', '/tickets/new', russian ? 'Новое обращение' : 'New ticket']
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
