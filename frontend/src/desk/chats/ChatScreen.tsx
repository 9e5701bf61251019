import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from 'react';
import { Button } from 'react-aria-components';

import { type Call, type CallWalk, isHandedToEmergency, isSpokenOnly, nodeOf, referralOf, unreadOf, walkOf, wordsOf } from '../call';
import * as clock from '../clock';
import { itemsOf, kindsOf, scriptsOf, type Handover, type Item, type Office, type Role } from '../data';
import { Dialogs, type DialogName } from '../Dialogs';
import { Facts } from '../Facts';
import { Finding, type Reading } from '../Finding';
import { wordsOfCard } from '../finding';
import { Head } from '../Head';
import { Messages } from '../Messages';
import { useOffices } from '../Offices';
import { emergencyOffice, officeToSend, withEmergencyFirst } from '../offices';
import { MOST_NUMBERED, numberKey, Presses } from '../pressing';
import { missingAt } from '../finding';
import { PRESENCES, ROLES, texts as deskTexts } from '../texts';
import { ContactContext, useContact, useDesk, useNow } from '../useDesk';
import { useKeys, useKeysOn, type Commands } from '../useKeys';
import { Board } from './Board';
import { ChatDialogs, type ChatDialogName } from './ChatDialogs';
import { ChatFooter } from './ChatFooter';
import { ChatQueue, Safety } from './ChatQueue';
import { ChatScript } from './ChatScript';
import type { Kept } from './store';
import type { DangerActs } from './Danger';
import { nextOf } from './data';
import { ConversationView, NearlyLost, OpeningView } from './ConversationView';
import { focusOnWriting } from './focusOnWriting';
import { texts } from './texts';
import { hasLeft, lastSeqOf, unansweredSince } from './thread';
import { lasting } from './times';
import { useChats } from './useChats';

/** The operator's chats: on the left who waits and who is theirs, in the middle one conversation, on the right what is sent into it. */
export function ChatScreen({ onCalls }: { onCalls: () => void }) {
  const [chats, { selected, opening, openings, drafts }] = useChats();
  const [desk, { session, call, handovers }] = useDesk();
  const [areKeysOn, setKeysOn] = useKeysOn();
  const [dialog, setDialog] = useState<DialogName | null>(null);
  const [isBoard, setBoard] = useState(false);
  const found = chats.conversation(selected);
  useEffect(() => {
    chats.open(true);
    return () => chats.open(false);
  }, [chats]);
  /** Only opening a conversation puts focus where what is typed goes to the person; a page that is loaded again, only where something was written. */
  const written = useRef(-1);
  useLayoutEffect(() => {
    if (!found || isBoard || opening || written.current === openings) return;
    written.current = openings;
    if (openings > 0 || drafts.get(found.id)?.trim()) focusOnWriting({ preventScroll: true });
    else document.getElementById('chat-middle')?.focus({ preventScroll: true });
  });
  /** Who was to be opened and is not, as where a colleague was faster: what was typed for them is gone, and with it what had focus. */
  const wasOpening = useRef(false);
  useLayoutEffect(() => {
    if (wasOpening.current && !opening && (document.activeElement ?? document.body) === document.body) document.getElementById('chat-middle')?.focus({ preventScroll: true });
    wasOpening.current = opening !== null;
  }, [opening]);
  /** What had focus before a dialog, which has it again afterwards. */
  const before = useRef<Element | null>(null);
  const show = (name: DialogName | null): void => {
    if (name) before.current = document.activeElement;
    setDialog(name);
  };

  const toBoard = useCallback((isShown: boolean): void => {
    setBoard(isShown);
    window.setTimeout(() => document.getElementById('chat-middle')?.focus({ preventScroll: true }));
  }, []);
  const closeBoard = useCallback(() => toBoard(false), [toBoard]);

  /** Takes a call that a colleague passes: it goes on where calls are. */
  const takeOver = (handover: Handover): void => {
    onCalls();
    void desk.accept(handover);
  };
  const [handover] = handovers;

  const commands: Commands = {
    '?': () => show('keys'),
    f4: onCalls,
    ...(!call && handover ? { 'alt+t': () => takeOver(handover) } : {}),
    f2: () => {
      if (chats.takeNext()) setBoard(false);
    },
    u: () => chats.mute(!chats.state.isMuted),
    c: () => focusOnWriting(), // at once: what is typed next is no command
    ...(session?.operator.isSupervisor ? { b: () => toBoard(!isBoard) } : {}),
  };
  for (let number = 1; number <= 9; number++) {
    commands[`alt+${number}`] = () => {
      if (chats.selectNumber(number)) setBoard(false);
    };
  }

  const screen = { areKeysOn, setKeysOn, commands, dialog, setDialog: show, before, isBoard, setBoard, closeBoard, onCalls, takeOver };
  return found && !isBoard && !opening
    ? <ContactContext value={chats.contact(found.id)}><WithChat key={found.id} found={found} {...screen} /></ContactContext>
    : <WithoutChat {...screen} />;
}

