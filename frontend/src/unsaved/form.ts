// One form of the administration: what is typed in it is kept until it is saved, and offered again.
import { offer, say, type Line } from './notice.ts';
import { markRefused } from './refused.ts';
import { reveal } from './reveal.ts';
import { Review, TYPED } from './review.ts';
import { inRowsOf, rowsOf } from './rows.ts';
import { titleOf, whenOf, type Settings } from './rules.ts';
import { sent, type Sent } from './sent.ts';
import { forget, found, keep, type BrowserStorage, type Entry, type Place } from './store.ts';
import { SAVED } from './translations.ts';
import { changed, firstName, read, sentBy, shows, withValueOf, write, type Values } from './values.ts';

const PAUSE_MS = 400;
const VERSION = ['loaded_revision_id', 'loaded_revision_created_at', 'revision', 'base', 'seen'];
/** What says which version a form shows: its own fields, and those of Wagtail's session of editing. */
const SHOWN = ['loaded_revision_id', 'loaded_revision_created_at', 'revision_id', 'revision_created_at'];
const CONFIDENTIAL = 'input[name=is_confidential]:checked';

export interface Around {
  settings: Settings;
  storage: BrowserStorage;
  tab: string;
  language: string;
  place(form: string): Place;
  tell(kind: 'asks' | 'is-here' | 'saved', place: Place): void;
  /** What this tab sent last, if this page is its answer. */
  refused: Sent | null;
}

/** Why a form is not saved: in words, and the field with the blocks within it, `["nodes", 0, "options", 1, "label"]`. */
interface Reason {
  text: string;
  path: (string | number)[];
}

interface Refused {
  type?: string;
  text?: string;
  response?: { field?: (string | number)[] };
}

/** Where a form is sent; one of its fields may be called “action”. */
export function pathOf(form: HTMLFormElement): string {
  return new URL(form.getAttribute('action') || window.location.href, window.location.href).pathname;
}

export class KeptForm {
  readonly name: string;
  private readonly open = new Set<string>();
  private before: string | null = null;
  private sending: string | null = null;
  private isSending = false;
  private last: string | null = null;
  private at: Place;
  private waiting = 0;
  private line: Line | null = null;
  private isTold = false;
  /** Why the server has not saved it, as it said last. */
  private reason: Reason | null = null;
  /** Whether anything was typed, chosen or given back: a form that Wagtail draws, or saves by itself, is not. */
  private isTouched = false;
  /** Whether whoever typed it has signed out: nothing of it is kept any more. */
  private isOver = false;
  /** What was said once it was given back. */
  private givenBack = '';
  private readonly review = new Review(() => this.goOnSaving());

  constructor(private readonly form: HTMLFormElement, private readonly around: Around) {
    // An act that comes or goes moves no form: it is known by where it is sent, and by its first field.
    this.name = form.id || `${pathOf(form)}#${firstName(form, around.settings)}`;
    this.at = this.place;
  }

  get place(): Place {
    return this.around.place(this.name);
  }

  get hasChanges(): boolean {
    return this.last !== null;
  }

  /** Whether Wagtail saves it, which tells of other windows, too. */
  private get isSavedByItself(): boolean {
    return this.form.dataset.controller?.includes('w-autosave') ?? false;
  }

  /** Whether it says where an office is, which is never kept. */
  private get isOfOffice(): boolean {
    return ['is_confidential', 'initial-address'].some((name) => this.form.elements.namedItem(name) !== null);
  }

  /** Whether the page shows what was typed here, since it was refused. */
  private get isRefused(): boolean {
    const place = this.around.refused?.place;
    return place?.address === this.at.address && place.form === this.name;
  }

