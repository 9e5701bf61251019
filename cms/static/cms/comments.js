// From field to field Tab passes over the button that adds a comment, which is drawn under the mouse alone (`admin.css`). By
// keyboard a field is commented with the keys that Wagtail has for it within a text: Ctrl, or Cmd, with Alt and M.
document.addEventListener("keydown", (event) => {
  const { code, altKey, ctrlKey, metaKey, target } = event;
  if (code !== "KeyM" || !altKey || !(ctrlKey || metaKey) || target.closest("[contenteditable]")) return;
  const button = target.closest("[data-field-input]")?.querySelector("[data-comment-add]");
  if (!button) return;
  event.preventDefault();
  button.click();
});
