/* Shows the node that was clicked in a script's chart, which stands in a frame of this page: in the form, or among the pieces. */
window.addEventListener('message', ({ data, origin }) => {
  if (origin !== window.location.origin || data?.type !== 'script-node') return;
  const node = ['block-%-section', 'piece-%'].map((id) => document.getElementById(id.replace('%', data.id))).find(Boolean);
  if (!node) return;
  const tab = node.closest('[role=tabpanel][hidden]');
  if (tab) document.getElementById(tab.getAttribute('aria-labelledby'))?.click();
  for (let panel = node; panel; panel = panel.parentElement?.closest('[data-panel]')) {
    panel.querySelector(':scope > .w-panel__header [data-panel-toggle][aria-expanded=false]')?.click();
  }
  node.scrollIntoView({ block: 'start' });
  const fields = node.querySelectorAll('[contenteditable=true], textarea, select, input:not([type=hidden]), a.button');
  [...fields].find((field) => field.checkVisibility())?.focus({ preventScroll: true });
});
