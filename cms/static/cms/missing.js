// A comment or mark that is missing is asked for beside its field, in the words that the field has for it (`data-missing`). The
// browser's own bubble speaks its own language, and is gone with the next click.
document.addEventListener(
  "invalid",
  (event) => {
    const { target: field } = event;
    if (!field.dataset.missing || !field.validity.valueMissing) return;
    event.preventDefault();
    field.focus();
    const id = `${field.id}-missing`;
    if (document.getElementById(id)) return;
    const said = Object.assign(document.createElement("p"), { id, className: "error-message", textContent: field.dataset.missing });
    said.setAttribute("role", "alert");
    for (const answered of document.querySelectorAll(".messages .error")) answered.remove(); // it was about the act before
    (field.closest("label") ?? field).after(said);
    const described = field.getAttribute("aria-describedby") ?? "";
    field.setAttribute("aria-describedby", `${id} ${described}`.trim());
    field.setAttribute("aria-invalid", "true");
    const written = () => {
      said.remove();
      field.removeAttribute("aria-invalid");
      field.setAttribute("aria-describedby", described);
    };
    field.addEventListener("input", written, { once: true });
  },
  true,
);

// Where a box for a comment is opened, one writes in it at once: what is typed would go nowhere, and a space closes it.
document.addEventListener(
  "toggle",
  ({ target }) => {
    if (target.matches?.(".jpt-bar__back[open], .jpt-bar__note[open]")) target.querySelector("textarea")?.focus();
  },
  true,
);
