/** Where the person writes: a field that grows, says when it is nearly full, and asks before a number goes that nobody needs. */
import { element, say } from './dom.ts';
import type { Written } from './outbox.ts';
import type { Words } from './spanish.ts';
import { filled, questionAbout } from './words.ts';

const LONGEST_TEXT = 2_000;
/** From here on it is said how many letters are left. */
const NEARLY_FULL = 200;

export interface ComposerCalls {
  write(text: string): void;
  typed(draft: string): void;
  /** Ask about what is to be sent; sent once more, it goes. Empty: nothing is asked any more. */
  ask(question: string): void;
}

export class Composer {
  readonly form: HTMLFormElement;
  readonly #words: Words;
  readonly #calls: ComposerCalls;
  readonly #text: HTMLTextAreaElement;
  readonly #hint = element('p', { id: 'chat-hint', class: 'hint' });
  /** What was asked about and sent once: sent again, it goes. */
  #warnedOf = '';

  constructor(words: Words, draft: string, calls: ComposerCalls) {
    this.#words = words;
    this.#calls = calls;
    this.#text = element('textarea', { id: 'escribir', rows: '2', autocomplete: 'off', placeholder: words.write, 'aria-describedby': 'chat-hint' });
    this.#text.value = draft;
    this.form = element('form', { id: 'chat-write', class: 'writing' },
      element('label', { for: 'escribir', class: 'unseen' }, words.message),
      this.#text, element('button', { class: 'primary' }, words.send), this.#hint);
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener('keydown', (event) => {
      // On a phone's keyboard Enter begins another line; beside it stands the button.
      if (event.key !== 'Enter' || event.shiftKey || event.isComposing || !isPointerFine()) return;
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener('input', () => {
      this.grow();
      calls.typed(this.draft);
    });
  }

  get draft(): string {
    return this.#text.value;
  }

  focus(): void {
    this.#text.focus();
  }

  /** What can not be sent comes back, before what is typed. */
  giveBack(left: readonly Written[]): void {
    this.#text.value = [...left.map(({ text }) => text), this.draft].filter(Boolean).join('\n');
    this.grow();
  }

  clear(): void {
    this.#text.value = '';
  }

  /** The field grows with what is written, and says when it is nearly full; to be called once it is on the page. */
  grow(): void {
    const left = LONGEST_TEXT - lengthOf(this.draft.trim());
    say(this.#hint, left < 0 ? filled(this.#words.tooLong, { over: -left }) : left < NEARLY_FULL ? filled(this.#words.left, { left }) : '');
    if (left < 0) this.#text.setAttribute('aria-invalid', 'true');
    else this.#text.removeAttribute('aria-invalid');
    this.#text.style.height = 'auto';
    if (this.#text.scrollHeight) this.#text.style.height = `${this.#text.scrollHeight + 2}px`;
  }

  #send(): void {
    const text = this.draft.trim();
    this.focus();
    if (!text || lengthOf(text) > LONGEST_TEXT) return;
    const question = questionAbout(this.#words, text);
    if (question && this.#warnedOf !== text) {
      this.#warnedOf = text;
      this.#calls.ask(question);
      return;
    }
    if (this.#warnedOf) this.#calls.ask('');
    this.#warnedOf = '';
    this.clear();
    this.grow();
    this.#calls.typed('');
    this.#calls.write(text);
  }
}

/** Whether a pointer is there beside which a keyboard is likely. */
export function isPointerFine(): boolean {
  return matchMedia('(pointer: fine)').matches;
}

/** Letters as the server counts them: code points. */
function lengthOf(text: string): number {
  return [...text].length;
}
