// The form of an office that is there: the week, the map and the lists of the form in one step, over Wagtail's fields.
// What is sent stays theirs: the line of the hours writes the blocks below it, and follows them when they are changed.

import { enhance } from './picker';
import { place } from './place';
import { week, type Read } from './week';
import { words, type Words } from './words';

type Schedule = {
  is_always_open: boolean;
  periods: { id: string | null; value: { days: string[]; opens_at: string; closes_at: string } }[];
  holidays: string | string[];
};
type Stored = { type: string; id: string | null; value: Schedule };
type Blocks = { getState(): Stored[]; setState(state: Stored[]): void };
type Rooted = HTMLElement & { rootBlock?: Blocks };

const ALWAYS = '24 horas';
const SEND = '[type=submit], button:not([type])';
const PAUSE_MS = 100;

const form = document.querySelector<HTMLFormElement>('form[data-edit-form]');
if (form) {
  // Once Wagtail has drawn its blocks.
  if (document.readyState === 'complete') begin(form);
  else window.addEventListener('load', () => begin(form));
}

function begin(form: HTMLFormElement): void {
  const said = words();
  enhance(form, said);
  const phones = document.getElementById('phones-root')?.closest('.w-panel__content');
  if (phones) new MutationObserver(() => enhance(form, said)).observe(phones, { childList: true, subtree: true });
  place(form, said);
  const frame = form.querySelector<HTMLElement>('[data-office-week]');
  const root = document.getElementById('schedule-root') as Rooted | null;
  if (frame && root?.rootBlock) hours(form, frame, root, root.rootBlock, said);
}

function hours(form: HTMLFormElement, frame: HTMLElement, root: HTMLElement, blocks: Blocks, said: Words): void {
  const line = frame.querySelector<HTMLInputElement>('[data-hours]');
  const holidays = frame.querySelector<HTMLSelectElement>('[data-holidays]');
  const toggle = frame.querySelector<HTMLButtonElement>('[data-periods]');
  const hint = frame.querySelector<HTMLElement>('[data-of-periods]');
  const periods = root.closest<HTMLElement>('.w-panel__wrapper');
  if (!line || !holidays || !toggle || !hint || !periods) return;

  const open = (isOpen: boolean): void => {
    periods.hidden = !isOpen;
    toggle.setAttribute('aria-expanded', String(isOpen));
  };
  periods.id ||= 'office-periods';
  toggle.setAttribute('aria-controls', periods.id);
  toggle.addEventListener('click', () => open(Boolean(periods.hidden)));

  let shown = '';
  const write = (state: Stored[]) => {
    if (JSON.stringify(meaning(state)) === JSON.stringify(meaning(blocks.getState()))) return;
    blocks.setState(state);
    shown = JSON.stringify(blocks.getState());
    form.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const take = (found: Read) => write(stored(found, blocks.getState(), holidays.value));
  const made = week(frame, said, take);
  if (!made) return;

  const follow = async () => {
    const state = blocks.getState();
    const now = JSON.stringify(state);
    if (now === shown) return;
    shown = now;
    const [rule] = [state[0]?.value.holidays ?? []].flat();
    if (rule) holidays.value = rule;
    const isLine = await made.show(inOneLine(state, said));
    for (const part of frame.children) if (part !== hint && part !== toggle) (part as HTMLElement).hidden = !isLine;
    hint.hidden = isLine;
    toggle.hidden = !isLine;
    if (!isLine) open(true);
  };
  holidays.addEventListener('change', () => {
    const [first] = blocks.getState();
    if (first) write([{ ...first, value: { ...first.value, holidays: [holidays.value] } }]);
  });

  // What was typed a moment ago is in the blocks before they are sent; what is not understood is not lost by sending.
  document.addEventListener('click', (event) => {
    const button = (event.target as Element).closest?.<HTMLButtonElement>(SEND);
    if (!button || button.form !== form || made.isSettled) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    void made.settled().then((isUnderstood) => { if (isUnderstood) button.click(); });
  }, { capture: true });
  line.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    line.dispatchEvent(new Event('change'));
  });

  let waiting = 0;
  const soon = ({ target }: Event) => {
    if (frame.contains(target as Node)) return;
    clearTimeout(waiting);
    waiting = window.setTimeout(() => void follow(), PAUSE_MS);
  };
  for (const name of ['input', 'change', 'click']) form.addEventListener(name, soon);
  const isRefused = periods.querySelector('.w-field--error, .error-message, .help-critical, .question-answer') !== null;
  open(isRefused);
  frame.hidden = false;
  void follow();
}

/** The hours of the blocks as somebody would type them; what is missing in them cannot be read. */
function inOneLine([schedule]: Stored[], said: Words): string {
  if (!schedule) return '';
  const { is_always_open: isAlways, periods } = schedule.value;
  const parts = periods.map(({ value: { days, opens_at: opens, closes_at: closes } }) =>
    `${days.map((day) => said.days[day]).join(', ')} ${withoutSeconds(opens)}–${withoutSeconds(closes)}`);
  return [...(isAlways ? [ALWAYS] : []), ...parts].join('; ');
}

function withoutSeconds(hour: string | null): string {
  return (hour ?? '').replace(/^(\d{1,2}[:.]\d{2})[:.]\d{2}$/, '$1');
}

/** Hours as blocks; those that were there keep their ids, so that comments stay at them. */
function stored(found: Read, [before]: Stored[], rule: string): Stored[] {
  const periods = found.periods ?? [];
  if (!periods.length && !found.is_always_open) return [];
  const ids = before?.value.periods.map(({ id }) => id) ?? [];
  const value = {
    is_always_open: Boolean(found.is_always_open),
    periods: periods.map((one, at) => ({
      id: ids[at] ?? newId(),
      value: { days: one.days, opens_at: withoutSeconds(one.opens_at), closes_at: withoutSeconds(one.closes_at) },
    })),
    holidays: [rule],
  };
  return [{ type: 'schedule', id: before?.id ?? newId(), value }];
}

function meaning(state: Stored[]): unknown {
  return state.map(({ value }) => [
    value.is_always_open,
    value.periods.map(({ value: { days, opens_at: opens, closes_at: closes } }) => [days, hour(opens), hour(closes)]),
    [value.holidays].flat(),
  ]);
}

function hour(typed: string | null): string {
  const [, hours = '', minutes = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?/.exec(typed ?? '') ?? [];
  return `${hours.padStart(2, '0')}:${minutes}`;
}

function newId(): string | null {
  return crypto.randomUUID?.() ?? null;
}
