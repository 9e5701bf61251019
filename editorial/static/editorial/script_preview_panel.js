/* The panel with the preview of a script: its button has a word and a chart, and it comes to the mode that was chosen last. */
{
  const CHART = 'M6 1h4v4H8.5v2.5h5V11H15v4h-4v-4h1.5V8.5h-9V11H5v4H1v-4h1.5V7.5h5V5H6z';
  const { word } = document.currentScript.dataset;
  document.addEventListener('DOMContentLoaded', () => {
    const toggle = document.querySelector('[data-side-panel-toggle=preview]');
    if (!toggle || !document.querySelector('#id_preview_mode [value=chart]')) return;
    toggle.setAttribute('aria-label', word);
    const icon = toggle.querySelector('svg'); // Wagtail's is a telephone
    icon?.setAttribute('viewBox', '0 0 16 16');
    if (icon) icon.innerHTML = `<path d="${CHART}"/>`;
    toggle.append(Object.assign(document.createElement('span'), { className: 'script-preview-word', textContent: word }));
  });
}

// Wagtail forgets a mode that is chosen while another one is being loaded.
document.addEventListener('w-preview:loaded', ({ target }) => {
  const mode = target.querySelector('#id_preview_mode');
  const shown = new URL(target.querySelector('#w-preview-iframe').src).searchParams.get('mode');
  if (mode && mode.value !== shown) queueMicrotask(() => mode.dispatchEvent(new Event('change', { bubbles: true })));
});
