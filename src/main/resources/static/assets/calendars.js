/* The page that edits a working calendar: reads a holiday file into the form, which the server then explains. */
document.addEventListener('change', async event => {
  const input = event.target.closest('[data-fills]');
  if (!input || !input.files.length) {
    return;
  }
  const text = document.getElementById(input.dataset.fills);
  if (input.files[0].size > Number(input.dataset.limit)) {
    input.setCustomValidity(input.dataset.tooLarge);
    input.reportValidity();
    return;
  }
  input.setCustomValidity('');
  text.value = await input.files[0].text();
  document.getElementById('ics-read').click();
});

/* What is wrong, or asks for an answer, must be seen at once. */
document.addEventListener('htmx:afterSettle', event => {
  const notice = event.target.id === 'calendar-edit' && event.target.querySelector('#conflict, #error, #confirm');
  if (notice) {
    notice.scrollIntoView({ block: 'center' });
  }
  // What the month beside the form says now is newer than what was wrong when the form was sent.
  if (event.target.id === 'preview') {
    document.getElementById('error')?.remove();
  }
});
