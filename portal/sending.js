(() => {
  const section = document.currentScript.parentElement;
  const summary = section.querySelector("textarea");
  const said = section.querySelector("[role=status]");

  const offer = (name, act) => {
    const button = section.querySelector(`[data-act=${name}]`);
    button.hidden = false;
    button.addEventListener("click", act);
  };

  // Where the clipboard is forbidden, the text is shown and selected.
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(summary.value);
      said.textContent = said.dataset.copied;
    } catch {
      summary.closest("details").open = true;
      summary.select();
    }
  };

  offer("print", () => print());
  offer("copy", copy);
  if (navigator.share) { // It offers text messages and mail as well.
    offer("share", () => navigator.share({ text: summary.value }).catch(() => {}));
    for (const link of section.querySelectorAll(".ways a")) link.hidden = true;
  }
})();
