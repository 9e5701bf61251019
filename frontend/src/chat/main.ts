/** What a script adds to the pages of the chat: messages at once, and a secret that only this page's memory knows. */
import './live.css';
import { Conversation } from './conversation.ts';
import { element } from './dom.ts';
import { openers, type Network } from './lines.ts';
import { Session, type Held } from './session.ts';
import { enhanceStart } from './start.ts';
import type { Words } from './spanish.ts';
import type { Place } from './words.ts';
import { browserTiming as timing } from './waits.ts';

const {
  chatPage, key = '', language = document.documentElement.lang, zone = 'America/Mexico_City', site = '', stateName = '', line = '', lineName = '', lineHref = '', call = '',
} = document.body.dataset;
const base = new URL('/chat/api/', location.href).href;
const network: Network = { base, fetch: (...given) => fetch(...given), socket: WebSocket };
/** By which clocks and in which words things are said; `run` sets it. */
let place: Place;
const session = new Session(() => sessionStorage);
const dial = document.querySelector<HTMLAnchorElement>('a[href^="tel:"]');
const emergency = { display: document.body.dataset['emergency'] ?? dial?.textContent ?? '911', href: dial?.href ?? 'tel:911' };
const guides = document.querySelector<HTMLTemplateElement>('#chat-guides')?.content.firstElementChild ?? null;
let conversation: Conversation | null = null;
/** Whether the page around this frame shows it. */
let isShown = true;
const CALL_TAB = 'justicia-chat-call';
/** Said, with the conversation, to pages that promise its call, over `BroadcastChannel`, and to the one that this page has opened: in another site's frame the channel is another. */
const CALLED_OFF = 'justicia-chat:called-off';
/** The tabs that this page has opened: the quick exit takes them along. */
const opened = new Set<Window>();
/** Once somebody has left by the quick exit, no conversation begins any more. */
const left = new AbortController();

/** An address of the chat, with the key of the page in which it stands and the language. */
function addressOf(path: string): string {
  const given = new URLSearchParams(location.search);
  const own = new URLSearchParams([...given].filter(([name]) => name === 'key' || name === 'idioma'));
  return `/chat/${path}${own.size ? `?${own}` : ''}`;
}

function goOn(held: Held): void {
  const main = document.querySelector<HTMLElement>('#content')!;
  document.body.dataset['chatPage'] = 'conversation';
  document.querySelector('body > footer')?.remove();
  document.title = [place.words.heading, ...document.title.split(' · ').slice(1)].join(' · ');
  conversation = new Conversation({
    main, held, session, timing,
    openers: openers(network),
    view: { place, state: stateName, site, emergency, guides, call, line: line ? { number: line, label: lineName, href: lineHref } : null },
    summary: async (keys) => {
      const answer = await fetch(addressOf('resumen/'), { method: 'POST', body: new URLSearchParams(keys.map((one) => ['key', one])), credentials: 'omit' });
      if (!answer.ok) throw new Error('No link.');
      return answer.url;
    },
    isSeen: () => isShown && document.visibilityState === 'visible',
    unseen: () => { if (parent !== self) parent.postMessage({ type: 'justicia-chat:new' }, '*'); },
    askCall: () => openCallPage(held),
    moveCall: () => openCallPage(held, { do: 'move' }),
    calledOff: () => {
      const said = { type: CALLED_OFF, conversation: held.conversation };
      new BroadcastChannel(CALLED_OFF).postMessage(said);
      for (const tab of opened) tab.postMessage(said, location.origin);
    },
    left: () => document.querySelector<HTMLElement>('#quick-exit')?.click(),
    leave: (isGone) => location.replace(addressOf(isGone ? 'conversacion/' : '')),
  });
}

/** Open the page that asks for a number and an hour, or, with `do`, for another hour. It learns of which conversation by a form: no address holds the secret. */
function openCallPage({ conversation, secret }: Held, more: Record<string, string> = {}): void {
  const tab = open('', CALL_TAB);
  if (tab) opened.add(tab);
  const form = element('form', { action: call, method: 'post', target: tab ? CALL_TAB : '_blank', hidden: true },
    ...Object.entries({ conversation, secret, ...more }).map(([name, value]) => element('input', { type: 'hidden', name, value })));
  document.body.append(form);
  form.submit();
  form.remove();
}