  /** Keep what is typed from now on. */
  start(): void {
    const { form, around } = this;
    if (form.querySelector(CONFIDENTIAL)) forget(around.storage, this.place);
    if (this.isRefused) this.adopt();
    else {
      this.before = this.sent();
      const begin = (): void => {
        if (this.last === null) this.before = this.sent(); // once all of it is drawn, before anything is typed
      };
      form.addEventListener('focusin', begin, { once: true });
    }
    const touched = (): void => {
      this.isTouched = true;
      this.soon();
    };
    for (const event of ['input', 'change', 'keyup', 'click']) form.addEventListener(event, touched);
    form.addEventListener('w-unsaved:add', () => this.soon());
    form.addEventListener(SAVED, (event) => this.settle((event as CustomEvent<string>).detail));
    form.addEventListener('submit', () => this.leave());
    window.addEventListener('pagehide', () => this.check());
    document.addEventListener('visibilitychange', () => document.hidden && this.check());
    if (this.isSavedByItself) this.followAutosave();
    around.tell('asks', this.place);
  }

  /** Forget what is kept, keep nothing any more, and say why: the page stays open, signed out elsewhere. */
  stop(): void {
    clearTimeout(this.waiting);
    const { storage, tab, settings } = this.around;
    forget(storage, this.at, { tab });
    this.last = null;
    this.isOver = true;
    this.status(settings.words.signed_out!);
  }

  /** What another tab says of the same form. */
  hear(kind: string, tab: string): void {
    const { words } = this.around.settings;
    if (kind === 'looks') {
      this.around.tell('is-here', this.place);
    } else if (kind === 'asks') {
      this.around.tell('is-here', this.place);
      if (this.hasChanges && !this.isSavedByItself) say(this.form, words.second!);
    } else if (kind === 'is-here') {
      this.open.add(tab);
    } else if (!this.isSavedByItself) {
      say(this.form, words.saved_elsewhere!, { label: words.reload!, act: () => window.location.reload() });
    }
  }

  /** Another tab has kept something at this place. */
  hearEntry(tab: string): void {
    this.open.add(tab);
    if (this.isTold || this.isSavedByItself || tab === this.around.tab) return;
    this.isTold = true;
    say(this.form, this.around.settings.words.second!);
  }

  /** Offer what is left of an earlier time, unless it is what the form shows anyway. */
  offer(): void {
    const { settings, storage, language } = this.around;
    const { words } = settings;
    const entries = found(storage, this.place).filter(({ tab }) => tab !== this.around.tab) as Entry<Values>[];
    const [newest] = entries;
    if (!newest || this.isRefused || this.form.querySelector(CONFIDENTIAL)) return;
    const before = this.sent();
    const { values, missing } = inRowsOf(newest.values, rowsOf(this.form));
    if (missing.length === 0 && shows(this.values(), values)) return forget(storage, this.place, { open: this.open });
    const when = whenOf(newest.at, Date.now(), language);
    const isOpen = this.open.has(newest.tab);
    // What the form was sending as the page went is one's own, whether or not it has arrived.
    const isOther = newest.version !== this.version() && !newest.isSending;
    const recover = async (): Promise<void> => {
      if (newest.isSending) await this.catchUp();
      this.before = before;
      this.isTouched = true;
      if (this.isSavedByItself) this.review.begin();
      write(this.form, values, settings);
      forget(storage, this.place, { open: this.open });
      this.check();
      this.soon(); // an editor of rich text hands over what stands in it a moment later
      const lost = missing.length ? ` ${words.rows_gone!.replace('%(rows)s', missing.join('; '))}` : '';
      this.givenBack = words.recovered! + lost;
      if (this.isSavedByItself) say(this.form, words.recovered_here! + lost, { label: words.reviewed!, act: () => void this.review.end() });
      else say(this.form, this.givenBack);
    };
    const discard = (): void => {
      forget(storage, this.place, { open: this.open });
      say(this.form, words.discarded!, { label: words.undo!, act: () => void recover() });
    };
    offer(this.form, {
      title: (isOpen ? words.elsewhere! : words.offer!).replace('%(when)s', when),
      note: [isOther ? words.changed! : '', this.isOfOffice ? words.offer_without_place! : ''].filter(Boolean).join(' '),
      acts: [
        { label: (isOpen ? words.bring! : words.recover!).replace('%(when)s', when), act: () => void recover() },
        ...(isOpen ? [] : [{ label: words.discard!, act: discard }]),
      ],
    });
  }

