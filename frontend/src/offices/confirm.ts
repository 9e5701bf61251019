// Confirming offices beside a call: one key does what its button says, wherever nobody is typing, or the screen says why
// it does not. The keys can be turned off, as WCAG 2.1.4 asks for keys of one letter. Without this script every button
// works by itself.

const SWITCH = 'jpt-office-keys';
const PART_FIELDS: Record<string, string[]> = { phone: ['number'], hours: ['hours'], address: ['address', 'postal_code'] };

type ReadHours = { words?: string; error?: string; question?: string; meant?: string };

const screen_ = document.querySelector<HTMLElement>('[data-calls]');
if (screen_) begin(screen_);

function begin(calls: HTMLElement): void {
  const keys = calls.querySelector<HTMLInputElement>('[data-keys]');
  if (keys) {
    keys.checked = localStorage.getItem(SWITCH) !== 'off';
    const label = keys.closest<HTMLElement>('.calls__keys');
    if (label) label.hidden = false;
    const follow = () => {
      localStorage.setItem(SWITCH, keys.checked ? 'on' : 'off');
      calls.classList.toggle('calls--without-keys', !keys.checked);
    };
    keys.addEventListener('change', follow);
    follow();
  }
  // The answer to what was refused is asked for anew by the browser’s Back, and not sent again.
  if (calls.querySelector('[role=alert]')) history.replaceState(history.state, '', location.href);
  marks(calls);
  said(calls);
  meant(calls);
  calls.addEventListener('submit', (event) => {
    // A key that is held, or pressed twice, does one thing.
    if (calls.dataset.sent) event.preventDefault();
    calls.dataset.sent = 'yes';
  });
  window.addEventListener('pageshow', () => { delete calls.dataset.sent; });
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isTyping(event.target)) return;
    if (keys && !keys.checked) return;
    const target = calls.querySelector<HTMLElement>(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`);
    if (!target) return;
    event.preventDefault();
    press(target, calls);
  });
  leaving(calls);
  calls.querySelector('.calls__confirm')?.addEventListener('click', (event) => {
    if (confirmsAll(calls)) return;
    event.preventDefault();
    // Whoever points at the button uses no keys, and is led to what is missing.
    const missing = boxes(calls).map((box) => toFill(box, calls)).find((field) => field !== null);
    if ((event as MouseEvent).detail === 0 || !missing) return;
    say(calls, '');
    goTo(missing);
  });
  // What was refused is where one writes on: in sight, with its error.
  const refused = calls.querySelector<HTMLElement>('input[name=number][aria-invalid="true"]') ?? calls.querySelector<HTMLElement>('[aria-invalid="true"]');
  const doubt = calls.querySelector<HTMLElement>('[data-doubt]:not(:checked)');
  if (refused ?? doubt) goTo((refused ?? doubt)!);
  else calls.querySelector<HTMLElement>('.calls__name')?.focus();
}

function goTo(field: HTMLElement): void {
  const around = field.closest('details');
  if (around) around.open = true;
  field.focus();
  field.scrollIntoView({ block: 'center' });
}

/** The field to fill before a part can be right: what nobody knows, or what was refused or not understood, still stands so. */
function toFill(box: HTMLInputElement, calls: HTMLElement): HTMLInputElement | null {
  const part = box.name.replace(/^is_|_right$/g, '');
  if (part === 'address' && calls.querySelector('input[name=is_without_place]:checked')) return null;
  const fields = (PART_FIELDS[part] ?? []).map((name) => calls.querySelector<HTMLInputElement>(`input[name=${name}]`)).filter((field) => field !== null);
  const refused = fields.find((field) => field.getAttribute('aria-invalid') === 'true' && field.value === (field.dataset.unread ?? field.defaultValue));
  const isEmpty = box.dataset.unknown !== undefined && fields[0]?.value.trim() === '';
  return refused ?? (isEmpty ? fields[0]! : null);
}

/** Enter and Escape leave a field, and the keys are keys again; what was typed stays, and is marked as heard. */
function leaving(calls: HTMLElement): void {
  const form = calls.querySelector('form.calls__form');
  const hint = calls.querySelector<HTMLElement>('[data-typing]');
  form?.addEventListener('keydown', (event) => {
    const { key, target } = event as KeyboardEvent;
    if ((key !== 'Enter' && key !== 'Escape') || !(target instanceof HTMLInputElement) || !isTyping(target)) return;
    if (target.name === 'number' && key === 'Enter') return; // has the number looked at
    event.preventDefault();
    target.blur();
  });
  form?.addEventListener('focusin', ({ target }) => {
    if (!hint || !(target instanceof HTMLInputElement) || !isTyping(target)) return;
    target.after(hint);
    hint.hidden = false;
  });
  form?.addEventListener('focusout', () => { if (hint) hint.hidden = true; });
}

function say(calls: HTMLElement, sentence: string): void {
  const place = calls.querySelector<HTMLElement>('[data-key-said]');
  if (!place) return;
  place.textContent = sentence;
  if (sentence) place.scrollIntoView({ block: 'nearest' });
}

function press(target: HTMLElement, calls: HTMLElement): void {
  const asked = calls.dataset.asked; // the part whose key was pressed before, in vain
  delete calls.dataset.asked;
  say(calls, '');
  if (target.dataset.whyNot !== undefined) {
    say(calls, target.dataset.whyNot);
    return;
  }
  if (target instanceof HTMLInputElement && !target.checked && asked !== target.name && toFill(target, calls)) {
    // Its field is not entered at once: whoever goes on with the next key would write it there.
    calls.dataset.asked = target.name;
    say(calls, target.dataset.unfilled ?? '');
    return;
  }
  const field = target.querySelector<HTMLInputElement>('input[name=number]');
  if (target instanceof HTMLDetailsElement) target.open = true;
  if (field) {
    field.focus();
    field.select();
    return;
  }
  // What came marked, or was marked by being typed, is not unmarked by whoever marks it, too.
  if (target instanceof HTMLInputElement && target.checked && takeNote(target)) return;
  target.click();
}

/**
 * Mark what the button says, where nobody has begun to mark part by part: an office of which all is right takes one key.
 *
 * @returns whether all is marked; what is missing is said.
 */
function confirmsAll(calls: HTMLElement): boolean {
  const parts = boxes(calls);
  const missing = parts.filter((box) => toFill(box, calls));
  if (missing.length) {
    say(calls, missing.map((box) => box.dataset.unfilled ?? '').join(' '));
    return false;
  }
  if (isAtOnce(calls)) for (const box of parts) box.checked = true;
  return true;
}

/** Whether one key says that all three are right: nothing was refused, and nothing marked but what was typed. */
function isAtOnce(calls: HTMLElement): boolean {
  return !calls.querySelector('[role=alert]') && boxes(calls).every((box) => !box.checked || noteOf(box)?.hidden === false);
}

function boxes(calls: HTMLElement): HTMLInputElement[] {
  return [...calls.querySelectorAll<HTMLInputElement>('.calls__parts input[name$=_right]')];
}

function marks(calls: HTMLElement): void {
  follow(calls);
  window.addEventListener('pageshow', () => follow(calls));
  calls.querySelector('.calls__parts')?.addEventListener('change', ({ target }) => {
    // Leaving the field has marked it just now: the click that was on its way does not unmark it.
    if (target instanceof HTMLInputElement && takeNote(target)) target.checked = true;
    const field = target instanceof HTMLInputElement && target.checked ? toFill(target, calls) : null;
    if (field) goTo(field); // instead of being marked
    follow(calls);
  });
  // What was just heard is right, and is marked where one sees it. Of several numbers one may have been corrected only.
  const marked: Record<string, string> = { hours: 'hours', address: 'address', neighborhood: 'address', postal_code: 'address', municipality: 'address', is_without_place: 'address' };
  if (!calls.querySelector('select[name=position]')) marked.number = 'phone';
  for (const [heard, mark] of Object.entries(marked)) {
    const typed = calls.querySelector<HTMLInputElement>(`input[name=${heard}]`);
    typed?.addEventListener('change', () => {
      const box = calls.querySelector<HTMLInputElement>(`input[name=is_${mark}_right]`);
      const isHeard = typed.type === 'checkbox' ? typed.checked : typed.value.trim() !== '';
      if (box && isHeard && !box.checked) {
        box.checked = true;
        const note = noteOf(box);
        if (note) note.hidden = false;
      }
      follow(calls);
    });
  }
  // The number that is chosen is the one that is corrected.
  const position = calls.querySelector<HTMLSelectElement>('select[name=position]');
  const number = calls.querySelector<HTMLInputElement>('input[name=number]');
  // Enter has the number that is typed looked at, and saves nothing: it goes with the confirmation.
  number?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    number.blur(); // so that it counts as typed
    calls.querySelector<HTMLButtonElement>('button[value=check]')?.click();
  });
  const fill = (): void => { if (position && number) number.value = position.selectedOptions[0]?.text ?? ''; };
  if (number?.value === '') fill();
  position?.addEventListener('change', fill);
}

/** Each part says what was typed of it as soon as it is: what is marked is what is sent. */
function said(calls: HTMLElement): void {
  const field = (name: string) => calls.querySelector<HTMLInputElement>(`input[name=${name}]`);
  const text = (name: string) => field(name)?.value.trim() ?? '';
  const stored = (name: string) => field(`initial-${name}`)?.value ?? '';
  const typed: Record<string, () => string[]> = {
    phone: () => (calls.querySelector('select[name=position]') ? [] : [text('number')]),
    hours: () => [text('hours')],
    address: () => {
      const online = field('is_without_place');
      if (online?.checked) return [online.closest('label')?.textContent?.trim() ?? ''];
      const parts = ['address', 'neighborhood', 'postal_code', 'municipality'];
      if (parts.every((name) => text(name) === stored(name).trim())) return [];
      return parts.map((name) => (name === 'postal_code' && text(name) ? `C.P. ${text(name)}` : text(name)));
    },
  };
  for (const [part, lines] of Object.entries(typed)) {
    const place = calls.querySelector<HTMLElement>(`[data-said=${part}]`);
    if (!place) continue;
    const before = [...place.childNodes];
    const show = () => {
      const now = lines().filter((line) => line !== '');
      if (now.length) place.textContent = now.join(', ');
      else place.replaceChildren(...before);
    };
    calls.querySelector('form.calls__form')?.addEventListener('input', show);
    calls.querySelector('form.calls__form')?.addEventListener('change', show);
    window.addEventListener('pageshow', show);
    show();
  }
}

/** What hours mean, what is wrong with them or asked about them stands where they are typed, with those that were probably meant to take in one press. */
function meant(calls: HTMLElement): void {
  const line = calls.querySelector<HTMLInputElement>('input[name=hours]');
  const place = calls.querySelector<HTMLElement>('[data-meant]');
  const address = line?.dataset.hoursUrl;
  if (!line || !place || !address) return;
  let turn = 0;
  const read = async (): Promise<void> => {
    const mine = ++turn;
    const typed = line.value;
    place.replaceChildren();
    if (!typed.trim()) return;
    try {
      const answer = await fetch(`${address}?text=${encodeURIComponent(typed)}`, { headers: { Accept: 'application/json' }, signal: AbortSignal.timeout(5000) });
      const found = answer.ok ? ((await answer.json()) as ReadHours) : {};
      if (mine !== turn) return;
      place.textContent = found.error || found.question || (found.words === line.value.trim() ? '' : found.words ?? '');
      place.classList.toggle('calls__meant--wrong', Boolean(found.error));
      notUnderstood(line, found.error ? typed : null);
      follow(calls); // hours that nobody understands are not marked as right
      if (!found.meant) return;
      const hours = found.meant;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button button-small button-secondary';
      button.textContent = hours;
      button.addEventListener('click', () => {
        line.value = hours;
        line.dispatchEvent(new Event('change', { bubbles: true }));
        line.focus();
      });
      place.append(' ', button);
    } catch {
      // Without an answer the hours are read when the form is sent.
    }
  };
  let waiting: number | undefined;
  line.addEventListener('input', () => { clearTimeout(waiting); waiting = window.setTimeout(() => void read(), 300); });
  line.addEventListener('change', () => { clearTimeout(waiting); void read(); });
  void read();
}

/** Say of a field that what was typed there is not understood, until it says something else. */
function notUnderstood(field: HTMLInputElement, typed: string | null): void {
  if (typed === null) {
    delete field.dataset.unread;
    field.removeAttribute('aria-invalid');
  } else {
    field.dataset.unread = typed;
    field.setAttribute('aria-invalid', 'true');
  }
}

function noteOf(box: HTMLElement): HTMLElement | null {
  return box.closest('label')?.querySelector<HTMLElement>('[data-marked]') ?? null;
}

/** Whether a part says that it is marked already; it says so no longer. */
function takeNote(box: HTMLElement): boolean {
  const note = noteOf(box);
  if (!note || note.hidden) return false;
  note.hidden = true;
  return true;
}

// The button says what is left to be marked: until then it confirms nothing.
function follow(calls: HTMLElement): void {
  const button = calls.querySelector<HTMLButtonElement>('.calls__confirm');
  if (!button) return;
  for (const box of boxes(calls)) {
    if (!box.checked || !toFill(box, calls)) continue;
    box.checked = false;
    takeNote(box);
  }
  const missing = boxes(calls).filter((box) => !box.checked);
  const refusal = calls.querySelector<HTMLElement>('[data-until-marked]');
  if (missing.length) calls.dataset.marking = 'yes';
  if (refusal && calls.dataset.marking) refusal.hidden = missing.length === 0;
  const names = missing.map((box) => box.closest('label')?.querySelector('b')?.textContent?.toLowerCase() ?? '');
  const isWhole = missing.length === 0 || (isAtOnce(calls) && !missing.some((box) => toFill(box, calls)));
  const text = isWhole ? button.dataset.all ?? '' : `${button.dataset.missing ?? ''} ${names.join(', ')}`;
  if (button.firstChild) button.firstChild.textContent = `${text} `;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || (target.matches('input, select, textarea') && !target.matches('[type=checkbox]'));
}