/** A page that promises the call of a conversation says that it is not true any more; what is about another one changes nothing. */
function hearCalledOff({ origin, data }: MessageEvent): void {
  if (origin !== location.origin || data?.type !== CALLED_OFF || data.conversation !== document.body.dataset['conversation']) return;
  const title = element('h1', { tabindex: '-1' }, place.words.nobodyCalls);
  document.querySelector('#content')!.replaceChildren(title, element('p', {}, place.words.isCalledOff));
  document.title = [place.words.nobodyCalls, ...document.title.split(' · ').slice(1)].join(' · ');
  title.focus();
}

const { held } = session;
const form = document.querySelector<HTMLFormElement>('#chat-begin');
/** Whoever comes back to the first page is shown the way to their conversation; one that has ended is not what to do next. */
function offerReturn(): void {
  if (!session.held || document.querySelector('.open')) return;
  document.querySelector('.asking, .on')?.before(element('p', { class: 'open' },
    element('a', { class: session.isOver ? 'secondary' : 'primary', href: addressOf('conversacion/') }, session.isOver ? place.words.readEnded : place.words.goBack)));
}

/** Begins, with the sentences of the page's language. */
export function run(words: Words): void {
  place = { words, language: document.documentElement.lang, zone };
  if (chatPage === 'call-of-conversation') {
    new BroadcastChannel(CALLED_OFF).addEventListener('message', hearCalledOff);
    addEventListener('message', hearCalledOff);
  } else if (chatPage === 'gate' || chatPage === 'privacy') {
    offerReturn();
  } else if (held && !(form && session.isOver && !session.isToErase)) {
    goOn(held);
  } else if (form) {
    const text = form.querySelector('textarea')!;
    text.value ||= session.draft;
    text.addEventListener('input', () => { session.draft = text.value; });
    enhanceStart({
      form, base, key, language, timing, left: left.signal, words: place.words, emergency: emergency.display, fetch: network.fetch,
      begun: (begun) => {
        session.draft = '';
        session.hold(begun);
        history.replaceState(null, '', addressOf('conversacion/'));
        goOn(begun);
      },
    });
  }
}

document.addEventListener('quick-exit', () => {
  left.abort();
  const begun = conversation?.held ?? session.held;
  if (begun) {
    // What was asked for and not done yet is done now; erasing, in one with leaving.
    const asked = session.commands.filter(({ type }) => type === 'end' || type === 'cancelCall');
    const frames = [session.erasesOnExit || session.isToErase ? { type: 'exit', erases: true } : { type: 'exit' }, ...asked];
    const body = { hello: { type: 'hello', ...begun, after: 0 }, frames };
    void fetch(`${base}frames`, {
      method: 'POST', keepalive: true, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), credentials: 'omit',
    }).catch(() => {});
  }
  const exit = document.querySelector<HTMLAnchorElement>('#quick-exit')?.href;
  session.clear();
  conversation?.stop();
  conversation = null;
  document.body.replaceChildren();
  for (const tab of opened) {
    tab.postMessage('quick-exit', '*');
    tab.close(); // Where it has gone to another site, only that site's tab can be closed, and not by every browser.
  }
  // The page around this frame may take the window away where a frame may not.
  if (parent !== self) parent.postMessage({ type: 'justicia-chat:exit', exit }, '*');
});

document.addEventListener('click', (event) => {
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>('a[target="_blank"]') : null;
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  const tab = open(link.href);
  if (!tab) return; // The browser opens no tabs for scripts: the link does.
  event.preventDefault();
  opened.add(tab);
});
addEventListener('message', ({ source, data }: MessageEvent) => {
  if (source !== parent || source === self || data?.type !== 'justicia-chat:shown') return;
  isShown = data.isShown === true;
  if (isShown) conversation?.wake();
});
// A page before the conversation that the browser has kept as it was, and shows again after Back.
addEventListener('pageshow', ({ persisted }: PageTransitionEvent) => {
  if (!persisted || conversation || !session.held) return;
  if (chatPage === 'gate' || chatPage === 'privacy') offerReturn();
  else if (form && (!session.isOver || session.isToErase)) location.replace(addressOf('conversacion/'));
});
addEventListener('online', () => conversation?.wake());
addEventListener('offline', () => conversation?.sleep());
document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') conversation?.wake(); });
