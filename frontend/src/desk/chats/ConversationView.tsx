import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';
import { Button } from 'react-aria-components';

import { ROLES } from '../texts';
import { useContact, useDesk, useNow } from '../useDesk';
import type { Card, Message } from './data';
import type { Chats } from './chats';
import type { Kept } from './store';
import { DangerSteps, EmergencyCallRecord, type DangerActs } from './Danger';
import type { Outgoing } from './outbox';
import { CALL_STANDINGS, END_REASONS, EVENTS, texts } from './texts';
import { callStandingOf, EMPTY, hasLeft, heardOfAt, isCallCancelled, isNearlyLost, leftQuicklyAt, linesOf, type Line, type Thread } from './thread';
import { lasting, timeAt } from './times';
import { useChats } from './useChats';
import * as clock from '../clock';
import { callInWords, clockInWords } from '../when';
import { HOME_ZONE, isOwnClock } from '../zones';

const MOST_LETTERS = 2000;
const NEARLY = 200;
/** The page says every 30 s that somebody is there, and the desk asks as often. */
const NOT_SEEN_SECONDS = 90;
/** Keys that are none of the conversation in which they are pressed. */
const LEADS_ELSEWHERE = /^(F\d+|Alt|Control|Meta|Shift|Tab)$/;
const LANGUAGES = new Intl.DisplayNames(['es-MX'], { type: 'language' });

/** The zone of the state whose content answers a conversation. */
function useZone(): string {
  const [contact, { code }] = useContact();
  return contact.stateOf(code)?.timeZone ?? HOME_ZONE;
}

