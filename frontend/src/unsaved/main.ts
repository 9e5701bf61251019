// Keeps what people type in the administration until it is saved, and gives it back after a crash, a second tab, or a session that ended.
import './unsaved.css';
import { DurableStorage, soon } from './durable.ts';
import { KeptForm, pathOf, type Around } from './form.ts';
import { listLeft } from './left.ts';
import { addressOf, type Settings } from './rules.ts';
import { forgetIfLeft, hasLeft, SigningOut } from './signing_out.ts';
import { sent, type Sent } from './sent.ts';
import { entryAt, forget, LONGEST_MS, tidy, type Place } from './store.ts';
import { followTranslation } from './translations.ts';
import { isTyped } from './values.ts';

// The form in Wagtail's header only says who else has the page open.
const FORMS = 'main form[method=post i]:not([data-unsaved=never], .w-editing-sessions)';
const ANSWERS_MS = 200; // for other tabs to say that they have the page open

export interface Told {
  /** “looks” asks who has a page open, as “asks” does, and opens none itself. */
  kind: 'asks' | 'looks' | 'is-here' | 'saved';
  place: Place;
  tab: string;
}

/** What says that somebody has signed out, which ends the session of all tabs. */
const LEFT = { kind: 'left' } as const;

function storageOf(): DurableStorage | null {
  try {
    return new DurableStorage(window.localStorage);
  } catch {
    return null;
  }
}

/** Forget what this tab sent last, if it was saved: the start page does not tell of it. */
function settle(settings: Settings, storage: DurableStorage): Sent | null {
  const was = sent.take(settings);
  if (was && isSaved(settings)) forget(storage, was.place, { tab: was.tab });
  return was;
}

function start(settings: Settings, storage: DurableStorage, was: Sent | null, restored: Promise<void>): void {
  const tab = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
  const channel = new BroadcastChannel('sin-guardar');
  const around: Around = {
    settings,
    storage,
    tab,
    language: document.documentElement.lang || 'es-MX',
    place: (form) => ({ person: settings.person, tenant: settings.tenant, address: addressOf(window.location), form }),
    refused: settings.isAnswer ? was : null,
    tell: (kind, place) => channel.postMessage({ kind, place, tab } satisfies Told),
  };
  tidy(storage, settings.person, Date.now());
  if (was && isSaved(settings)) around.tell('saved', was.place);
  followTranslation();
  const signingOut = new SigningOut();
  document.addEventListener('submit', ({ target }) => {
    if (target instanceof HTMLFormElement && pathOf(target) === settings.signOut) signingOut.begin();
  });
  window.addEventListener('beforeunload', () => signingOut.ask());
  const forms = [...document.querySelectorAll<HTMLFormElement>(FORMS)].filter((form) => isTyped(form, settings)).map((form) => new KeptForm(form, around));
  const at = (place: Place): KeptForm | undefined =>
    forms.find((one) => (['person', 'tenant', 'address', 'form'] as const).every((name) => one.place[name] === place[name]));
  channel.addEventListener('message', ({ data }: MessageEvent<Told | typeof LEFT>) => {
    if (data.kind === 'left') {
      forms.forEach((form) => form.stop());
      sent.forget();
    }
    else at(data.place)?.hear(data.kind, data.tab);
  });
  window.addEventListener('storage', ({ key }) => {
    const entry = key === null ? null : entryAt(storage, key);
    if (entry) at(entry)?.hearEntry(entry.tab);
  });
  for (const form of forms) form.start();
  window.addEventListener('pagehide', () => signingOut.leave());
  window.setTimeout(() => void restored.then(() => forms.forEach((form) => form.offer())), ANSWERS_MS);
}

/** Whether what this tab sent last was saved: the server led on to another page, which says so. */
function isSaved({ isAnswer }: Settings): boolean {
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  const says = (where: string): boolean => document.querySelector(where) !== null;
  return !isAnswer && (navigation?.redirectCount ?? 0) > 0 && says('.messages .success, [data-saved]') && !says('.messages .error');
}

function startSignedIn(settings: Settings, storage: DurableStorage): void {
  hasLeft(); // whoever was signing out is signed in still
  const was = settle(settings, storage);
  const restored = soon(storage.restore(settings.person, Date.now() - LONGEST_MS));
  void restored.then(() => listLeft(settings, storage));
  // Once Wagtail has drawn its blocks.
  const begin = (): void => start(settings, storage, was, restored);
  if (document.readyState === 'complete') begin();
  else window.addEventListener('load', begin);
}

const element = document.getElementById('unsaved-forms');
const storage = storageOf();
if (element && storage) {
  const settings = JSON.parse(element.textContent ?? '{}') as Settings | { isSignedOut: true };
  if (!('isSignedOut' in settings)) startSignedIn(settings, storage);
  else if (forgetIfLeft(storage)) new BroadcastChannel('sin-guardar').postMessage(LEFT);
}
