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
});
