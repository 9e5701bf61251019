// Confirming offices beside a call: one key does what its button says, wherever nobody is typing. The keys can be turned
// off, as WCAG 2.1.4 asks for keys of one letter. Without this script every button works by itself.

const SWITCH = 'jpt-office-keys';
const PART_FIELDS: Record<string, string[]> = { phone: ['number'], hours: ['hours'], address: ['address', 'postal_code'] };

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
  marks(calls);
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
  // What was refused is where one writes on: in sight, with its error.
  const refused = calls.querySelector<HTMLElement>('input[name=number][aria-invalid="true"]') ?? calls.querySelector<HTMLElement>('[aria-invalid="true"]');
  if (refused) goTo(refused);
  else calls.querySelector<HTMLElement>('.calls__name')?.focus();
}

function goTo(field: HTMLElement): void {
  const around = field.closest('details');
  if (around) around.open = true;
  field.focus();
  field.scrollIntoView({ block: 'center' });
}

/** The field to fill before a part can be right: what nobody knows, or what the server has refused, still stands so. */
function toFill(box: HTMLInputElement, calls: HTMLElement): HTMLInputElement | null {
  const part = box.name.replace(/^is_|_right$/g, '');
  if (part === 'address' && calls.querySelector('input[name=is_without_place]:checked')) return null;
  const fields = (PART_FIELDS[part] ?? []).map((name) => calls.querySelector<HTMLInputElement>(`input[name=${name}]`)).filter((field) => field !== null);
  const refused = fields.find((field) => field.getAttribute('aria-invalid') === 'true' && field.value === field.defaultValue);
  const isEmpty = box.dataset.unknown !== undefined && fields[0]?.value.trim() === '';
  return refused ?? (isEmpty ? fields[0]! : null);
}

function press(target: HTMLElement, calls: HTMLElement): void {
  if (target instanceof HTMLDetailsElement) {
    target.open = true;
    const field = target.querySelector<HTMLInputElement>('input[name=number]');
    field?.focus();
    field?.select();
    return;
  }
  // What came marked, or was marked by being typed, is not unmarked by whoever marks it, too.
  if (target instanceof HTMLInputElement && target.checked && takeNote(target)) return;
  target.click();
}

function boxes(calls: HTMLElement): HTMLInputElement[] {
  return [...calls.querySelectorAll<HTMLInputElement>('.calls__parts input[name$=_right]')];
}

function marks(calls: HTMLElement): void {
  follow(calls);
  window.addEventListener('pageshow', () => follow(calls));
  calls.querySelector('.calls__parts')?.addEventListener('change', ({ target }) => {
    if (target instanceof HTMLElement) takeNote(target);
    const field = target instanceof HTMLInputElement && target.checked ? toFill(target, calls) : null;
    if (field) goTo(field); // instead of being marked
    follow(calls);
  });
  // What was just heard is right, and is marked where one sees it. Of several numbers one may have been corrected only.
  const marked: Record<string, string> = { hours: 'hours', address: 'address', neighborhood: 'address', postal_code: 'address', is_without_place: 'address' };
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
  // Enter saves the number that is typed, and confirms nothing yet.
  number?.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    number.blur(); // so that it counts as typed
    calls.querySelector<HTMLButtonElement>('button[value=correct]')?.click();
  });
  const fill = (): void => { if (position && number) number.value = position.selectedOptions[0]?.text ?? ''; };
  if (number?.value === '') fill();
  position?.addEventListener('change', fill);
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
  for (const box of boxes(calls)) if (box.checked && toFill(box, calls)) box.checked = false;
  const missing = boxes(calls).filter((box) => !box.checked);
  const refusal = calls.querySelector<HTMLElement>('[data-until-marked]');
  if (missing.length) calls.dataset.marking = 'yes';
  if (refusal && calls.dataset.marking) refusal.hidden = missing.length === 0;
  const names = missing.map((box) => box.closest('label')?.querySelector('b')?.textContent?.toLowerCase() ?? '');
  const text = missing.length ? `${button.dataset.missing ?? ''} ${names.join(', ')}` : button.dataset.all ?? '';
  if (button.firstChild) button.firstChild.textContent = `${text} `;
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || (target.matches('input, select, textarea') && !target.matches('[type=checkbox]'));
}
