// The start page: what somebody has typed anywhere in this browser, and not saved.
import type { Told } from './main.ts';
import { whenOf, type Settings } from './rules.ts';
import { forget, keep, left, tidy, type BrowserStorage, type Entry, type Place } from './store.ts';

/** Fill the list of the start page, which is shown only if there is something to tell. */
export function listLeft(settings: Settings, storage: BrowserStorage): void {
  const panel = document.querySelector<HTMLElement>('[data-unsaved-left]');
  const row = panel?.querySelector<HTMLTemplateElement>('template');
  if (!panel || !row) return;
  tidy(storage, settings.person, Date.now());
  const entries = left(storage, settings);
  panel.hidden = entries.length === 0;
  const rows = entries.map((entry) => ({ entry, item: rowOf(entry, row, storage) }));
  panel.querySelector('ul')?.replaceChildren(...rows.map(({ item }) => item));
  const channel = new BroadcastChannel('sin-guardar');
  channel.addEventListener('message', ({ data }: MessageEvent<Told>) => {
    if (data.kind !== 'is-here') return;
    for (const { entry, item } of rows) if (isAt(entry, data.place)) markOpen(item);
  });
  for (const { entry } of rows) channel.postMessage({ kind: 'looks', place: placeOf(entry), tab: '' } satisfies Told);
}

const placeOf = ({ person, tenant, address, form }: Entry): Place => ({ person, tenant, address, form });
const isAt = (entry: Entry, { address, form }: Place): boolean => entry.address === address && entry.form === form;

function part<Kind extends HTMLElement>(item: HTMLElement, name: string): Kind {
  return item.querySelector<Kind>(`[data-left=${name}]`)!;
}

function rowOf(entry: Entry, row: HTMLTemplateElement, storage: BrowserStorage): HTMLElement {
  const item = (row.content.cloneNode(true) as DocumentFragment).querySelector<HTMLElement>('li')!;
  const link = part<HTMLAnchorElement>(item, 'page');
  link.href = entry.address;
  link.textContent = entry.title || entry.address;
  part(item, 'when').textContent = whenOf(entry.at, Date.now(), document.documentElement.lang || 'es-MX');
  const [discard, undo] = [part<HTMLButtonElement>(item, 'discard'), part<HTMLButtonElement>(item, 'undo')];
  const show = (isDiscarded: boolean): void => {
    part(item, 'kept').hidden = isDiscarded;
    part(item, 'discarded').hidden = !isDiscarded;
  };
  discard.addEventListener('click', () => {
    forget(storage, placeOf(entry));
    show(true);
    undo.focus();
  });
  undo.addEventListener('click', () => {
    keep(storage, entry);
    show(false);
    discard.focus();
  });
  return item;
}

/** What is open in another tab is written there. */
function markOpen(item: HTMLElement): void {
  part(item, 'open').hidden = false;
  part(item, 'discard').hidden = true;
}