  private values(): Values {
    return read(this.form, this.around.settings);
  }

  private sent(): string {
    return sentBy(this.form, this.around.settings);
  }

  /** Which version the form was made from, or has saved by itself since. */
  private version(): string {
    const saved = valueIn(document, 'own_revision_id');
    const own: Record<string, string> = saved
      ? { loaded_revision_id: saved, loaded_revision_created_at: valueIn(document, 'revision_created_at') }
      : {};
    return VERSION.map((name) => own[name] ?? (this.form.elements.namedItem(name) as HTMLInputElement | null)?.value ?? '').join('|');
  }

  /**
   * Show the form as one of the present version. What was being saved as the page went may have arrived only after the
   * page was loaded again, and would then pass for what somebody else has saved.
   */
  private async catchUp(): Promise<void> {
    try {
      const response = await fetch(window.location.href, { headers: { Accept: 'text/html' } });
      if (!response.ok || response.redirected) return;
      const now = new DOMParser().parseFromString(await response.text(), 'text/html');
      for (const name of SHOWN) {
        const value = valueIn(now, name);
        for (const input of document.querySelectorAll<HTMLInputElement>(`input[name=${name}]`)) if (value) input.value = value;
      }
    } catch {
      // Then the server says so when it is saved.
    }
  }

  /** A refused form shows what was typed: it is kept under this tab from now on. */
  private adopt(): void {
    forget(this.around.storage, this.place, { tab: this.around.refused!.tab });
    this.before = this.around.refused!.before ?? null;
    this.isTouched = true;
    if (this.around.refused!.isCut) say(this.form, this.around.settings.words.before_lost!);
    this.check();
  }

  /** One field has been saved by itself. */
  private settle(name: string): void {
    this.before = withValueOf(name, this.before ?? this.sent(), this.sent());
    this.check();
    this.since('server');
    if (this.last === null) this.around.tell('saved', this.place);
  }

  /** Let the form save itself again, now that somebody has looked at what was given back. */
  private goOnSaving(): void {
    this.form.dispatchEvent(new CustomEvent('w-unsaved:add', { bubbles: true, cancelable: true, detail: { type: 'edits' } }));
  }