interface Screen {
  areKeysOn: boolean;
  setKeysOn: (areOn: boolean) => void;
  commands: Commands;
  dialog: DialogName | null;
  setDialog: (name: DialogName | null) => void;
  isBoard: boolean;
  setBoard: (isBoard: boolean) => void;
  closeBoard: () => void;
  before: RefObject<Element | null>;
  onCalls: () => void;
  takeOver: (handover: Handover) => void;
}

function WithoutChat({ areKeysOn, setKeysOn, commands, dialog, setDialog, isBoard, setBoard, closeBoard, onCalls, takeOver }: Screen) {
  const [chats, { waiting, isOffered, isLive, isLoaded, opening, numbers, threads }] = useChats();
  const [, { notice, isReachable, call, presence }] = useDesk();
  const now = useNow(5);
  const next = chats.next.find();
  const own = next?.of === 'own' ? next.one : chats.next.ownWaiting();
  const open = own ? null : chats.next.ownOpen();
  const since = own && unansweredSince(threads.get(own.id));
  const middle = useRef<HTMLElement>(null);
  useEffect(() => {
    middle.current?.focus({ preventScroll: true });
  }, []);
  useKeys(opening ? {} : commands, areKeysOn);
  return (
    <div className="desk">
      <Head onRole={() => undefined} onDialog={setDialog} isChats onView={onCalls} />
      <Messages onHandover={takeOver} handoverKey="Alt T" />
      <div className="desk-body">
        <ChatQueue isBoard={isBoard} onBoard={setBoard} />
        {opening ? <OpeningView id={opening} /> : <main className="desk-middle" id="chat-middle" ref={middle} tabIndex={-1} aria-labelledby="desk-middle-title">
          {isBoard ? <Board areKeysOn={areKeysOn} onDone={() => setBoard(false)} onClose={closeBoard} /> : (
            <section className="desk-card chat-empty">
              <h2 id="desk-middle-title">{texts.emptyTitle}</h2>
              {isOffered ? <p className="desk-soft">{!call && presence !== 'AVAILABLE' ? texts.emptyPaused(PRESENCES[presence]) : texts.empty}</p> : <p>{texts.notOffered}</p>}
              {own && (
                <p>
                  {texts.ownWaits} <b>{own.role ? ROLES[own.role].short : texts.roleUnknown}</b> <Safety one={own} />
                  {since !== null && <span className="desk-soft">{texts.unanswered(lasting(now - since))}</span>}
                  <Button className={next?.one === own ? 'is-primary' : ''} onPress={() => chats.select(own.id)}>{texts.openIt} <kbd>{next?.one === own ? 'F2' : `Alt ${numbers.get(own.id)}`}</kbd></Button>
                </p>
              )}
              {open && (
                <p>
                  {texts.ownOpen} <b>{open.role ? ROLES[open.role].short : texts.roleUnknown}</b> <Safety one={open} />{' '}
                  <Button className={waiting.length ? '' : 'is-primary'} onPress={() => chats.select(open.id)}>{texts.openIt} <kbd>Alt {numbers.get(open.id)}</kbd></Button>
                </p>
              )}
              {isOffered && isLoaded && (waiting.length > 0
                ? <p>{texts.emptyWaiting(waiting.length)} <Button className={next?.of === 'queue' ? 'is-primary' : ''} onPress={() => void (next?.of === 'queue' ? chats.acceptNext() : chats.accept(nextOf(waiting)!.id))}>{next?.of === 'queue' && next.one.isInDanger ? texts.takeInDanger : texts.takeNext} {next?.of === 'queue' && <kbd>F2</kbd>}</Button></p>
                : <p>{texts.nobodyWaits}</p>)}
              {isOffered && isLoaded && isReachable && !isLive && <p className="desk-soft">{texts.asksInstead}</p>}
            </section>
          )}
        </main>}
      </div>
      <p className="desk-notice" role="status">{notice}</p>
      <Dialogs name={dialog} reading={null} areKeysOn={areKeysOn} onKeysOn={setKeysOn} onClose={() => setDialog(null)} isChats />
    </div>
  );
}

