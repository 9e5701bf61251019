// What was refused is said beside its field until somebody changes the field: then it is true no more, and the counts of
// errors in the header and on the tabs go with it. Wagtail saves a form by itself as it changes, but not one that was refused
// (`UnsavedController` with its `force` value looks for no changes): from the first change on it does so again. Nor does it
// look for changes of a form that came as unsaved and was saved as it was, as after a cancelled submission: from then on it does.
(() => {
  const FIELDS = ".w-field__input :is(input:not([type=hidden]), textarea, select, [contenteditable=true])";

  const count = () => {
    for (const counter of document.querySelectorAll("[data-controller~=w-count]")) {
      window.wagtail?.app?.getControllerForElementAndIdentifier(counter, "w-count")?.count();
    }
  };

  const clear = ({ isTrusted, target }) => {
    const field = isTrusted ? target.closest?.("[data-field]") : null;
    if (!field) return;
    const errors = [...field.querySelectorAll("[data-field-errors]")].find((one) => one.closest("[data-field]") === field);
    if (!errors?.querySelector(".error-message")) return;
    errors.replaceChildren();
    field.classList.remove("w-field--error");
    for (const one of field.querySelectorAll("[aria-invalid]")) one.removeAttribute("aria-invalid");
    count();
  };

  const unsavedOf = (form) => window.wagtail?.app?.getControllerForElementAndIdentifier(form, "w-unsaved");

  const goOnWatching = ({ target: form }) => {
    const unsaved = unsavedOf(form);
    if (unsaved && !unsaved.checkInterval) unsaved.checkIntervalValueChanged(unsaved.checkIntervalValue);
  };

  const saveAgain = ({ isTrusted, target }) => {
    const form = isTrusted ? target.closest?.("[data-w-unsaved-force-value='true']") : null;
    const unsaved = form && unsavedOf(form);
    if (!unsaved) return;
    unsaved.forceValue = false;
    unsaved.initialFormData = unsaved.previousFormData = "refused"; // other than all that a form sends: it is not saved yet
    unsaved.checkIntervalValueChanged(unsaved.checkIntervalValue);
  };

  // The button to the first error leads into its field, to correct it, where it is one that is shown.
  const intoField = (event) => {
    const errors = event.target.closest("[data-field-errors]");
    const typed = [...(errors?.closest(".w-field")?.querySelectorAll(FIELDS) ?? [])].find((one) => one.checkVisibility());
    if (!typed) return;
    event.preventDefault();
    typed.focus();
    event.target.scrollIntoView({ block: "center" });
  };

  document.addEventListener("w-focus:focus", intoField);
  document.addEventListener("w-autosave:success", goOnWatching);
  for (const kind of ["input", "change"]) for (const act of [clear, saveAgain]) document.addEventListener(kind, act);
})();
