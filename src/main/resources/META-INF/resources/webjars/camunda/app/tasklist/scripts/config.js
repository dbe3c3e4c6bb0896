/*
 * Promisedesk's settings of Camunda Tasklist; shadows the file of the web application of the same name.
 *
 * The server knows which language the reader chose or prefers: with one available language Tasklist takes that one.
 */
import { language, texts } from '/api/workplace/words.js';

export default {
  app: { name: texts.tasklist, vendor: 'Promisedesk' },
  locales: { availableLocales: [language], fallbackLocale: language },
  customScripts: ['promisedesk/navigation', 'promisedesk/ticket-tab', 'promisedesk/cards', 'promisedesk/take-next', 'promisedesk/news', 'promisedesk/writing', 'promisedesk/form-words', 'promisedesk/form-lists'],
  disableWelcomeMessage: true,
  shortcuts: {
    claimTask: { key: 'ctrl+alt+c', description: 'claims the currently selected task' },
    focusFilter: { key: 'ctrl+shift+f', description: 'set the focus to the first filter in the list' },
    focusList: { key: 'ctrl+alt+l', description: 'sets the focus to the first task in the list' },
    focusForm: { key: 'ctrl+alt+f', description: 'sets the focus to the first input field in a task form' },
    startProcess: { key: 'ctrl+alt+p', description: 'opens the start process modal dialog' }
  }
};
