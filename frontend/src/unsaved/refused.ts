// What keeps a form from being saved by itself stands in red at its field, too, as what is refused once it is sent: where
// one looks, not only in the bar. It is said once the field is left, and is gone as soon as it is changed.

const MARKED = 'data-refused-by-itself';

/** Mark a field of the form's own; one within blocks is led to by the bar. Return how to stop. */
export function markRefused(form: HTMLFormElement, name: string, text: string): () => void {
  const input = form.elements.namedItem(name);
  const around = input instanceof HTMLElement ? input.closest<HTMLElement>('[data-field]') : null;
  const errors = around?.querySelector<HTMLElement>('[data-field-errors]');
  if (!(input instanceof HTMLElement) || !around || !errors || errors.childElementCount) return () => {};
  const show = (): void => {
    if (errors.childElementCount) return;
    const message = document.createElement('p');
    message.className = 'error-message';
    message.setAttribute(MARKED, '');
    message.textContent = text;
    errors.append(message);
    around.classList.add('w-field--error');
    input.setAttribute('aria-invalid', 'true');
  };
  const clear = (): void => {
    input.removeEventListener('focusout', show);
    for (const kind of ['input', 'change']) input.removeEventListener(kind, clear);
    if (!errors.querySelector(`[${MARKED}]`)) return;
    errors.replaceChildren();
    around.classList.remove('w-field--error');
    input.removeAttribute('aria-invalid');
  };
  if (document.activeElement === input) input.addEventListener('focusout', show);
  else show();
  for (const kind of ['input', 'change']) input.addEventListener(kind, clear);
  return clear;
}
