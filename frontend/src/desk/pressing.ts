/** Whether a key that was pressed is meant: not a second press within the same moment, and twice for what needs it. Pure. */

/** Presses of one key within so many milliseconds are one. */
const MOMENT_MS = 800;

/** Keys that send something: a second press within a moment of the first does nothing. */
export class Presses {
  #taken = new Map<string, number>();

  /** Whether the key acts, pressed now; it then does not for a moment. */
  take(key: string, now: number): boolean {
    if (this.isTaken(key, now)) return false;
    this.#taken.set(key, now);
    return true;
  }

  /** Whether it has acted within a moment. */
  isTaken(key: string, now: number): boolean {
    const before = this.#taken.get(key);
    return before !== undefined && now - before < MOMENT_MS;
  }
}

/** What is done only if it is asked for once more, after the operator was told why. */
export class Confirmations {
  #asked = new Map<string, number>();

  /** Whether it is asked for once more; the first time, and within a moment of it, it is not. */
  isConfirmed(what: string, now: number): boolean {
    const before = this.#asked.get(what);
    if (before === undefined) this.#asked.set(what, now);
    return before !== undefined && now - before >= MOMENT_MS;
  }

  /** Ask anew the next time. */
  forget(what: string): void {
    this.#asked.delete(what);
  }
}

/** A key that was on its way as what it stands for moved means what stood there before. */
export const STOOD_MS = 600;

/** A list whose rows have the keys of their places, and which may change its order while a key is pressed. */
export class Places {
  #ids: readonly string[] = [];
  #before: readonly string[] = [];
  #movedAt = -Infinity;