  private soon(): void {
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => this.check(), PAUSE_MS);
  }

  private check(): void {
    clearTimeout(this.waiting);
    if (!this.isTouched || this.isOver) return;
    const { storage, settings, tab } = this.around;
    const place = this.place;
    if (place.address !== this.at.address) forget(storage, this.at, { tab }); // a new page has its own address once it is saved
    this.at = place;
    if (this.form.querySelector(CONFIDENTIAL)) {
      forget(storage, place, { open: this.open });
      if (this.last !== 'confidential') this.status(settings.words.confidential!);
      this.last = 'confidential';
      return;
    }
    const now = this.sent();
    if (now === this.last) return;
    if (now === this.before) {
      if (this.last !== null) forget(storage, place, { tab });
      if (this.last !== null) this.status('');
      this.last = null;
      return;
    }
    const values = this.before === null ? this.values() : changed(this.values(), this.before, now);
    const isKept = keep(storage, { ...place, tab, at: Date.now(), version: this.version(), isSending: this.isSending, title: titleOf(document.title), values });
    this.last = now;
    if (!isKept) this.status(settings.words.nothing_kept!);
    else this.since(this.isOfOffice ? 'here_without_place' : 'here');
  }

  private leave(): void {
    if (this.isOver) return;
    this.check();
    // What is sent as it was drawn, as when a submission is cancelled, has nothing to give back.
    if (this.hasChanges) sent.remember({ place: this.place, tab: this.around.tab, before: this.last === 'confidential' ? null : this.before });
  }

  private unmark: () => void = () => {};

  private followAutosave(): void {
    const { storage, tab } = this.around;
    for (const event of TYPED) {
      this.form.addEventListener(event, ({ target }) => {
        // What was said of a field is true no more once it is changed.
        if (!this.reason || !(target as HTMLInputElement).name || (target as HTMLInputElement).name !== this.reason.path[0]) return;
        this.reason = null;
        if (this.last !== 'confidential') this.since(this.isOfOffice ? 'here_without_place' : 'here');
      });
    }
    for (const event of TYPED) this.form.addEventListener(event, (typed) => this.review.hear(typed) && say(this.form, this.givenBack));
    // Before all others who hear of it.
    window.addEventListener('w-autosave:save', (event) => this.review.holds(event), true);
    document.addEventListener('w-autosave:save', () => {
      this.sending = this.sent();
      this.isSending = true;
      this.check();
      this.mark();
    });
    document.addEventListener('w-autosave:success', () => {
      this.isSending = false;
      this.reason = null;
      this.unmark();
      forget(storage, this.at, { tab });
      forget(storage, this.place, { tab });
      this.before = this.sending;
      this.last = null;
      this.since('server');
      this.around.tell('saved', this.place);
      this.soon();
    });
    document.addEventListener('w-autosave:error', (event) => {
      // Without an answer nobody knows whether it has arrived.
      const { type, text, response } = (event as CustomEvent<Refused>).detail ?? {};
      this.isSending = type === 'network_error';
      this.reason = type === 'validation_error' && text ? { text, path: response?.field ?? [] } : null;
      this.unmark();
      if (this.reason?.path.length === 1) this.unmark = markRefused(this.form, String(this.reason.path[0]), this.reason.text);
      if (this.last !== null && this.last !== 'confidential') this.since(this.isOfOffice ? 'here_without_place' : 'here');
      this.mark();
      this.soon();
    });
  }

  /** Note in what is kept whether it is being sent. */
  private mark(): void {
    const { storage, tab } = this.around;
    const kept = found(storage, this.place).find((one) => one.tab === tab);
    if (kept) keep(storage, { ...kept, isSending: this.isSending });
  }

  private since(where: 'here' | 'here_without_place' | 'server'): void {
    const { words } = this.around.settings;
    const at = Date.now();
    const reason = where === 'server' ? null : this.reason;
    this.status(words[`${where}_now`]!, reason);
    const said = this.line?.textContent;
    window.setTimeout(() => {
      const clock = whenOf(at, Date.now(), this.around.language);
      if (this.line?.textContent === said) this.status(words[`${where}_at`]!.replace('%(when)s', clock), reason);
    }, 60_000);
  }

  private status(sentence: string, reason: Reason | null = null): void {
    this.line ??= lineOf(this.form);
    const link = document.createElement('button');
    link.type = 'button';
    link.textContent = reason?.text ?? '';
    link.addEventListener('click', () => reason && reveal(this.form, reason.path));
    this.line.replaceChildren(sentence, ...(reason ? [' ', reason.path.length ? link : reason.text] : []));
  }
}

function valueIn(page: Document, name: string): string {
  return page.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value ?? '';
}

function lineOf(form: HTMLFormElement): Line {
  const line = document.createElement('p');
  line.className = 'unsaved-status';
  line.setAttribute('role', 'status');
  const buttons = [...form.querySelectorAll<HTMLElement>('button:not([type=button]), [type=submit]')];
  const footer = form.querySelector('footer, [data-unsaved-line]');
  const last = buttons.at(-1)?.closest('p, div') ?? buttons.at(-1);
  if (footer) footer.append(line);
  else if (last && form.contains(last) && last !== form) last.after(line);
  else form.append(line);
  return line;
}
