/*
 * Lists in Camunda Forms. form-js 1.8 keeps an empty list of errors for every field of a dynamic list whose rows are all
 * right, and Tasklist counts its keys: such a form would be invalid for ever and "Complete" never enabled (see GAPS.md).
 * Where a form has a list, the verdict is what the form shows. What is missing is still found when the form is sent.
 */
const LIST = '.fjs-container .fjs-form-field-dynamiclist';
const ERROR = '.fjs-container .fjs-form-field-error';

let faults = false;

function heal() {
  const button = document.querySelector('button[ng-click="complete()"]');
  if (!button || !document.querySelector(LIST)) {
    return;
  }
  let scope = window.angular.element(button).scope();
  while (scope && !Object.prototype.hasOwnProperty.call(scope, '$invalid')) {
    scope = scope.$parent;
  }
  if (!scope) {
    return;
  }
  if (Object.getOwnPropertyDescriptor(scope, '$invalid').get) {
    // Tasklist looks at the verdict before the form has been drawn anew: let it look again.
    if (faults !== (document.querySelector(ERROR) !== null)) {
      faults = !faults;
      scope.$applyAsync();
    }
    return;
  }
  let verdict = scope.$invalid;
  Object.defineProperty(scope, '$invalid', {
    configurable: true,
    enumerable: true,
    get: () => verdict && (!document.querySelector(LIST) || document.querySelector(ERROR) !== null),
    set: invalid => { verdict = invalid; }
  });
  scope.$applyAsync();
}

/* A ticket's number in a list leads to the ticket, in a tab of its own so that nothing typed is lost. */
const NUMBER = /^T-\d{4}-\d+$/;

function numberField(event) {
  const field = event.target.closest ? event.target.closest(LIST + ' input[readonly]') : null;
  return field && NUMBER.test(field.value) ? field : null;
}

function open(event) {
  const field = numberField(event);
  if (field && (event.type === 'click' || event.key === 'Enter')) {
    event.preventDefault();
    window.open('/tickets/' + encodeURIComponent(field.value), '_blank', 'noopener');
  }
}

function mark(event) {
  const field = numberField(event);
  if (field) {
    field.setAttribute('role', 'link');
    field.style.cursor = 'pointer';
    field.style.textDecoration = 'underline';
  }
}

document.addEventListener('click', open);
document.addEventListener('keydown', open);
document.addEventListener('mouseover', mark);
document.addEventListener('focusin', mark);

new MutationObserver(heal).observe(document.body, { childList: true, subtree: true });

export default [];
