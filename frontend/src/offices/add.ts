// The form of an office in one step. Without this script it is a form of plain fields, which sends the same.

import { enhance } from './picker';
import { place } from './place';
import { week } from './week';
import { words } from './words';

const form = document.querySelector<HTMLFormElement>('.office-form');
if (form) {
  const said = words();
  enhance(form, said);
  form.querySelectorAll<HTMLElement>('[data-week-url]').forEach((frame) => week(frame, said));
  place(form, said);

  // Enter in a line ends the line; what sends the form is a button that says where to.
  form.addEventListener('keydown', (event) => {
    const target = event.target;
    if (event.key !== 'Enter' || !(target instanceof HTMLInputElement) || target.type === 'checkbox') return;
    if (!event.defaultPrevented) target.dispatchEvent(new Event('change', { bubbles: true }));
    event.preventDefault();
  });

  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
