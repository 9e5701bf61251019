/* Menus behind dots: one is open at a time, and Escape or a click elsewhere closes it. Without this file they stay open. */
(() => {
  const menus = () => document.querySelectorAll('details[data-more][open]');
  document.addEventListener('click', ({ target }) => {
    for (const menu of menus()) if (!menu.contains(target)) menu.open = false;
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    for (const menu of menus()) {
      const hadFocus = menu.contains(document.activeElement);
      menu.open = false;
      if (hadFocus) menu.querySelector('summary').focus();
    }
  });
  /* A field of one line that grows: Enter breaks no line, and saves nothing, as in any other. */
  document.addEventListener('keydown', (event) => {
    const { target: field, key, isComposing } = event;
    if (key === 'Enter' && !isComposing && field.matches('[data-one-line]')) event.preventDefault();
  });
  /* After a test walk was kept, one goes on in the player. */
  window.addEventListener('load', () => {
    const preview = document.getElementById('script-preview');
    if (!preview || window.location.hash !== '#script-preview') return;
    preview.open = true;
    preview.querySelector('a[href*="mode=player"]')?.click();
    preview.scrollIntoView({ block: 'start' });
  });
  /* What is written stands in its place among the pieces: the cursor stands there, too. */
  window.addEventListener('load', () => {
    const written = document.querySelector('.adapting-piece--written');
    if (!written) return;
    written.scrollIntoView({ block: 'start' });
    const refusal = written.querySelector('.adapting-note--error');
    if (!refusal) return;
    /* The address names it, too: browsers move the focus to what the address names after this. */
    refusal.id = 'adapting-refusal';
    window.location.replace(`#${refusal.id}`);
  });
})();