/** One conversation: who is there, what was said, and where the operator writes. */
export function ConversationView({ found, middle, dangerActs }: { found: Kept; middle: RefObject<HTMLElement | null>; dangerActs: DangerActs }) {
  const [chats, { threads, outbox, typing, drafts }] = useChats();
  const [desk, { session, bundle }] = useDesk();
  const [, { call }] = useContact();
  const zone = useZone();
  const thread = threads.get(found.id) ?? EMPTY;
  const going = outbox.filter(({ conversation }) => conversation === found.id);
  const lines = linesOf(thread, found.notes);
  const end = useRef<HTMLDivElement>(null);
  const isLeft = hasLeft(found, thread);
  const isTyping = typing.has(found.id) && !found.isGone && !isLeft;
  const count = lines.length + going.length;
  const isOpen = !found.isGone && found.state === 'ATTENDED';
  const isInDanger = (found.isInDanger || call?.isInDanger === true) && (isOpen || found.hasToBeRegistered || (found.isGone && found.state === 'ATTENDED'));
  // It stays at the newest, unless somebody has scrolled up to read; what is sent is shown.
  const log = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const top = useRef(0);
  const before = useRef(going.length);
  useLayoutEffect(() => {
    if (going.length > before.current) isAtEnd.current = true;
    before.current = going.length;
    if (isAtEnd.current) end.current?.scrollIntoView({ block: 'nearest' });
  }, [count, going.length, isTyping, isLeft, found.leftQuickly, found.id]);
  // Also where what stands around it grows: then it alone moves, and not what is read above it.
  useEffect(() => {
    if (!log.current) return;
    const observer = new ResizeObserver(() => isAtEnd.current && log.current?.scrollTo(0, log.current.scrollHeight));
    observer.observe(log.current);
    return () => observer.disconnect();
  }, []);
  // On a narrow screen, whose page scrolls as a whole, what to do for somebody in danger is read before their messages.
  useLayoutEffect(() => {
    if (isInDanger) log.current?.parentElement?.querySelector('.chat-danger')?.scrollIntoView({ block: 'start' });
  }, [isInDanger]);
  const hasWords = going.length > 0 || Boolean(drafts.get(found.id));
  const isStale = going.some(({ refused }) => refused?.isStale);
  const note = chats.drafts.note(found.id).trim();
  const leftAt = found.leftQuickly ? leftQuicklyAt(thread) : null;
  const role = (call?.role ?? found.role) || null;
  const state = desk.stateOf(found.tenant);
  const topic = found.topicKey ? bundle?.items.get(found.topicKey)?.title : undefined;
  return (
    <main
      className="desk-middle chat-middle"
      id="chat-middle"
      ref={middle}
      tabIndex={-1}
      aria-labelledby="desk-middle-title"
      onPointerDown={() => chats.touch(found.id)}
      onKeyDown={({ key, altKey }) => altKey || LEADS_ELSEWHERE.test(key) || chats.touch(found.id)}
    >
      <header className="chat-head">
        <div>
          <h2 id="desk-middle-title">{role ? ROLES[role].name : texts.roleUnknown}</h2>
          <p className="desk-soft">
            {[session && session.states.length > 1 ? state?.name : '', topic, found.language.startsWith('es') ? '' : LANGUAGES.of(found.language)].filter(Boolean).join(' · ')}
          </p>
          {state && !isOwnClock(zone, clock.now()) && <p className="desk-soft">{texts.zoneOf(state.name)}</p>}
        </div>
        <Presence found={found} isTyping={isTyping} leftAt={isLeft ? leftAt : null} />
      </header>
      {isInDanger && <DangerSteps found={found} {...dangerActs} />}
      {found.leftQuickly && !found.endedAt && <p className="chat-banner is-caution" role="alert">{texts.leftQuickly(leftAt ? timeAt(leftAt, zone) : '')}</p>}
      {isOpen && <NearlyLost found={found} />}
      {isOpen && isCallCancelled(thread, found) && <p className="chat-banner is-plain" role="status">{texts.callCancelled}</p>}
      {found.supervisorName && isOpen && !found.isSupervised && <p className="chat-banner is-plain">{texts.withSupervisor(found.supervisorName)}</p>}
      {found.isSupervised && isOpen && <p className="chat-banner is-plain">{texts.attendedBy(found.operatorName)} {texts.accompanied}.</p>}
      <div
        className="chat-log"
        ref={log}
        role="log"
        aria-label={texts.conversation}
        aria-relevant="additions"
        tabIndex={0}
        onScroll={({ currentTarget: shown }) => {
          // What has only become smaller has not been scrolled up.
          if (shown.scrollHeight - shown.scrollTop - shown.clientHeight < 40) isAtEnd.current = true;
          else if (shown.scrollTop < top.current) isAtEnd.current = false;
          top.current = shown.scrollTop;
        }}
      >
        {lines.length === 0 && going.length === 0 && <p className="desk-soft">{texts.nothingYet}</p>}
        {lines.map((line, place) => <LineView key={keyOf(line)} found={found} line={line} before={lines[place - 1]} thread={thread} />)}
        {going.map((item) => <GoingView key={item.clientId} item={item} chats={chats} canSend={isOpen} />)}
        <div ref={end} />
      </div>
      {(isStale || found.isGone || found.state === 'ENDED') && (
        <p className="chat-banner is-caution" role="alert">
          {found.state === 'ENDED' ? (END_REASONS[found.endReason] ?? texts.ended) : found.loss ? texts.losses[found.loss] : texts.stale}{' '}
          {found.state !== 'ENDED' && hasWords && `${texts.staleWords} `}
          {!found.isGone && found.state === 'ENDED' && texts.registerHint}
          {found.isGone && <>{found.state === 'ENDED' && !found.isSupervised ? texts.endedHint : texts.goneHint} <Button onPress={() => chats.putAway(found.id)}>{texts.remove} <kbd>F9</kbd></Button></>}
        </p>
      )}
      {!isOpen && note && (
        <div className="chat-banner is-plain">
          <p>{texts.unkeptNote}</p>
          <p className="chat-words"><bdi>{note}</bdi></p>
          <Button onPress={() => void navigator.clipboard.writeText(note).then(() => desk.say(texts.copied))}>{texts.copy}</Button>
        </div>
      )}
      <Composer found={found} isOpen={isOpen} isLeft={isLeft} />
    </main>
  );
}

/** The operator is told before the queue has it again because they are silent. */
export function NearlyLost({ found, name }: { found: Kept; /** Of the chat, where something else is on the screen. */ name?: string }) {
  const now = useNow(5);
  return isNearlyLost(found, now) ? <p className="chat-banner is-caution" role="alert">{name ? texts.nearlyLostOf(name) : texts.nearlyLost}</p> : null;
}

function Presence({ found, isTyping, leftAt }: { found: Kept; isTyping: boolean; leftAt: string | null }) {
  const now = useNow(5);
  const [, { threads }] = useChats();
  const zone = useZone();
  if (found.isGone || found.state === 'ENDED') return null;
  const heardAt = heardOfAt(threads.get(found.id), found.visitorSeenAt);
  const silent = heardAt === null ? null : now - heardAt;
  return (
    <p className="chat-presence">
      {isTyping ? texts.typing
        : leftAt !== null ? <span className="is-caution">{texts.leftAt(timeAt(leftAt, zone))}</span>
        : found.absentSince !== null ? texts.notHere(lasting(now - Date.parse(found.absentSince)))
        : silent === null ? texts.neverSeen
          : silent < NOT_SEEN_SECONDS * 1000 ? <><span className="desk-open" aria-hidden="true">●</span> {texts.here}</> : texts.notSeen(lasting(silent))}
      {found.isNearlyInactive && found.endsAt && <><br /><span className="is-caution">{texts.nearlyInactive(timeAt(found.endsAt, zone))}</span></>}
    </p>
  );
}

