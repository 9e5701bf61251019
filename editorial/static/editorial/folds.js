// What narrows a list is folded on a telephone, unless the list is narrowed already: what one came for stands first.
document.addEventListener("DOMContentLoaded", () => {
  if (!matchMedia("(max-width: 45rem)").matches) return;
  for (const folded of document.querySelectorAll("details[data-folds]")) folded.open = false;
});
