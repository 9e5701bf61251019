// The week under the hours that somebody types: the server says what they mean, and an hour that is pressed is written
// into the same line.

import { filled, type Words } from './words';

type Spans = [number, number][];
type Reading = 'read' | 'wrong' | 'unread' | 'later';
export type StoredPeriod = { days: string[]; opens_at: string; closes_at: string };
export type Read = {
  words?: string;
  week?: Record<string, Spans>;
  periods?: StoredPeriod[];
  is_always_open?: boolean;
  error?: string;
  question?: string;
  /** The hours that were probably meant, where those that were typed are asked about, or not understood. */
  meant?: string;
};

const HOUR = 60;
const HOURS = [...Array(24).keys()];
const WAIT_MS = 250;
const [READ, WRONG, UNREAD, LATER] = ['read', 'wrong', 'unread', 'later'] as const; // the last: another reading followed

export function week(frame: HTMLElement, said: Words, taken?: (found: Read) => void): Week | null {
  const line = frame.querySelector<HTMLInputElement>('[data-hours]');
  const place = frame.querySelector<HTMLElement>('[data-week]');
  const address = frame.dataset.weekUrl;
  if (!line || !place || !address) return null;
  const made = new Week(line, place, address, said, taken);
  made.begin();
  return made;
}

export class Week {
  private spans: Record<string, Spans> = {};
  private readonly cells = new Map<string, HTMLButtonElement>();
  private readonly status = document.createElement('p');
  private readonly days: string[];
  private asked = 0;
  private waiting: number | undefined;
  private painting: boolean | null = null;
  private understood = '';

  constructor(
    private readonly line: HTMLInputElement,
    private readonly place: HTMLElement,
    private readonly address: string,
    private readonly said: Words,
    private readonly taken?: (found: Read) => void,
  ) {
    this.days = Object.keys(said.days);
  }

  begin(): void {
    this.draw();
    this.place.hidden = false;
    this.line.addEventListener('input', () => {
      clearTimeout(this.waiting);
      this.waiting = window.setTimeout(() => void this.read(false), WAIT_MS);
    });
    this.line.addEventListener('change', () => void this.read(true));
    if (this.line.value) void this.read(false);
  }

  /** Show hours that are stored elsewhere; whether they can be written in one line. */
  async show(text: string): Promise<boolean> {
    this.line.value = text;
    const result = await this.read(true, false);
    if (result !== WRONG && result !== UNREAD) return true;
    this.line.value = this.understood = '';
    this.tell('');
    return false;
  }

  /** Whether what stands in the line was read, and understood. */
  get isSettled(): boolean {
    return this.line.value === this.understood;
  }

  /** Read what was typed last, before it is sent; whether it is understood. */
  async settled(): Promise<boolean> {
    clearTimeout(this.waiting);
    if (this.isSettled) return true;
    const result = await this.read(true);
    if (result === UNREAD) this.tell(this.said.unread);
    if (result !== READ) this.line.focus();
    return result === READ;
  }

  private draw(): void {
    const grid = document.createElement('div');
    grid.className = 'week__grid';
    grid.setAttribute('role', 'group');
    grid.setAttribute('aria-label', this.said.hint);
    const corner = document.createElement('span');
    grid.append(corner, ...HOURS.map((hour) => mark(String(hour), 'week__hour')));
    for (const day of this.days) {
      grid.append(mark(this.said.days[day] ?? day, 'week__day'));
      for (const hour of HOURS) grid.append(this.cell(day, hour));
    }
    grid.addEventListener('pointerup', () => { this.painting = null; });
    grid.addEventListener('pointerleave', () => { this.painting = null; });
    this.status.className = 'week__said';
    this.status.setAttribute('role', 'status');
    const hint = mark(this.said.hint, 'week__hint');
    hint.removeAttribute('aria-hidden');
    this.place.append(this.status, hint, grid);
    this.paint();
  }

  private cell(day: string, hour: number): HTMLButtonElement {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'week__cell';
    button.tabIndex = day === this.days[0] && hour === 8 ? 0 : -1;
    button.addEventListener('pointerdown', (event) => {
      if (event.pointerType === 'touch') return;
      event.preventDefault();
      button.focus();
      this.painting = button.getAttribute('aria-pressed') !== 'true';
      this.set(day, hour, this.painting);
    });
    button.addEventListener('pointerenter', () => {
      if (this.painting !== null) this.set(day, hour, this.painting);
    });
    button.addEventListener('click', (event) => {
      // A mouse has done it when it was pressed; keys and fingers do it now.
      if (event.detail === 0 || (event as PointerEvent).pointerType === 'touch') {
        this.set(day, hour, button.getAttribute('aria-pressed') !== 'true');
      }
    });
    button.addEventListener('keydown', (event) => this.moved(event, day, hour));
    this.cells.set(`${day} ${hour}`, button);
    return button;
  }

