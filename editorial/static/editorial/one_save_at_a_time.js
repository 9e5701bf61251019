/* Wagtail saves the form by itself, also while somebody saves it: of two saves at once, the later one then looks like a save
   in another window. What is pressed waits for the save that runs, and none begins behind it. */
(() => {
  const LONGEST_WAIT_MS = 30_000; // a save whose end nobody tells holds nobody up for longer; until then a new page would be made twice
  let isSaving = false;
  let isLeaving = false;
  document.addEventListener('w-autosave:save', (event) => {
    if (isLeaving) event.preventDefault();
    else isSaving = true;
  });
  for (const end of ['success', 'error']) document.addEventListener(`w-autosave:${end}`, () => (isSaving = false));

  document.addEventListener('submit', (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !form.matches('[data-edit-form]')) return;
    if (!isSaving) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    const ended = new AbortController();
    const goOn = () => {
      ended.abort();
      clearTimeout(waited);
      isSaving = false;
      const isDisabled = submitter?.disabled; // Wagtail does so to show that it is at work; it would not be sent
      if (isDisabled) submitter.disabled = false;
      form.requestSubmit(submitter);
      if (isDisabled) submitter.disabled = true;
    };
    const waited = setTimeout(goOn, LONGEST_WAIT_MS);
    for (const end of ['success', 'error']) document.addEventListener(`w-autosave:${end}`, goOn, ended);
  });
  window.addEventListener('pageshow', () => (isLeaving = false));
})();
