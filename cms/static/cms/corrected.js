// What was refused is said beside its field until somebody changes the field: then it is true no more, and the counts of
// errors in the header and on the tabs go with it.
(() => {
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

  for (const kind of ["input", "change"]) document.addEventListener(kind, clear);
})();
