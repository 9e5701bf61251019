// A list that is searched by typing, over the page's own <select> or <input list>: what is sent stays theirs. Accents and
// capitals make no difference. It is a combobox as the ARIA Authoring Practices have it.

import { filled, plain, type Words } from './words';

type Choice = { value: string; label: string; found: string };

const SHOWN = 8;

export function enhance(form: HTMLElement, said: Words): void {
  form.querySelectorAll<HTMLSelectElement>('select[data-search]:not([hidden])').forEach((select) => {
    if (select.multiple) several(select, said);
    else one(select, said);
  });
  form.querySelectorAll<HTMLInputElement>('input[list]').forEach((input) => {
    const list = document.getElementById(input.getAttribute('list') ?? '') as HTMLDataListElement | null;
    if (!list) return;
    const choices = [...list.options].map((option) => choice(option.value, option.value));
    input.removeAttribute('list');
    new Picker(input, () => choices, (chosen) => {
      input.value = chosen.label;
      input.dispatchEvent(new Event('change', { bubbles: true }));
    }, said);
  });
}

function one(select: HTMLSelectElement, said: Words): void {
  const choices = [...select.options].filter((option) => option.value).map((option) => choice(option.value, option.text));
  const input = beside(select, said);
  const show = () => { input.value = select.value ? select.selectedOptions[0]?.text ?? '' : ''; };
  new Picker(input, () => choices, (chosen) => {
    select.value = chosen.value;
    show();
    select.dispatchEvent(new Event('change', { bubbles: true }));
  }, said);
  input.addEventListener('blur', () => {
    if (!input.value.trim()) select.value = '';
    show();
  });
  select.addEventListener('change', show);
  show();
}

function several(select: HTMLSelectElement, said: Words): void {
  const all = [...select.options].map((option) => choice(option.value, option.text));
  const input = beside(select, said);
  const chips = document.createElement('ul');
  chips.className = 'picker__chosen';
  input.before(chips);
  const draw = () => {
    chips.replaceChildren(...[...select.selectedOptions].map((option) => {
      const item = document.createElement('li');
      const away = document.createElement('button');
      away.type = 'button';
      away.textContent = '×';
      away.setAttribute('aria-label', filled(said.remove, { name: option.text }));
      away.addEventListener('click', () => {
        option.selected = false;
        tell();
        input.focus();
      });
      item.append(option.text, away);
      return item;
    }));
  };
  const tell = () => select.dispatchEvent(new Event('change', { bubbles: true }));
  select.addEventListener('change', draw); // also what is given back to the form
  new Picker(input, () => all.filter((each) => ![...select.selectedOptions].some((option) => option.value === each.value)),
    (chosen) => {
      const option = [...select.options].find((each) => each.value === chosen.value);
      if (option) option.selected = true;
      input.value = '';
      tell();
    }, said);
  input.addEventListener('blur', () => { input.value = ''; });
  draw();
}

// The field that is typed into takes the list's label, help and error with its id.
function beside(select: HTMLSelectElement, said: Words): HTMLInputElement {
  const input = document.createElement('input');
  input.type = 'text';
  input.id = select.id;
  input.placeholder = said.search;
  for (const name of ['aria-describedby', 'aria-invalid', 'aria-required']) {
    const value = select.getAttribute(name);
    if (value) input.setAttribute(name, value);
  }
  select.id = `${select.id}-list`;
  select.hidden = true;
  select.removeAttribute('required');
  select.before(input);
  return input;
}

function choice(value: string, label: string): Choice {
  return { value, label, found: plain(label) };
}

class Picker {
  private readonly list = document.createElement('ul');
  private shown: Choice[] = [];
  private active = -1;

  constructor(
    private readonly input: HTMLInputElement,
    private readonly choices: () => Choice[],
    private readonly take: (chosen: Choice) => void,
    private readonly said: Words,
  ) {
    const frame = document.createElement('div');
    frame.className = 'picker';
    input.before(frame);
    this.list.className = 'picker__list';
    this.list.id = `${input.id}-options`;
    this.list.setAttribute('role', 'listbox');
    this.list.setAttribute('aria-label', said.search);
    this.list.hidden = true;
    frame.append(input, this.list);
    input.autocomplete = 'off';
    input.setAttribute('role', 'combobox');
    input.setAttribute('aria-autocomplete', 'list');
    input.setAttribute('aria-expanded', 'false');
    input.setAttribute('aria-controls', this.list.id);
    input.addEventListener('input', () => this.open());
    input.addEventListener('click', () => this.open(true));
    input.addEventListener('keydown', (event) => this.pressed(event));
    input.addEventListener('blur', () => this.close());
    // A press on the list must not take the focus away before it is taken for a choice.
    this.list.addEventListener('pointerdown', (event) => event.preventDefault());
    this.list.addEventListener('click', (event) => {
      const item = (event.target as HTMLElement).closest<HTMLElement>('[data-at]');
      const chosen = item && this.shown[Number(item.dataset.at)];
      if (chosen) this.choose(chosen);
    });
  }

  private open(all = false): void {
    const typed = all ? '' : plain(this.input.value);
    const words = typed.split(/\s+/).filter(Boolean);
    const found = this.choices().filter((each) => words.every((word) => each.found.includes(word)));
    const rank = (each: Choice) => (each.found.startsWith(typed) ? 0 : each.found.includes(` ${typed}`) ? 1 : 2);
    this.shown = typed ? found.sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN) : found;
    this.active = typed && this.shown.length ? 0 : -1;
    this.list.replaceChildren(...this.shown.map((each, at) => {
      const item = document.createElement('li');
      item.id = `${this.list.id}-${at}`;
      item.dataset.at = String(at);
      item.setAttribute('role', 'option');
      item.textContent = each.label;
      return item;
    }));
    if (!this.shown.length) {
      const none = document.createElement('li');
      none.className = 'picker__none';
      none.setAttribute('role', 'option');
      none.setAttribute('aria-disabled', 'true');
      none.textContent = this.said.none;
      this.list.append(none);
    }
    this.list.hidden = false;
    this.input.setAttribute('aria-expanded', 'true');
    this.mark();
  }

  private close(): void {
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute('aria-expanded', 'false');
    this.input.removeAttribute('aria-activedescendant');
  }

  private choose(chosen: Choice): void {
    this.take(chosen);
    this.close();
  }

  private mark(): void {
    [...this.list.children].forEach((item, at) => {
      item.setAttribute('aria-selected', String(at === this.active));
      if (at === this.active) item.scrollIntoView({ block: 'nearest' });
    });
    if (this.active >= 0) this.input.setAttribute('aria-activedescendant', `${this.list.id}-${this.active}`);
    else this.input.removeAttribute('aria-activedescendant');
  }

  private pressed(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (this.list.hidden) this.open(!this.input.value);
      const step = event.key === 'ArrowDown' ? 1 : -1;
      if (this.shown.length) this.active = (this.active + step + this.shown.length) % this.shown.length;
      this.mark();
    } else if (event.key === 'Enter' && !this.list.hidden) {
      event.preventDefault();
      const chosen = this.shown[this.active];
      if (chosen) this.choose(chosen);
      else this.close();
    } else if (event.key === 'Escape' && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    }
  }
}