function keyOf(line: Line): string {
  return line.of === 'note' ? `note-${line.note.id}` : line.message.clientId;
}

function LineView({ found, line, before, thread }: { found: Kept; line: Line; before: Line | undefined; thread: Thread }) {
  const zone = useZone();
  const [desk] = useDesk();
  if (line.of === 'note') {
    const { authorName, text, writtenAt, run, kind } = line.note;
    return (
      <div className="chat-note">
        <p className="desk-soft">{run ? texts.known : kind === 'LOCATION' ? texts.locationOf(authorName) : texts.noteOf(authorName)} · {timeAt(writtenAt, zone)}</p>
        {kind === 'NOT_IN_DANGER' ? <b>{texts.dangerWithdrawn(authorName)}</b> : kind === 'EMERGENCY_CALL' ? <EmergencyCallRecord call={line.note} number={desk.emergencyNumber(found.tenant)} zone={zone} /> : <p className="chat-words"><bdi>{text ?? texts.removed}</bdi></p>}
      </div>
    );
  }
  const { message } = line;
  if (message.kind === 'EVENT') {
    return <p className="chat-event">{message.event ? EVENTS[message.event]?.(message.authorName) : ''} {message.event === 'TO_PHONE' && standingInWords(message, thread, found, zone)} <span>{timeAt(message.sentAt, zone)}</span></p>;
  }
  const isOwn = message.author !== 'VISITOR';
  const isSame = before?.of === 'message' && before.message.kind !== 'EVENT' && before.message.author === message.author && before.message.authorName === message.authorName;
  return (
    <article className={isOwn ? 'chat-message is-own' : 'chat-message'}>
      {!isSame && <p className="chat-author">{authorOf(message)}</p>}
      {message.isRemoved ? <p className="desk-soft">{texts.removed}</p> : message.card ? <CardView card={message.card} isNextStep={isNextStep(message, thread)} isShort={message.isAutomatic && found.isInDanger} /> : <p className="chat-words"><bdi>{message.text}</bdi></p>}
      <p className="chat-mark">{timeAt(message.sentAt, zone)}{message.writtenAt && <b> · {texts.writtenOffline(timeAt(message.writtenAt, zone))}</b>}{isOwn && message.author !== 'SYSTEM' && <> <span>{message.seq <= thread.readSeq ? texts.read : texts.sent}</span></>}</p>
    </article>
  );
}

function standingInWords(message: Message, thread: Thread, found: Kept, zone: string): string {
  const standing = callStandingOf(message, thread, found);
  const startsAt = message.callStartsAt ?? (standing === 'promised' || standing === 'over' ? found.callStartsAt : null);
  if (!startsAt) return CALL_STANDINGS[standing]('');
  const isNamed = standing === 'promised' && found.callCode;
  const said = CALL_STANDINGS[standing](standing === 'promised' ? callInWords({ startsAt, endsAt: message.callEndsAt }, zone) : clockInWords(Date.parse(startsAt), zone));
  return isNamed ? `${said} ${texts.callCode(found.callCode)}` : said;
}

function authorOf(message: Message): string {
  if (message.author === 'VISITOR') return texts.person;
  if (message.isAutomatic) return texts.automatic;
  if (message.author === 'SUPERVISOR') return `${message.authorName} · ${texts.supervisor}`;
  return message.authorName || (message.author === 'SYSTEM' ? texts.system : texts.you);
}

/** Whether a card is a further step of the script of the card before it, whose title then stands there already. */
function isNextStep({ card, seq }: Message, { messages }: Thread): boolean {
  const earlier = messages.findLast((one) => one.seq < seq && one.card)?.card;
  return card?.kind === 'node' && earlier?.kind === 'node' && earlier.key === card.key;
}

/** A short one leaves room for what the person has written. */
function CardView({ card, isNextStep = false, isShort = false }: { card: Pick<Card, 'kind' | 'title' | 'text'> & Partial<Card>; isNextStep?: boolean; isShort?: boolean }) {
  const isCrisis = card.kind === 'crisis';
  if (isShort && isCrisis) return <details className="chat-card"><summary><b><bdi>{card.title}</bdi></b></summary><p className="chat-words"><bdi>{card.text}</bdi></p></details>;
  if (isShort) return <p className="chat-card"><bdi>{card.title}</bdi>{card.phone && <> · <b>{card.phone}</b></>}</p>;
  return (
    <div className="chat-card">
      {!isCrisis && <p className="desk-soft">{texts.cardKinds[card.kind]}</p>}
      {!isNextStep && <p><b><bdi>{card.title}</bdi></b></p>}
      {card.text && <p className="chat-words"><bdi>{card.text}</bdi></p>}
      {card.answers && card.answers.length > 0 && <p className="desk-soft">{texts.answers} <bdi>{card.answers.join(' · ')}</bdi></p>}
      {card.phone && !isCrisis && <p className="desk-phone">{card.phone}</p>}
      {card.url?.startsWith('http') && <p><span className="desk-soft">{texts.seesLink}</span> <a href={card.url} target="_blank" rel="noopener noreferrer">{texts.open}</a></p>}
    </div>
  );
}

