/** What is asked before something is lost, and what stands below a conversation that has ended. */
import { button, element, say } from './dom.ts';
import type { ShownConversation } from './frames.ts';
import { endingOf, filled, type Place } from './words.ts';

export interface EndCalls {
  rate(rating: number): void;
  erase(): void;
  again(): void;
  /** The address under which what was suggested can be kept. */
  summary(keys: string[]): Promise<string>;
}

/** Best first, as the page without JavaScript has them. */
const RATINGS = [5, 4, 3, 2, 1];

/** A question with what answers it; `close` takes it away. `advice`: what is read before it, for whoever may be in danger. */
export function confirmation(
  { words }: Place, title: string, help: string, yes: string, kind: string, act: () => void, close: () => void, advice: HTMLElement | null = null,
): HTMLElement {
  return element('section', { class: 'asked', 'aria-labelledby': 'asked' },
    element('h2', { id: 'asked', tabindex: '-1' }, title), advice, element('p', {}, help),
    element('p', { class: 'on' }, button(yes, kind, () => { close(); act(); }), ' ', button(words.no, 'secondary', close)));
}

/** A link to what was suggested, made when it is asked for: to be opened, copied or written down. */
export function keeping({ words }: Place, keys: string[], calls: EndCalls, close: () => void): HTMLElement {
  const said = element('p', { role: 'status', class: 'hint' });
  const section = element('section', { class: 'asked', 'aria-labelledby': 'asked' },
    element('h2', { id: 'asked', tabindex: '-1' }, words.keep), said, element('p', { class: 'on' }, button(words.goBack, 'secondary', close)));
  if (!keys.length) {
    say(said, words.keepNothing);
    return section;
  }
  calls.summary(keys).then((address) => {
    said.replaceWith(
      element('p', {}, words.keepHelp),
      element('p', { class: 'on' }, element('a', { class: 'primary', href: address, target: '_blank', rel: 'noopener' }, words.openLink)),
      element('div', { class: 'field' }, element('label', { for: 'address' }, words.address),
        element('input', { id: 'address', class: 'address', readonly: true, value: address })),
      element('p', { class: 'hint' }, words.keepCare));
  }, () => say(said, words.keepFailed));
  return section;
}

/**
 * What can be done with a conversation that has ended: why it did, what was promised, and then the next step.
 *
 * Args:
 *   advice: what is read first by whoever said or wrote of danger; `null`: nobody did.
 */
export function endPanel(
  place: Place, shown: ShownConversation, now: number, unsent: string, promised: HTMLElement, askCall: HTMLElement, hasSuggestions: boolean,
  advice: HTMLElement | null, asks: { keep(): void; erase(): void }, calls: EndCalls,
): HTMLElement {
  const { words } = place;
  const isErased = shown.isErased || shown.endReason === 'ERASED';
  const keep = hasSuggestions && !isErased ? button(words.keep, advice ? 'secondary' : 'primary', asks.keep) : null;
  const again = button(words.again, keep && !advice ? 'secondary' : 'primary', calls.again);
  return element('section', { class: 'ended', 'aria-labelledby': 'ended' },
    element('h2', { id: 'ended', tabindex: '-1' }, isErased ? words.wasErased : words.ended),
    advice,
    element('p', {}, endingOf(place, shown, now)),
    promised,
    unsent && !isErased ? element('div', { class: 'field' }, element('label', { for: 'unsent' }, words.unsent),
      element('textarea', { id: 'unsent', rows: '3', readonly: true }, unsent)) : null,
    element('p', { class: 'on' }, advice ? again : keep, ' ', advice ? keep : again, isErased ? null : ' ', isErased ? null : askCall),
    isErased || shown.endReason === 'SPAM' ? null : ratingOf(place, shown, calls),
    isErased ? null : element('p', { class: 'ways' }, button(words.erase, 'link', asks.erase)));
}

export function item(...children: Node[]): HTMLElement {
  return element('li', {}, ...children);
}

function ratingOf({ words }: Place, shown: ShownConversation, calls: EndCalls): HTMLElement {
  const said = element('p', { role: 'status' });
  const rows = RATINGS.map((rating) => {
    const label = words.ratings[rating - 1]!;
    const made = button(label, '', () => {
      for (const other of rows) other.removeAttribute('aria-pressed');
      made.setAttribute('aria-pressed', 'true');
      calls.rate(rating);
      say(said, filled(words.rated, { rating: label }));
    });
    if (shown.rating === rating) {
      made.setAttribute('aria-pressed', 'true');
      said.textContent = filled(words.rated, { rating: label });
    }
    return made;
  });
  return element('fieldset', { class: 'field' }, element('legend', {}, words.rate), said, element('div', { class: 'ratings' }, ...rows));
}
