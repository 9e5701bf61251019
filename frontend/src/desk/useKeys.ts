import { useEffect, useRef, useState } from 'react';

import { Typing, withoutAccent } from './pressing';

/** Where letters and digits are typed or choose something, and are no keys of the desk. */
const FIELD = 'input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=listbox]';
const TYPING = `${FIELD}, [role=dialog]`;
/** What takes all keys; a list of choices, which is a dialog to a screen reader, does not. */
const LIST = '.desk-popover';
const DIALOG = `[role=dialog]:not(${LIST}), [role=alertdialog]`;
const NAME = 'justicia-mesa-teclas';

export type Commands = Record<string, (() => void) | undefined>;

/** What may still be typed of a word whose beginning has moved the focus out of its field: it is no key. */
let rests: readonly string[] = [];
let restsUntil = 0;
const REST_MILLISECONDS = 700;

/** Take the rest of a word for no keys, if it is typed at once. */
export function expectRest(words: readonly string[]): void {
  rests = words;
  restsUntil = performance.now() + REST_MILLISECONDS;
}

/** When a key has asked for something; `null`: letters are keys again. */
let askedAt: number | null = null;

/** Take letters that are typed at once for no keys of the desk: they are meant for what it asks now. */
export function holdLetters(): void {
  askedAt = performance.now();
}

/** Whether a key goes on with the rest of a word. */
function isRest(key: string): boolean {
  const letter = withoutAccent(key);
  const left = performance.now() < restsUntil && letter.length === 1 ? rests.filter((rest) => rest.startsWith(letter)).map((rest) => rest.slice(1)) : [];
  expectRest(left);
  return left.length > 0;
}

/**
 * Call the command of a key that is pressed, named as `event.key` in lower case, `alt+1` or `alt+q`. Function keys, and what is pressed with Alt, work
 * everywhere but over a dialog, others only where nothing is typed, without modifiers, and unless the operator switched them off. What is
 * asked in sight with keys of its own (`data-answer-key`) takes these before any command, letters once nothing is typed fast behind them but the
 * rest of their own word (`data-answer-rests`).
 *
 * Args:
 *   needsFocus: others only where focus was put somewhere, too: what is typed while nothing has it was meant for a field.
 *   onNothing: told a key that does nothing here, and whether a dialog is why; what is typed fast behind a letter runs no commands, and answers
 *     no dialog.
 *   onWord: told that a word was typed without a field, whose first letter would have answered.
 *   overDialogs: function keys that work over a dialog, too.
 */
