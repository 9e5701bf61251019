/* The box that answers a question stands under its field. Where the question is about one value within the field's blocks,
   it belongs beside that value; the blocks are drawn by Wagtail's scripts, some time after the page has arrived. */
document.addEventListener("DOMContentLoaded", () => {
  const LONGEST_WAIT_MS = 10000;
  const began = performance.now();

  const put = () => {
    const waiting = [...document.querySelectorAll("[data-question-at]")].filter((box) => {
      const input = document.getElementById(box.dataset.questionAt);
      const field = input?.closest("[data-field]");
      if (!field) return true;
      field.append(box);
      delete box.dataset.questionAt;
      return false;
    });
    if (waiting.length && performance.now() - began < LONGEST_WAIT_MS) requestAnimationFrame(put);
  };
  put();

  // A value that was probably meant is taken in one press, and nothing is asked about it.
  for (const offer of document.querySelectorAll("[data-offer]")) {
    const field = offer.form?.elements.namedItem(offer.dataset.offer);
    offer.hidden = !field;
    offer.addEventListener("click", () => {
      field.value = offer.textContent;
      for (const event of ["input", "change"]) field.dispatchEvent(new Event(event, { bubbles: true }));
      offer.closest(".question-answer")?.remove();
      field.focus();
    });
  }
});
