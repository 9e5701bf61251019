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

  // Enter saves nothing here: the first button of the form is disabled. In the hours it has them read.
  form.querySelector('[data-week-url]')?.addEventListener('keydown', (event) => {
    const { target, key } = event as KeyboardEvent;
    if (key !== 'Enter' || !(target instanceof HTMLInputElement)) return;
    event.preventDefault();
    target.dispatchEvent(new Event('change', { bubbles: true }));
  });

  form.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
}