export function useKeys(commands: Commands, areOn: boolean, { needsFocus = false, onNothing, onWord, overDialogs = [] }: {
  needsFocus?: boolean;
  onNothing?: (key: string, isCovered: boolean) => void;
  onWord?: () => void;
  overDialogs?: readonly string[];
} = {}): void {
  const present = useRef({ commands, areOn, needsFocus, onNothing, onWord, overDialogs });
  present.current = { commands, areOn, needsFocus, onNothing, onWord, overDialogs };
  const typing = useRef(new Typing());
  useEffect(() => {
    let timer = 0;
    /** Answer with the letter that awaits, once nothing follows it any more, if that is still asked. */
    const answerLater = (): void => {
      window.clearTimeout(timer);
      const at = typing.current.answerAt;
      if (at === null) return;
      const left = at - performance.now();
      if (left > 0) timer = window.setTimeout(answerLater, left);
      else {
        const key = typing.current.takeAnswer();
        if (key && !document.querySelector(DIALOG)) document.querySelector<HTMLElement>(answering(key))?.click();
      }
    };
    const onKey = (event: KeyboardEvent): void => {
      // The field of the search sends what is pressed in it on to its list: the same press a second time.
      if (!event.isTrusted) return;
      if (event.ctrlKey || event.metaKey || event.isComposing) return;
      // With Alt a keyboard may write another sign, so that the place of the key counts.
      const placed = event.altKey ? /^(?:Digit|Numpad|Key)([\dA-Z])$/.exec(event.code)?.[1]?.toLowerCase() : undefined;
      const digit = placed !== undefined && (/\d/.test(placed) || present.current.commands[`alt+${placed}`]) ? placed : undefined;
      if (event.altKey && !digit) return;
      if (isRest(event.key)) return event.preventDefault();
      if (askedAt !== null) typing.current.hold(askedAt);
      askedAt = null;
      const isFunctionKey = digit !== undefined || /^F\d+$/.test(event.key);
      const isTyping = event.target instanceof Element && event.target.closest(TYPING) !== null;
      if (!isFunctionKey && !present.current.areOn) return;
      if (!isFunctionKey && isTyping) {
        const isAsked = event.target.closest(DIALOG) !== null && event.target.closest(FIELD) === null;
        const fate = isAsked ? typing.current.inDialog(event.key, event.timeStamp) : 'passes';
        if (fate === 'nothing' && !event.repeat) present.current.onNothing?.(event.key.toUpperCase(), true);
        if (fate === 'passes') return;
        event.preventDefault();
        return event.stopImmediatePropagation();
      }
      const isCovered = document.querySelector(DIALOG) !== null;
      // What had the focus of a dialog may have gone from it: until it has it again, a key is none of the screen below.
      if (!isFunctionKey && isCovered) return;
      // Where focus is, a key may be about that alone: `data-keys` names it.
      if (!isFunctionKey && event.target instanceof Element && event.target.closest(`[data-keys~="${CSS.escape(event.key.toLowerCase())}"]`)) return;
      if (!isFunctionKey && present.current.needsFocus && (document.activeElement ?? document.body) === document.body) return;
      const name = digit === undefined ? event.key.toLowerCase() : `alt+${digit}`;
      const command = present.current.commands[name];
      if (isFunctionKey && isCovered && !present.current.overDialogs.includes(name)) {
        if (!command || !present.current.onNothing) return;
        event.preventDefault();
        return present.current.onNothing(digit === undefined ? event.key : `Alt ${digit}`, true);
      }
      const answer = isFunctionKey ? null : document.querySelector<HTMLElement>(answering(name));
      // A key that is held down is one press, and where nobody is told what did nothing, nothing follows from it.
      const isTyped = !isFunctionKey && !event.repeat
        && (command !== undefined || answer !== null || typing.current.answerAt !== null || present.current.onNothing !== undefined);
      const rests = answer?.dataset['answerRests']?.split(' ') ?? [];
      const fate = isTyped ? typing.current.outside(event.key, event.timeStamp, { isAnswer: answer !== null, isCommand: command !== undefined, rests }) : command ? 'commands' : 'passes';
      if (fate === 'swallowed' || fate === 'awaits' || fate === 'word') {
        event.preventDefault();
        event.stopPropagation();
        if (fate === 'word') present.current.onWord?.();
        return answerLater();
      }
      if (fate === 'answers') {
        event.preventDefault();
        return answer!.click();
      }
      if (fate === 'nothing') return present.current.onNothing?.(event.key.toUpperCase(), false);
      if (!command || fate === 'passes') return;
      event.preventDefault();
      if (isFunctionKey) closeLists();
      if (!event.repeat) command();
    };
    // Before the fields, which keep keys to themselves.
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener('keydown', onKey, true);
    };
  }, []);
}

/** What a key answers that is asked in sight. */
function answering(key: string): string {
  return `[data-answer-key="${CSS.escape(key.toLowerCase())}"]`;
}

/** Close a list of choices that is open, as Esc does. */
function closeLists(): void {
  const { activeElement } = document;
  if (activeElement?.closest(LIST)) activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true }));
}

/** Whether keys of one letter work: operators who dictate, or whose keyboard slips, switch them off. */
export function useKeysOn(): [boolean, (areOn: boolean) => void] {
  const [areOn, setOn] = useState(() => {
    try {
      return localStorage.getItem(NAME) !== 'no';
    } catch {
      return true;
    }
  });
  return [areOn, (next) => {
    setOn(next);
    try {
      localStorage.setItem(NAME, next ? 'sí' : 'no');
    } catch {
      // It holds until the page is closed.
    }
  }];
}
