// Says that the chart or the player could not be loaded, instead of “Loading …” for ever.
{
  const tell = () => {
    const loading = document.querySelector('.script-skeleton');
    const failed = document.querySelector('[data-not-loaded]');
    if (!loading || !failed) return;
    loading.parentElement.remove();
    failed.querySelector('button').addEventListener('click', () => window.location.reload());
    failed.hidden = false;
  };
  // A script that does not come, or one of those that it imports, tells only whoever listens before it reaches the element.
  window.addEventListener('error', ({ target }) => {
    if (target !== window && !(target instanceof HTMLScriptElement)) return;
    if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', tell);
    else tell();
  }, true);
}
