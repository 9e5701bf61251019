// Where an office is, in its forms: the map, which a confidential place has none of.

import { pin } from './pin';
import type { Words } from './words';

export function place(form: HTMLFormElement, said: Words): void {
  form.querySelectorAll<HTMLElement>('[data-pin]').forEach((figure) => pin(figure, form, said));
  const confidential = form.elements.namedItem('is_confidential') as HTMLInputElement | null;
  const map = form.querySelector<HTMLElement>('[data-of-pin]');
  const follow = () => { if (map) map.hidden = Boolean(confidential?.checked); };
  confidential?.addEventListener('change', follow);
  follow();
}
