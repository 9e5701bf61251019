import { useRef, useState, type KeyboardEvent } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';

import { begunBy, onlyBegunBy, Typing } from './pressing';

/**
 * Open the list of a choice from a key of the desk, and focus the first one of it: a click that nobody made would leave
 * the focus on the list, where Enter takes nothing.
 *
 * Args:
 *   place: which of it has the focus instead, once the list has it.
 */
export function openChoice(id: string, place = 0): void {
  document.getElementById(id)?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true, cancelable: true }));
  const lead = (tries: number): void => void window.requestAnimationFrame(() => {
    if (document.activeElement?.closest('.desk-menu-item')) document.querySelectorAll<HTMLElement>('.desk-popover .desk-menu-item')[place]?.focus();
    else if (tries > 1) lead(tries - 1);
  });
  if (place > 0) lead(10);
}

/** Letters with so much time between them are of two words. */
const WORD_MS = 1500;

/** A button that says what is chosen, and opens a list to choose from: by arrows, letters, or the key beside a choice. */
export function Choice<Key extends string>({ id, label, hint, value, selected, choices, isQuiet, onChoose, onDone }: {
  id?: string;
  label: string;
  /** The key that opens it. */
  hint?: string;
  value: string;
  /** Which of them holds: it has the focus first, so that Enter changes nothing. */
  selected?: Key | null;
  choices: readonly { key: Key; name: string; hint?: string }[];
  isQuiet?: boolean;
  onChoose: (key: Key) => void;
  onDone?: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  /** Words that were typed for something else choose nothing; the beginning of a name chooses it, however fast. */
  const typing = useRef(new Typing());
  const word = useRef('');
  const lastAt = useRef(0);
  const open = (next: boolean): void => {
    word.current = '';
    setOpen(next);
    if (!next && onDone) window.setTimeout(onDone);
  };
  /**
   * Whether a key is of a word that is typed in a list whose choices have keys of their own: there a word that can mean one alone leads to it, and
   * nothing else moves, so that `Enter` takes nothing that was not meant.
   */
  const typed = (event: KeyboardEvent<HTMLElement>): boolean => {
    const names = choices.map(({ name }) => name);
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    if (event.key === 'Enter' || event.key === 'Backspace' || (event.key === ' ' && word.current)) {
      const isOther = word.current !== '' && onlyBegunBy(word.current, names) < 0;
      if (event.key !== ' ') word.current = '';
      return event.key === ' ' || isOther;
    }
    if (!/^\p{L}$/u.test(event.key)) {
      word.current = '';
      return false;
    }
    word.current = event.timeStamp - lastAt.current < WORD_MS ? word.current + event.key : event.key;
    lastAt.current = event.timeStamp;
    const items = event.currentTarget.querySelectorAll<HTMLElement>('[role^=menuitem]');
    items[onlyBegunBy(word.current, names)]?.focus();
    return true;
  };
  return (
    <MenuTrigger isOpen={isOpen} onOpenChange={open}>
      <Button {...(id ? { id } : {})} className={isQuiet ? 'desk-choice is-quiet' : 'desk-choice'} aria-label={`${label}: ${value}${hint ? ` ${hint}` : ''}`}>
        <span>{value}</span> <span aria-hidden="true">▾</span> {hint && <kbd>{hint}</kbd>}
      </Button>
      <Popover className="desk-popover">
        <div
          onKeyDownCapture={(event) => {
            const now = event.timeStamp;
            if (choices[0]?.hint && typed(event)) {
              event.preventDefault();
              return event.stopPropagation();
            }
            if (/^\p{L}$/u.test(event.key)) {
              if (typing.current.goesOn(now)) word.current += event.key;
              else {
                typing.current.begin(now);
                word.current = event.key;
              }
            } else if (event.key === 'Enter' && typing.current.isWord(now)) {
              event.preventDefault();
              event.stopPropagation();
              const begun = choices[begunBy(word.current, choices.map(({ name }) => name))];
              if (!begun) return;
              onChoose(begun.key);
              return open(false);
            } else if (/^[\d ]$/.test(event.key) && typing.current.goesOn(now)) {
              event.preventDefault();
              return event.stopPropagation();
            }
            const choice = choices.find(({ hint }) => hint === event.key);
            if (!choice) return;
            event.preventDefault();
            event.stopPropagation();
            onChoose(choice.key);
            open(false);
          }}
        >
          <Menu aria-label={label} className="desk-menu" shouldFocusWrap={false} items={choices.map((one) => ({ ...one, id: one.key }))} {...(selected ? { selectionMode: 'single' as const, disallowEmptySelection: true, selectedKeys: [selected] } : {})} onAction={(key) => onChoose(key as Key)}>
            {(item) => (
              <MenuItem id={item.id} textValue={item.name} className="desk-menu-item">
                {item.hint && <kbd>{item.hint}</kbd>} {item.name} {selected === item.key && <span aria-hidden="true">✓</span>}
              </MenuItem>
            )}
          </Menu>
        </div>
      </Popover>
    </MenuTrigger>
  );
}