function WithChat({ found, areKeysOn, setKeysOn, commands: common, dialog, setDialog, before, isBoard, setBoard, onCalls, takeOver }: Screen & { found: Kept }) {
  const [chats, { threads }] = useChats();
  const [desk, { notice, isReachable }] = useDesk();
  const [contact, { call, bundle }] = useContact();
  const [chatDialog, setChatDialog] = useState<ChatDialogName | null>(null);
  const [reading, setReading] = useState<Reading | null>(null);
  const [kind, setKind] = useState<string | null>(null);
  const walked = useMemo(() => call && walkOf(call), [call]);
  const node = call?.pinned && walked ? nodeOf(call.pinned.script, walked.current) : null;
  const isHandedOver = kind === null && isHandedToEmergency(walked, desk.emergencyNumber(found.tenant));
  const wantedKind = kind ?? (isHandedOver ? null : node?.organizationKind) ?? null;
  const near = useOffices(wantedKind ? [wantedKind] : kindsOf(call?.pinned?.script ?? null, bundle), isHandedOver);
  const emergency = found.isInDanger || call?.isInDanger ? (desk.stateOf(found.tenant)?.emergency?.dial ?? null) : null;
  const offices = useMemo(() => withEmergencyFirst(emergencyOffice(itemsOf<Office>(bundle, 'OFFICE'), emergency, clock.now()), near), [bundle, emergency, near]);
  const isRunning = Boolean(call?.pinned && walked);
  const missing = useMemo(() => missingAt(bundle, call?.pinned?.script, walked?.current ?? null, 'CHAT'), [bundle, call?.pinned?.script, walked?.current]);
  const scripts = call?.role && !isRunning ? scriptsOf(bundle, call.role, 'CHAT') : [];
  const canWrite = !found.isGone && found.state === 'ATTENDED';
  useEffect(() => {
    if (call?.handed && bundle?.code === call.state) void chats.runs.resume(found.id);
  }, [chats, found.id, call?.handed, call?.state, bundle, isReachable]);
  const middle = useRef<HTMLElement>(null);
  const presses = useRef(new Presses());
  const [isSearching, setSearching] = useState(false);
  /** Whether script and offices are behind something else: then no key moves them. */
  const isCovered = isSearching || reading !== null;

  const toMiddle = useCallback(() => middle.current?.focus({ preventScroll: true }), []);
  const focusOn = (selector: string): void => document.querySelector<HTMLElement>(selector)?.focus();
  /** Where a key or a click has taken away what had focus; who was writing goes on writing. */
  const settle = (): void => void window.setTimeout(() => document.activeElement === document.body && toMiddle());
  const showChat = (name: ChatDialogName): void => {
    before.current = document.activeElement;
    setChatDialog(name);
  };
  /** Focus goes back to where it was before a dialog. */
  const goBack = (): void => void window.setTimeout(() => {
    const { current } = before;
    if (current instanceof HTMLElement && current.isConnected && current !== document.body) current.focus({ preventScroll: true });
    else toMiddle();
  });
  /** Leads to a field beside the script, which what is open covers. */
  const toFact = (selector: string): void => {
    setReading(null);
    window.setTimeout(() => focusOn(selector));
  };
  const act: typeof contact.act = (given) => {
    contact.act(given);
    settle();
  };
  const takeRole = (role: Role): void => {
    act({ type: 'role', role });
    if (isRunning) desk.say(deskTexts.roleSaid(ROLES[role].name));
  };
  const answer = (place: number): void => {
    const option = node?.options[place];
    const isMissing = missing !== null && place === node?.options.length;
    if (!call || !walked || !node || !(option || isMissing)) return;
    if (unreadOf(call, walked).length) return desk.say(texts.sendFirst);
    if (!option) {
      if (missing) contact.takeScript(missing, true);
      return settle();
    }
    act({ type: 'answer', answer: { node: node.key, option: option.key } });
    setKind(null);
  };
  const back = (): void => {
    if (call?.pinned && !call.answers.length) desk.say(deskTexts.firstQuestion);
    else if (call?.pinned) act({ type: 'back' });
    else if (call?.role) act({ type: 'role', role: null });
  };
  const sendStep = (): void => {
    if (!call?.pinned || !walked?.current) return desk.say(texts.nothingToSend);
    const { script, digest } = call.pinned;
    const words = wordsOf(walked);
    if (!words) return desk.say(texts.noWords);
    if (!chats.sending.sendCard(found.id, { kind: 'node', key: script.key, node: walked.current, digest }, { title: script.title, text: words }, isSpokenOnly(nodeOf(script, walked.current)))) return;
    const unread = unreadOf(call, walked);
    if (unread.length) contact.act({ type: 'read', parts: unread });
  };
  const changeStep = (): void => {
    const words = walked ? wordsOf(walked) : '';
    if (!call || !words) return desk.say(texts.nothingToSend);
    chats.writeStep(found.id, words, unreadOf(call, walked));
    window.setTimeout(focusOnWriting); // once it stands there
  };
  const sendItem = (item: Item): void => {
    if (item.kind === 'OFFICE') {
      contact.act({ type: 'refer', referral: referralOf(item as Office) });
      if (!contact.get().call?.referrals.some(({ key }) => key === item.key)) return;
    } else if (!chats.sending.sendCard(found.id, { kind: 'guidance', key: item.key }, { title: item.title, text: wordsOfCard(item) })) return;
    setReading(null);
    settle();
  };
  const sent = call?.referrals.map(({ key }) => key) ?? [];
  const refer = (): void => {
    if (!call || isSearching || presses.current.isTaken('r', performance.now())) return;
    const office = officeToSend(reading, offices, sent);
    if (!office) return desk.say([...(reading ? [reading] : []), ...offices.map((one) => one.office)].some(({ key }) => sent.includes(key)) ? texts.officeSent : texts.noOffice);
    presses.current.take('r', performance.now());
    sendItem(office);
    const first = reading ? undefined : offices[0]?.office;
    if (first && first.key !== office.key && !sent.includes(first.key)) desk.say(texts.officePassedOver(first.name, office.name));
  };
  /** Marks somebody who writes that they are in danger, sends them the emergency number, and refers to it, once. */
  const sendEmergency = (): void => {
    if (!call?.isInDanger) contact.act({ type: 'danger', isInDanger: true });
    const state = desk.stateOf(found.tenant);
    const number = desk.emergencyNumber(found.tenant);
    const office = emergencyOffice(itemsOf<Office>(bundle, 'OFFICE'), state?.emergency?.dial ?? null, clock.now())?.office;
    if (!office) return desk.say(texts.emergencyMissing(number));
    if (sent.includes(office.key)) return desk.say(texts.emergencySent(number));
    if (!presses.current.take('f1', performance.now())) return;
    contact.act({ type: 'refer', referral: referralOf(office) });
    if (!contact.get().call?.referrals.some(({ key }) => key === office.key)) return;
    desk.say(texts.emergencySent(number));
  };
  const recordCall = (): void => void chats.emergency.recordCall(found.id, true).then((isDone) => {
    if (isDone && canWrite) window.setTimeout(focusOnWriting);
    else settle();
  });
  const takeDangerBack = (): void => void chats.act(found.id, 'withdraw-danger', { readSeq: lastSeqOf(chats.state.threads.get(found.id)) }).then((isDone) => {
    if (isDone) desk.say(texts.notInDangerSaid);
    settle();
  });
  // Whoever called may have lost the chat to the queue meanwhile: the server knows whose it was.
  const mayRecord = found.state === 'ATTENDED' || (!found.isGone && found.hasToBeRegistered);
  const dangerActs: DangerActs = {
    onAsk: canWrite && !hasLeft(found, threads.get(found.id)) ? () => chats.emergency.askLocation(found.id) : null,
    onLocate: canWrite ? () => showChat('location') : null,
    onCalled: mayRecord ? recordCall : null,
    onUndo: mayRecord ? () => showChat('undoCall') : null,
    onSafe: canWrite && found.mayWithdrawDanger && !found.isSupervised && !call?.isInDanger ? takeDangerBack : null,
  };
  const sendShown = (): void => {
    if (!presses.current.take('f8', performance.now())) return;
    if (isSearching || reading?.kind === 'TERM') return desk.say(texts.nothingToSend);
    if (reading) sendItem(reading);
    else sendStep();
  };
  const close = (): void => {
    setChatDialog(null);
    goBack();
  };

  /** What a dialog asks is the operator's no longer: it closes, and focus goes to the list, where the next one is. */
  const isPast = chatDialog === 'undoCall' ? !mayRecord : found.isGone || (!canWrite && chatDialog !== 'end');
  useEffect(() => {
    if (!chatDialog || !isPast) return;
    setChatDialog(null);
    // After the dialog has given the focus back.
    window.setTimeout(() => document.querySelector<HTMLElement>('.chat-mine[aria-current]')?.focus());
  }, [chatDialog, isPast]);

  const commands: Commands = {
    ...common,
    '/': () => focusOn('#desk-search'), i: () => focusOn('.desk-offices [data-office][tabindex="0"]'), m: () => toFact('.desk-place input'), x: () => setDialog('report'),
    f9: () => (found.isGone ? chats.putAway(found.id) : showChat(found.isSupervised ? 'leave' : 'end')),
  };
  if (canWrite) {
    Object.assign(commands, {
      f1: sendEmergency, f8: sendShown,
      r: refer, e: changeStep, n: () => showChat('note'),
      ...(found.isSupervised ? {} : { p: () => showChat('handOver'), 'alt+c': () => showChat('callBack'), k: () => showChat('spam') }),
    } satisfies Commands);
  }
  if (found.isInDanger || call?.isInDanger) {
    const { onAsk, onLocate, onCalled, onSafe } = dangerActs;
    const acts: Commands = { ...(onAsk && { q: onAsk }), ...(onLocate && { o: onLocate }), ...(onCalled && { a: onCalled }) };
    // With Alt also from where the operator writes: there is focus as the chat opens.
    for (const [key, act] of Object.entries(acts)) commands[key] = commands[`alt+${key}`] = act;
    if (onSafe) commands['alt+s'] = onSafe; // no slip takes danger back
  }
  if (!isCovered) commands['backspace'] = back;
  if (isRunning && !isCovered) {
    commands['h'] = () => toFact('#desk-hour');
    commands['f'] = () => toFact('#desk-appointment');
    commands['g'] = () => contact.act({ type: 'script', pinned: null });
    commands['l'] = () => call && walked && contact.act({ type: 'read', parts: unreadOf(call, walked).slice(0, 1) });
  }
  for (const [role, { key }] of Object.entries(ROLES)) commands[key.toLowerCase()] = () => takeRole(role as Role);
  for (let place = 0; place < MOST_NUMBERED && !isCovered; place++) {
    const [key, script] = [numberKey(place)!, scripts[place]];
    if (isRunning) commands[key] = () => answer(place);
    else if (script) commands[key] = () => contact.takeScript(script);
  }
  useKeys(commands, areKeysOn, { needsFocus: true, onWord: () => desk.say(deskTexts.wordTyped) });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && event.target === document.body) toMiddle();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [toMiddle]);

  return (
    <div
      className="desk"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        if (event.target === middle.current) setReading(null);
        toMiddle();
      }}
    >
      <Head onRole={takeRole} onDialog={setDialog} isChats onView={onCalls} />
      <Messages onHandover={takeOver} handoverKey="Alt T" />
      <div className="desk-body">
        <ChatQueue isBoard={isBoard} onBoard={setBoard} />
        <ConversationView found={found} middle={middle} dangerActs={dangerActs} />
        <Finding offices={offices} kind={wantedKind} keyOf={({ key }) => (officeToSend(null, offices, sent)?.key === key ? 'R' : null)} reading={reading} onRead={setReading} onKind={setKind} onDone={toMiddle} onSearching={setSearching} {...(canWrite ? { onSend: sendItem } : {})}>
          <ChatScript call={call as Call} walked={walked as CallWalk | null} scripts={scripts} missing={missing} canSend={canWrite} onAnswer={answer} onSend={sendStep} onChange={changeStep} onBack={back} />
          {call && <div className="chat-place"><Facts call={call} walked={walked} onDone={toMiddle} /></div>}
        </Finding>
      </div>
      <ChatFooter found={found} walked={walked} onDialog={showChat} onReport={() => setDialog('report')} onDanger={canWrite ? sendEmergency : null} />
      <p className="desk-notice" role="status">{notice}</p>
      <ChatDialogs name={chatDialog} found={found} onClose={close} />
      <Dialogs
        name={dialog}
        reading={reading}
        areKeysOn={areKeysOn}
        onKeysOn={setKeysOn}
        isChats
        warning={<NearlyLost found={found} name={call?.role ? ROLES[call.role].short : texts.roleUnknown} />}
        onClose={() => {
          setDialog(null);
          goBack();
        }}
      />
    </div>
  );
}
