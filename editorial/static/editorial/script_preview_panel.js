/* The panel with the preview of a script: its button has a word, and it comes to the mode that was chosen last. */
{
  const { word } = document.currentScript.dataset;
  document.addEventListener('DOMContentLoaded', () => {
    const toggle = document.querySelector('[data-side-panel-toggle=preview]');
    if (!toggle || !document.querySelector('#id_preview_mode [value=chart]')) return;
    toggle.setAttribute('aria-label', word);
    toggle.append(Object.assign(document.createElement('span'), { className: 'script-preview-word', textContent: word }));
  });
}

// Wagtail forgets a mode that is chosen while another one is being loaded.
document.addEventListener('w-preview:loaded', ({ target }) => {
  const mode = target.querySelector('#id_preview_mode');
  const shown = new URL(target.querySelector('#w-preview-iframe').src).searchParams.get('mode');
  if (mode && mode.value !== shown) queueMicrotask(() => mode.dispatchEvent(new Event('change', { bubbles: true })));
});
