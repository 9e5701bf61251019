// An editor of rich text hands over what is typed to its field a quarter of a second later. A form that is sent sooner
// would lose the last words and be told that they are saved: it waits for them.
(() => {
  const HANDED_OVER_MS = 350; // Draftail's pause is 250; of two timers the shorter one ends first, however busy the page is
  const held = new WeakSet(); // forms that wait
  let isChanged = false;

  // Whatever may change a text: keys, the toolbar, a link chosen in a dialog. The press that sends the form changes none.
  for (const kind of ["keydown", "input", "paste", "cut", "drop", "click"]) {
    const change = ({ target }) => {
      const button = kind === "click" ? target.closest?.("button, input") : null;
      if (!button?.form || button.type !== "submit") isChanged = true;
    };
    window.addEventListener(kind, change, true);
  }

  window.addEventListener(
    "submit",
    (event) => {
      const { target: form, submitter } = event;
      if (!isChanged || !form.querySelector(".Draftail-Editor__wrapper")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (held.has(form)) return;
      held.add(form);
      setTimeout(() => {
        held.delete(form);
        isChanged = false;
        const isDisabled = submitter?.disabled; // Wagtail does so to show that it is at work; it would not be sent
        if (isDisabled) submitter.disabled = false;
        form.requestSubmit(submitter);
        if (isDisabled) submitter.disabled = true;
      }, HANDED_OVER_MS);
    },
    true,
  );
})();
