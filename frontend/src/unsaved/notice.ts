// What is said above a form: what was left there, and what happens to it in another tab.

export type Line = HTMLElement;

interface Act {
  label: string;
  act(): void;
}

const shown = new WeakMap<HTMLFormElement, HTMLElement>();

function box(form: HTMLFormElement): HTMLElement {
  const old = shown.get(form);
  if (old?.isConnected) return old;
  const made = document.createElement('div');
  made.className = 'unsaved-notice';
  made.setAttribute('role', 'status');
  form.before(made);
  shown.set(form, made);
  return made;
}

function element(tag: string, className: string, text = ''): HTMLElement {
  return Object.assign(document.createElement(tag), { className, textContent: text });
}

function buttons(acts: Act[], close: () => void): HTMLElement {
  const line = element('p', 'unsaved-notice__acts');
  acts.forEach(({ label, act }, index) => {
    const button = element('button', `button button-small${index ? ' button-secondary' : ''}`, label) as HTMLButtonElement;
    button.type = 'button';
    button.addEventListener('click', () => {
      close();
      act();
    });
    line.append(button);
  });
  return line;
}

export function offer(form: HTMLFormElement, { title, note, acts }: { title: string; note: string; acts: Act[] }): void {
  const notice = box(form);
  notice.replaceChildren(
    element('p', 'unsaved-notice__title', title),
    ...(note ? [element('p', '', note)] : []),
    buttons(acts, () => notice.replaceChildren()),
  );
  // A form that stands far down, as on the workbench, would have it where nobody looks.
  notice.scrollIntoView({ block: 'nearest' });
}

export function say(form: HTMLFormElement, sentence: string, act?: Act): void {
  const notice = box(form);
  notice.replaceChildren(element('p', '', sentence), ...(act ? [buttons([act], () => notice.replaceChildren())] : []));
}