  private moved(event: KeyboardEvent, day: string, hour: number): void {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0],
    };
    const step = steps[event.key];
    if (!step) return;
    event.preventDefault();
    const nextDay = this.days[(this.days.indexOf(day) + step[0] + 7) % 7] ?? day;
    const nextHour = (hour + step[1] + 24) % 24;
    const next = this.cells.get(`${nextDay} ${nextHour}`);
    if (!next) return;
    for (const cell of this.cells.values()) cell.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
    if (event.shiftKey) {
      const isOpen = this.cells.get(`${day} ${hour}`)?.getAttribute('aria-pressed') === 'true';
      this.set(nextDay, nextHour, isOpen);
    }
  }

  private set(day: string, hour: number, isOpen: boolean): void {
    const from = hour * HOUR;
    const until = from + HOUR;
    const outside = (this.spans[day] ?? []).flatMap(([a, b]): Spans => [[a, Math.min(b, from)], [Math.max(a, until), b]])
      .filter(([a, b]) => a < b);
    this.spans[day] = joined(isOpen ? [...outside, [from, until]] : outside);
    this.paint();
    this.line.value = this.days
      .filter((each) => this.spans[each]?.length)
      .map((each) => `${this.said.days[each]} ${(this.spans[each] ?? []).map(([a, b]) => `${clock(a)}–${clock(b)}`).join(', ')}`)
      .join('; ');
    void this.read(true);
  }

  private async read(rewrites: boolean, tells = true): Promise<Reading> {
    clearTimeout(this.waiting);
    const turn = ++this.asked;
    const typed = this.line.value;
    try {
      const answer = await fetch(`${this.address}?text=${encodeURIComponent(typed)}`, {
        headers: { Accept: 'application/json' },
        signal: AbortSignal.timeout(5000),
      });
      if (turn !== this.asked) return LATER;
      if (!answer.ok) return UNREAD;
      const found = (await answer.json()) as Read;
      if (turn !== this.asked) return LATER;
      // What the page says above the line already is not said again below it.
      const isSaid = this.line.getAttribute('aria-invalid') === 'true' && typed === this.line.defaultValue;
      this.tell(isSaid ? '' : found.error || found.question || '', !found.error);
      if (found.meant) this.offer(found.meant);
      if (!found.week) {
        // What is refused has no hours: those of the text before would contradict it.
        this.spans = {};
        this.paint();
        return WRONG;
      }
      this.spans = Object.fromEntries(Object.entries(found.week).map(([day, spans]) => [day, joined(spans)]));
      this.paint();
      if (rewrites && this.line.value === typed) this.line.value = found.words ?? '';
      this.understood = this.line.value === found.words ? found.words : typed;
      if (tells) this.taken?.(found);
      return READ;
    } catch {
      // Without an answer the line is read when the form is sent.
      return UNREAD;
    }
  }

  private tell(text: string, isQuestion = false): void {
    this.status.textContent = text;
    this.status.classList.toggle('week__said--wrong', Boolean(text) && !isQuestion);
    this.status.classList.toggle('week__said--asks', Boolean(text) && isQuestion);
  }

  private offer(hours: string): void {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'button button-small button-secondary';
    button.textContent = hours;
    button.addEventListener('click', () => {
      this.line.value = hours;
      this.line.focus();
      void this.read(true);
    });
    this.status.append(' ', button);
  }

  private paint(): void {
    for (const day of this.days) {
      for (const hour of HOURS) {
        const cell = this.cells.get(`${day} ${hour}`);
        if (!cell) continue;
        const from = hour * HOUR;
        const parts = (this.spans[day] ?? [])
          .map(([a, b]): [number, number] => [Math.max(a, from) - from, Math.min(b, from + HOUR) - from])
          .filter(([a, b]) => a < b);
        const isWhole = parts.some(([a, b]) => a === 0 && b === HOUR);
        const state = parts.length ? this.said.open : this.said.closed;
        cell.setAttribute('aria-pressed', String(isWhole));
        cell.classList.toggle('week__cell--part', parts.length > 0 && !isWhole);
        cell.style.setProperty('--from', `${(100 * (parts[0]?.[0] ?? 0)) / HOUR}%`);
        cell.style.setProperty('--until', `${(100 * (parts.at(-1)?.[1] ?? 0)) / HOUR}%`);
        cell.setAttribute('aria-label', filled(state, { day: this.said.days[day] ?? day, from: hour, until: hour + 1 }));
      }
    }
  }
}

function joined(spans: Spans): Spans {
  const found: Spans = [];
  for (const [a, b] of [...spans].sort((x, y) => x[0] - y[0])) {
    const last = found.at(-1);
    if (last && a <= last[1]) last[1] = Math.max(last[1], b);
    else found.push([a, b]);
  }
  return found;
}

function clock(minutes: number): string {
  return `${Math.floor(minutes / HOUR)}:${String(minutes % HOUR).padStart(2, '0')}`;
}

function mark(text: string, name: string): HTMLElement {
  const element = document.createElement('span');
  element.className = name;
  element.textContent = text;
  element.setAttribute('aria-hidden', 'true');
  return element;
}
