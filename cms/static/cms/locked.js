// A page that somebody else decides on is only read. Wagtail keeps the mouse off its fields, but not the keyboard: what was
// typed would be lost. Texts can still be read and copied; nothing else takes the focus.
(() => {
  const PANELS = ".content-locked .w-panel__content";
  const TEXTS = "textarea, input:is([type=text], [type=email], [type=number], [type=search], [type=tel], [type=url])";

  const lock = () => {
    for (const text of document.querySelectorAll(`${PANELS} :is(${TEXTS})`)) text.readOnly = true;
    for (const text of document.querySelectorAll(`${PANELS} [contenteditable=true]`)) text.contentEditable = "false";
    const acts = `:is(a, button, select, input:not([readonly]), [tabindex="0"])`;
    for (const act of document.querySelectorAll(`${PANELS} ${acts}:not([aria-disabled], [type=hidden])`)) {
      act.tabIndex = -1;
      act.setAttribute("aria-disabled", "true");
    }
  };

  document.addEventListener("DOMContentLoaded", () => {
    const form = document.querySelector(".content-locked form[data-edit-form]");
    if (!form) return;
    lock();
    new MutationObserver(lock).observe(form, { childList: true, subtree: true }); // blocks and lists are drawn by scripts
  });
})();
