/*
 * Promisedesk's settings of Camunda Tasklist; shadows the file of the web application of the same name.
 *
 * A language chosen on our pages (cookie) wins over the browser's: with one available language Tasklist takes that one.
 */
const chosen = document.cookie.match(/(?:^|; )promisedesk-language=(en|ru)(?:;|$)/);
const locales = chosen
  ? { availableLocales: [chosen[1]], fallbackLocale: chosen[1] }
  : { availableLocales: ['en', 'ru'], fallbackLocale: 'en' };

export default {
  app: { name: 'Tasklist', vendor: 'Promisedesk' },
  locales,
  customScripts: ['promisedesk/navigation'],
  disableWelcomeMessage: true,
  shortcuts: {
    claimTask: { key: 'ctrl+alt+c', description: 'claims the currently selected task' },
    focusFilter: { key: 'ctrl+shift+f', description: 'set the focus to the first filter in the list' },
    focusList: { key: 'ctrl+alt+l', description: 'sets the focus to the first task in the list' },
    focusForm: { key: 'ctrl+alt+f', description: 'sets the focus to the first input field in a task form' },
    startProcess: { key: 'ctrl+alt+p', description: 'opens the start process modal dialog' }
  }
};