  /** Note how the list stands now. */
  show(ids: readonly string[], now: number): void {
    if (this.#ids.some((id, place) => ids[place] !== id)) [this.#before, this.#movedAt] = [this.#ids, now];
    this.#ids = ids;
  }

  /** Which row a key of a place means, pressed now; `undefined`: none. */
  idAt(place: number, now: number): string | undefined {
    return (now - this.#movedAt < STOOD_MS ? this.#before : this.#ids)[place];
  }
}

/** Keys that follow so fast are typed: nobody presses them one by one. */
const TYPED_MS = 400;

/** A letter as it is compared: in lower case, without its accent. */
export function withoutAccent(key: string): string {
  return key.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

/** What is typed into a field. */
const TYPED = /^(?:.|Enter|Backspace)$/u;

/** What is typed fast behind a key that did nothing: it was meant for a field that did not open, and runs no commands. */
export class Typing {
  #until = 0;
  #count = 0;

  /** A letter that answers once nothing is typed fast behind it but what may follow of its own word. */
  #answer: { key: string; at: number; rests: readonly string[] } | null = null;

  #heldUntil = 0;

  /** Note a key by which something is asked: a letter that is typed at once behind it was meant for that. */
  hold(now: number): void {
    this.#heldUntil = now + TYPED_MS;
  }

  /** Note a key that did nothing. */
  begin(now: number): void {
    this.#until = now + TYPED_MS;
    this.#count = 1;
  }

  /** Whether a key goes on with what is typed, so that it is no command. */
  goesOn(now: number): boolean {
    if (now >= this.#until) return false;
    this.#until = now + TYPED_MS;
    this.#count += 1;
    return true;
  }

  /**
   * What becomes of a key pressed outside of fields and dialogs. What is typed fast comes before all that keys do: a letter that begins a word
   * answers nothing, and one in the middle of it neither answers nor commands. So does nothing that is typed fast behind a letter that answers.
   *
   * Args:
   *   isAnswer: something is asked in sight that this key answers.
   *   isCommand: it is a key of the desk.
   *   rests: what may be typed behind it of the word of which it is the first letter (`arde` behind `t`).
   *
   * Returns:
   *   `awaits`: it answers as soon as `answerAt` is over; `word`: what awaited that was the beginning of another word, and answers nothing.
   */
  outside(key: string, now: number, { isAnswer, isCommand, rests = [] }: { isAnswer: boolean; isCommand: boolean; rests?: readonly string[] }): 'answers' | 'awaits' | 'word' | 'commands' | 'nothing' | 'passes' | 'swallowed' {
    const isLetter = /^\p{L}$/u.test(key);
    if (TYPED.test(key) && this.goesOn(now)) return this.#isOtherWord(key, now) ? 'word' : 'swallowed';
    if (isLetter && now < this.#heldUntil) {
      this.begin(now);
      return 'nothing';
    }
    if (isAnswer && !isLetter) return 'answers';
    if (isAnswer) {
      this.begin(now);
      this.#answer = { key, at: this.#until, rests };
      return 'awaits';
    }
    if (isCommand) return 'commands';
    if (!isLetter) return 'passes';
    this.begin(now);
    return 'nothing';
  }

  /** Whether a key goes on with what a letter began that awaits, as another word than the one that answers; it then answers no more. */
  #isOtherWord(key: string, now: number): boolean {
    const answer = this.#answer;
    if (!answer || now >= answer.at) return false;
    const rests = answer.rests.filter((rest) => rest.startsWith(withoutAccent(key))).map((rest) => rest.slice(1));
    const isGoingOn = !/^(?:\p{L}|Backspace)$/u.test(key) || rests.length > 0;
    this.#answer = isGoingOn ? (rests.length ? { ...answer, at: this.#until, rests } : answer) : null;
    return !isGoingOn;
  }

  /** When the letter that awaits answers; `null`: none does. */
  get answerAt(): number | null {
    return this.#answer?.at ?? null;
  }

  /** The letter that answers now, once. */
  takeAnswer(): string | null {
    const key = this.#answer?.key ?? null;
    this.#answer = null;
    return key;
  }

  /**
   * What becomes of a key where a dialog asks something and has no field for it: a letter does `nothing`, what is typed fast behind one, and the
   * Enter that ends such a word, is `swallowed`, so that it answers nothing; others pass.
   */
  inDialog(key: string, now: number): 'passes' | 'nothing' | 'swallowed' {
    if ((key.length === 1 || key === 'Enter' || key === 'Backspace') && this.goesOn(now)) return 'swallowed';
    if (!/^\p{L}$/u.test(key)) return 'passes';
    this.begin(now);
    return 'nothing';
  }

  /** Whether several keys were typed so by now: one alone may be a slip. */
  isWord(now: number): boolean {
    return now < this.#until && this.#count > 1;
  }
}

const joined = (text: string): string => withoutAccent(text).replace(/[^\p{L}\d]/gu, '');

/** Which of some names, by its place, a word is the beginning of, spaces apart; -1: of none, so that it was typed for something else. */
export function begunBy(word: string, names: readonly string[]): number {
  return word ? names.findIndex((name) => joined(name).startsWith(joined(word))) : -1;
}

/**
 * The only one of some names, by its place, of which a word is the beginning, or the beginning from one of its words on (`canal` of “Se canalizó”);
 * -1: of none, or of several, so that it is not known which is meant.
 */
export function onlyBegunBy(word: string, names: readonly string[]): number {
  const isBegun = (name: string): boolean => name.split(' ').some((_, place, words) => joined(words.slice(place).join(' ')).startsWith(joined(word)));
  const places = word ? names.flatMap((name, place) => (isBegun(name) ? [place] : [])) : [];
  return places.length === 1 ? places[0]! : -1;
}

/** How many of a list have a key of their own. */
export const MOST_NUMBERED = 10;

/** The key that chooses one of a list: 1 to 9, and 0 for the tenth; `null`: it has none, and is clicked, or found by its words. */
export function numberKey(place: number): string | null {
  return place >= 0 && place < MOST_NUMBERED ? String((place + 1) % MOST_NUMBERED) : null;
}
