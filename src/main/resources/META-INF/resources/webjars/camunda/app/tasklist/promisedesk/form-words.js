/*
 * What form-js itself says in a form (its own messages; labels come translated from the server). form-js 1.8 knows
 * English only, so its words are replaced where they appear.
 */
import { language } from '/api/workplace/words.js';

const words = new Map([
  ['Field is required.', 'Заполните это поле.'],
  ['Field must be a valid email.', 'Укажите верный адрес электронной почты.'],
  ['Field must be a valid  international phone number. (e.g. +4930664040900)', 'Укажите номер телефона в международном виде, например +4930664040900.'],
  ['Value is not a number.', 'Это не число.'],
  ['Value is expected to be an integer.', 'Нужно целое число.'],
  ['Date and time must both be entered.', 'Укажите и дату, и время.'],
  ['Select', 'Выберите'],
  ['Search', 'Поиск'],
  ['No results', 'Ничего не найдено'],
  ['All values selected', 'Всё уже выбрано'],
  ['Add new', 'Добавить'],
  ['Nothing to show.', 'Показывать нечего.'],
  ['Expand all', 'Показать все'],
  ['Collapse', 'Свернуть'],
  ['Next page', 'Следующая страница'],
  ['Previous page', 'Предыдущая страница'],
  ['Date', 'Дата'],
  ['Time', 'Время'],
  ['mm/dd/yyyy', 'мм/дд/гггг']
]);

const patterns = [
  [/^Field must have minimum value of (.+)\.$/, 'Не меньше $1.'],
  [/^Field must have maximum value of (.+)\.$/, 'Не больше $1.'],
  [/^Field must have minimum length of (.+)\.$/, 'Не короче $1 знаков.'],
  [/^Field must have maximum length of (.+)\.$/, 'Не длиннее $1 знаков.'],
  [/^Field must match pattern (.+)\.$/, 'Значение не подходит по виду: $1.'],
  [/^Value is expected to have at most (\d+) decimal digits?\.$/, 'Не больше $1 знаков после запятой.'],
  [/^Please select a valid value, the two nearest valid values are (.+) and (.+)\.$/, 'Ближайшие допустимые значения: $1 и $2.'],
  [/^Expand all \((\d+)\)$/, 'Показать все ($1)'],
  [/^Remove list item (\d+)$/, 'Убрать строку $1']
];

export function translated(text) {
  const trimmed = text.trim();
  if (words.has(trimmed)) {
    return words.get(trimmed);
  }
  for (const [pattern, replacement] of patterns) {
    if (pattern.test(trimmed)) {
      return trimmed.replace(pattern, replacement);
    }
  }
  return null;
}

/* Labels and Markdown of the form's author stay as the server sent them. */
const AUTHORS = '.fjs-form-field-label, .fjs-form-field-text, .fjs-form-field-description, .fjs-select-display:not(.fjs-select-placeholder), .fjs-dropdownlist-item';

function translateTexts(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node.parentElement.closest('.fjs-container') && !node.parentElement.closest(AUTHORS)) {
      const text = translated(node.data);
      if (text !== null && node.data !== text) {
        node.data = text;
      }
    }
  }
  const fields = root.querySelectorAll ? root.querySelectorAll('.fjs-container [placeholder], .fjs-container [title]') : [];
  for (const field of fields) {
    for (const attribute of ['placeholder', 'title']) {
      const text = translated(field.getAttribute(attribute) || '');
      if (text !== null) {
        field.setAttribute(attribute, text);
      }
    }
  }
}

if (language === 'ru') {
  new MutationObserver(changes => changes.forEach(change => {
    if (change.type === 'characterData') {
      translateTexts(change.target.parentElement || document.body);
    } else {
      change.addedNodes.forEach(node => translateTexts(node.nodeType === Node.TEXT_NODE ? node.parentElement || document.body : node));
    }
  })).observe(document.body, { childList: true, subtree: true, characterData: true });
}

export default [];