/** What the operator has sent and the conversation does not show yet. */
function GoingView({ item, chats, canSend }: { item: Outgoing; chats: Chats; canSend: boolean }) {
  const [desk, { isReachable }] = useDesk();
  const { content, refused, seq, writtenAt } = item;
  const zone = useZone();
  const copied = 'text' in content ? content.text : content.shown.text;
  return (
    <article className={refused ? 'chat-message is-own is-refused' : 'chat-message is-own is-going'}>
      {'text' in content ? <p className="chat-words"><bdi>{content.text}</bdi></p> : <CardView card={content.shown} />}
      <p className="chat-mark">
        {timeAt(writtenAt, zone)} <span>{refused ? `${texts.notSent} ${refused.isStale ? '' : refused.sentence}` : seq !== null ? texts.sent : isReachable ? texts.sending : texts.waitsForNetwork}</span>
      </p>
      {refused && (
        <p className="chat-refused">
          {canSend && <Button onPress={() => chats.sending.sendAgain(item)}>{texts.again}</Button>}
          {copied && <Button onPress={() => void navigator.clipboard.writeText(copied).then(() => desk.say(texts.copied))}>{texts.copy}</Button>}
          <Button className="is-quiet" onPress={() => chats.sending.drop(item)}>{texts.drop}</Button>
        </p>
      )}
    </article>
  );
}

/** A conversation that is being taken: its messages are not there yet, but what is typed stands already where it will be sent from. */
export function OpeningView({ id }: { id: string }) {
  const [chats, { drafts }] = useChats();
  const field = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    field.current?.focus();
  }, []);
  return (
    <main className="desk-middle chat-middle" id="chat-middle" tabIndex={-1} aria-label={texts.conversation} aria-busy="true">
      <p className="desk-late">{texts.opening}</p>
      <div className="chat-log" />
      <form className="chat-composer" onSubmit={(event) => event.preventDefault()}>
        <label htmlFor="chat-draft">{texts.write}</label>
        <div>
          <textarea
            id="chat-draft"
            ref={field}
            rows={2}
            value={drafts.get(id) ?? ''}
            onChange={({ target }) => chats.write(id, target.value)}
            onKeyDown={(event) => event.key === 'Enter' && !event.shiftKey && event.preventDefault()}
          />
          <Button type="submit" className="is-primary" isDisabled>{texts.send}</Button>
        </div>
        <p className="desk-soft" />
      </form>
    </main>
  );
}

/** Where the operator writes. It stays when the conversation is no longer theirs: what they are typing must not become keys of the desk. */
function Composer({ found, isOpen, isLeft }: { found: Kept; isOpen: boolean; /** By the quick exit. */ isLeft: boolean }) {
  const [desk] = useDesk();
  const [chats, { drafts }] = useChats();
  const draft = drafts.get(found.id) ?? '';
  const left = MOST_LETTERS - draft.length;
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    const { current } = field;
    if (!current) return;
    current.style.height = 'auto';
    current.style.height = `${Math.min(current.scrollHeight + 2, 180)}px`;
  }, [draft]);
  // What is typed on goes nowhere, and is no command, until something is chosen.
  useEffect(() => {
    if (isLeft && document.activeElement === field.current) field.current?.blur();
  }, [isLeft]);
  const send = (): void => {
    if (isOpen && left >= 0) chats.sendDraft(found.id);
    field.current?.focus();
  };
  return (
    <form
      className="chat-composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label htmlFor="chat-draft">{isLeft && isOpen ? texts.writeAfterExit : isOpen ? texts.write : texts.notSentDraft} <kbd>C</kbd></label>
      <div>
        <textarea
          id="chat-draft"
          ref={field}
          rows={2}
          value={draft}
          readOnly={!isOpen}
          spellCheck
          placeholder={isOpen && !isLeft ? texts.writeVoice : ''}
          aria-describedby="chat-left"
          onChange={({ target }) => chats.write(found.id, target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        {isOpen
          ? <Button type="submit" className="is-primary" isDisabled={!draft.trim() || left < 0}>{texts.send}</Button>
          : <Button isDisabled={!draft} onPress={() => void navigator.clipboard.writeText(draft).then(() => desk.say(texts.copied))}>{texts.copy}</Button>}
      </div>
      <p id="chat-left" className={left < 0 ? 'is-danger' : 'desk-soft'} aria-live="polite">{left < NEARLY ? texts.left(left) : ''}</p>
    </form>
  );
}
