import { useEffect, useRef, useState } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';

import { inDanger, walkOf, type Call } from '../call';
import { CallBackForm } from '../CallBackForm';
import { itemsOf, type Office, type PresenceState, type Result } from '../data';
import { emergencyOffice } from '../offices';
import { Radios } from '../ReportForm';
import { PRESENCES, RESULTS, resultInWords, texts as deskTexts } from '../texts';
import { useContact, useDesk } from '../useDesk';
import { uuid7 } from '../uuid';
import * as clock from '../clock';
import type { Kept } from './store';
import { NearlyLost } from './ConversationView';
import { EmergencyCallLine, LocationLine } from './Danger';
import { focusOnWriting } from './focusOnWriting';
import { texts } from './texts';
import { askedBeforeEnd, emergencyCallOf, firstResultOf, isCallDue, isEmergencyOf, locationOf, locationToNote, writtenSinceLocation, type Thread } from './thread';
import { HOME_ZONE } from '../zones';
import { timeAt } from './times';
import { useChats } from './useChats';

export type ChatDialogName = 'end' | 'note' | 'location' | 'undoCall' | 'handOver' | 'callBack' | 'spam' | 'leave';

const TITLES: Record<ChatDialogName, string> = {
  end: texts.endTitle, note: texts.noteTitle, location: texts.locationTitle, undoCall: texts.undoTitle, handOver: texts.handOverTitle, callBack: deskTexts.callBack, spam: texts.spamTitle, leave: texts.leave,
};

export function ChatDialogs({ name, found, onClose }: { name: ChatDialogName | null; found: Kept; onClose: () => void }) {
  const [, { call }] = useContact();
  const [isToPhone, setToPhone] = useState(false);
  useEffect(() => {
    if (!name) setToPhone(false);
  }, [name]);
  if (!name) return null;
  const contents = {
    end: <End found={found} onDone={onClose} />,
    note: <NoteForm found={found} onDone={onClose} />,
    location: <LocationForm found={found} onDone={onClose} />,
    undoCall: <UndoCall found={found} onDone={onClose} />,
    handOver: <HandOver found={found} isToPhone={isToPhone} onToPhone={() => setToPhone(true)} onDone={onClose} />,
    callBack: <HandOver found={found} isToPhone onToPhone={() => setToPhone(true)} onDone={onClose} />,
    spam: <Spam found={found} isInDanger={found.isInDanger || Boolean(call?.isInDanger)} onDone={onClose} />,
    leave: <Leave found={found} onDone={onClose} />,
  };
  return <ChatDialog title={isToPhone ? deskTexts.callBack : TITLES[name]} onClose={onClose}><NearlyLost found={found} />{contents[name]}</ChatDialog>;
}

export function ChatDialog({ title, onClose, children }: { title: string; onClose: () => void; children: React.ReactNode }) {
  return (
    <ModalOverlay className="desk-overlay" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Modal className="desk-modal">
        <Dialog className="desk-dialog">
          <div className="desk-step">
            <Heading slot="title" level={2}>{title}</Heading>
            <Button className="is-quiet" onPress={onClose}>{deskTexts.close} ✕</Button>
          </div>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

interface Part {
  found: Kept;
  onDone: () => void;
}

/** What the ledger is told of a chat, besides what the server knows. */
function endOf(call: Call | null, result: Result): object {
  const referralKeys = (call?.referrals ?? []).filter(({ isLine }) => !isLine).map(({ key }) => key);
  const role = call?.role ? { role: call.role } : {};
  const script = call?.pinned?.digest
    ? { scriptKey: call.pinned.script.key, scriptDigest: call.pinned.digest, endNode: walkOf(call)?.current ?? null, ...(call.pinned.script.topicKey ? { topicKey: call.pinned.script.topicKey } : {}) }
    : {};
  const outOfScope = result === 'OUT_OF_SCOPE' ? { unservedReason: 'OUT_OF_SCOPE' } : {};
  return { outcome: result === 'OUT_OF_SCOPE' ? 'OTHER' : result, referralKeys, ...role, ...script, ...outOfScope };
}

/** Each has its number, by which it is chosen, whether or not another one is offered. */
const CHAT_RESULTS = Object.keys(RESULTS) as Result[];
/** What may come of a chat; a call only where one is promised and not cancelled. */
const resultsOf = ({ callStartsAt }: Kept): Result[] => CHAT_RESULTS.filter((one) => one !== 'CALL_BACK' || callStartsAt);

/** What came of it, and then its end: the person sees it, so that it is asked for once more. */
function End({ found, onDone }: Part) {
  const [chats, { drafts, threads }] = useChats();
  /** Nothing that was written is lost without a word. */
  const unsent = found.state === 'ATTENDED' ? (drafts.get(found.id) ?? '').trim() : '';
  const [desk] = useDesk();
  const unkept = chats.drafts.note(found.id).trim();
  const [, { call, bundle }] = useContact();
  // Beforehand only what was done is chosen: what is registered is what the operator says.
  const referralKeys = (call?.referrals ?? []).filter(({ isLine }) => !isLine).map(({ key }) => key);
  const isInDanger = found.isInDanger || Boolean(call?.isInDanger);
  const emergency = emergencyOffice(itemsOf<Office>(bundle, 'OFFICE'), desk.emergencyNumber(found.tenant), clock.now())?.office;
  const isEmergency = isEmergencyOf(found.notes, isInDanger, call?.referrals ?? [], emergency?.key);
  const [result, setResult] = useState<Result | null>(firstResultOf(found, threads.get(found.id), { isEmergency, hasReferred: referralKeys.length > 0 }));
  const [isAsking, setAsking] = useState(false);
  // Whoever called the emergency number has referred to it: the ledger has it by itself.
  const isOfficeMissing = result === 'REFERRED' && !referralKeys.length && !emergencyCallOf(found.notes);
  const asked = askedBeforeEnd(found.state, result, isInDanger, isEmergency);
  const results = resultsOf(found);
  const end = async (): Promise<void> => {
    if (!result || isOfficeMissing || !results.includes(result)) return;
    if (asked && !isAsking) return setAsking(true);
    // That they are in danger is there before the end: the ledger counts it.
    await chats.runs.keep(found.id);
    if (await chats.leave(found.id, 'end', endOf(call, result))) {
      const registered = inDanger(result, isEmergency);
      desk.noteContact({
        id: found.id, startedAt: found.startedAt, state: found.tenant, zone: desk.stateOf(found.tenant)?.timeZone ?? HOME_ZONE, channel: 'CHAT', contactType: 'CITIZEN', role: call?.role ?? (found.role || null),
        script: call?.pinned?.script.title ?? '', outcome: registered === 'OUT_OF_SCOPE' ? 'OTHER' : registered,
        ...(registered !== result ? { isHungUp: true } : {}),
      });
      desk.say(texts.endedNotice);
      onDone();
    }
  };
  /** Chooses by a key, and leads there, so that Space takes no other one. */
  const form = useRef<HTMLFormElement>(null);
  const choose = (chosen: Result): void => {
    setResult(chosen);
    setAsking(false);
    form.current?.querySelector<HTMLElement>(`input[type=radio][value="${chosen}"]`)?.focus();
  };
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        void end();
      }}
      onKeyDown={({ key, ctrlKey, altKey, metaKey }) => {
        const chosen = ctrlKey || altKey || metaKey ? undefined : results[Number(key) - 1];
        if (chosen) choose(chosen);
      }}
    >
      <p className="desk-soft">{found.state === 'ENDED' ? texts.registerHint : found.leftQuickly ? texts.endAfterExitHint : texts.endHint}</p>
      {unsent && <><p className="is-caution">{texts.hasUnsentAtEnd}</p><p className="chat-words"><bdi>{unsent}</bdi></p></>}
      {unkept && <><p className="is-caution">{found.state === 'ENDED' ? texts.unkeptNote : texts.hasUnkeptNoteAtEnd}</p><p className="chat-words"><bdi>{unkept}</bdi></p></>}
      {call && call.referrals.length > 0 && <p>{deskTexts.referredTo}: <b>{call.referrals.map(({ name }) => name).join(' · ')}</b></p>}
      {isInDanger && <p><EmergencyCallLine found={found} /></p>}
      <Radios
        label={deskTexts.result}
        value={result}
        isFirst
        choices={results.map((key, place) => ({ key, hint: String(place + 1), name: resultInWords(key, false, true) }))}
        onChange={(key) => choose(key as Result)}
      />
      {!results.includes('CALL_BACK') && <p className="desk-soft">{texts.callBackHint}</p>}
      {isOfficeMissing && <p className="is-caution">{texts.officeMissing}</p>}
      {result && inDanger(result, isEmergency) !== result && <p className="is-danger" role="status">{texts.endsAsEmergency}</p>}
      {isAsking && <p className="is-danger" role="alert">▲ {(asked === 'UNCALLED' ? texts.endUncalled : texts.endInDanger)(desk.emergencyNumber(found.tenant))}</p>}
      {isAsking && <Button autoFocus className="is-primary" onPress={onDone}>{texts.goBack}</Button>}{' '}
      <Button type="submit" className={isAsking ? '' : 'is-primary'} isDisabled={!result || isOfficeMissing || !results.includes(result)}>{found.state === 'ENDED' ? texts.register : unsent || unkept ? texts.endAnyway : texts.end}</Button>
    </form>
  );
}

function NoteForm({ found, onDone }: Part) {
  const [chats] = useChats();
  const [id] = useState(() => uuid7(clock.now()));
  const [desk] = useDesk();
  const [text, setText] = useState(() => chats.drafts.note(found.id));
  // Closed without keeping it, it stands there when the note is opened again, or beside the conversation that is the operator's no longer.
  const left = useRef(text);
  const isLost = useRef(false);
  isLost.current = found.isGone || found.state !== 'ATTENDED';
  const write = (words: string): void => {
    left.current = words;
    setText(words);
    chats.writeNote(found.id, words);
  };
  useEffect(() => () => {
    if (left.current.trim()) desk.say(isLost.current ? texts.noteLost : texts.noteNotKept);
  }, [desk]);
  const keep = async (): Promise<void> => {
    if (!(await chats.act(found.id, 'notes', { id, text: text.trim() }))) return;
    write('');
    onDone();
  };
  return <NoteText id="chat-note" label={texts.noteLabel} hint={texts.noteHint} text={text} onWrite={write} onKeep={keep} />;
}

/** Where somebody in danger is, for whoever sends help: what they wrote last stands there, to be corrected and kept by Enter. */
function LocationForm({ found, onDone }: Part) {
  const [chats, { threads }] = useChats();
  const [desk] = useDesk();
  const [id] = useState(() => uuid7(clock.now()));
  const [offered] = useState(() => locationToNote(threads.get(found.id), found.notes));
  const since = writtenSinceLocation(threads.get(found.id), found.notes);
  const [text, setText] = useState(() => chats.emergency.locationDrafts.get(found.id) ?? offered);
  const left = useRef(text);
  const isLost = useRef(false);
  isLost.current = found.isGone || found.state !== 'ATTENDED';
  const write = (words: string): void => {
    left.current = words;
    setText(words);
  };
  // What was typed and not kept stands there again, or with the note beside the conversation that is the operator's no longer.
  useEffect(() => () => {
    const typed = left.current.trim();
    chats.emergency.locationDrafts.delete(found.id);
    if (!typed || typed === offered.trim()) return;
    if (isLost.current) chats.writeNote(found.id, [chats.drafts.note(found.id).trim(), `${texts.location}: ${typed}`].filter(Boolean).join('\n'));
    else chats.emergency.locationDrafts.set(found.id, typed);
    desk.say(isLost.current ? texts.noteLost : texts.locationNotKept);
  }, [chats, desk, found.id, offered]);
  const keep = async (): Promise<void> => {
    if (!(await chats.act(found.id, 'notes', { id, kind: 'LOCATION', text: text.trim() }))) return;
    left.current = '';
    onDone();
  };
  return (
    <NoteText id="chat-location" label={texts.location} hint={texts.locationHint} text={text} onWrite={write} onKeep={keep}>
      {since.length > 0 && (
        <>
          <p className="desk-soft">{texts.writtenSince}</p>
          {since.map((words, place) => <p key={place} className="chat-words"><bdi>{words}</bdi> <Button className="is-quiet" onPress={() => write([text.trim(), words].filter(Boolean).join('\n'))}>{texts.addIt}</Button></p>)}
        </>
      )}
    </NoteText>
  );
}

interface NoteTextProps {
  id: string;
  label: string;
  hint: string;
  text: string;
  onWrite: (words: string) => void;
  /** Keeps what is written; it is not asked for twice at once, nor without words. */
  onKeep: () => Promise<void>;
  children?: React.ReactNode;
}

/** The text of a note, which Enter keeps. */
function NoteText({ id, label, hint, text, onWrite, onKeep, children }: NoteTextProps) {
  const [isBusy, setBusy] = useState(false);
  const keep = async (): Promise<void> => {
    if (!text.trim() || isBusy) return;
    setBusy(true);
    await onKeep();
    setBusy(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void keep();
      }}
    >
      <p className="desk-soft">{hint}</p>
      <div className="chat-field">
        <label htmlFor={id}>{label}</label>
        <textarea
          id={id}
          autoFocus
          onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
          rows={3}
          maxLength={2000}
          value={text}
          onChange={({ target }) => onWrite(target.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            void keep();
          }}
        />
      </div>
      {children}
      <Button type="submit" className="is-primary" isDisabled={!text.trim() || isBusy}>{texts.keep}</Button>
    </form>
  );
}

/** Asks before it is taken back that the emergency number was called, with what the person was written of it: they may wait for help. */
function UndoCall({ found, onDone }: Part) {
  const [chats] = useChats();
  const [desk] = useDesk();
  const zone = desk.stateOf(found.tenant)?.timeZone ?? HOME_ZONE;
  const said = chats.emergency.saidOfCall(found);
  const [isBusy, setBusy] = useState(false);
  const undo = async (): Promise<void> => {
    if (isBusy) return;
    setBusy(true);
    if (await chats.emergency.recordCall(found.id, false)) {
      onDone();
      // What is to be sent stands there: Enter sends it, once the dialog has given the focus back.
      if (chats.state.drafts.get(found.id)) window.setTimeout(focusOnWriting);
    }
    setBusy(false);
  };
  return (
    <>
      <p><EmergencyCallLine found={found} /></p>
      <p>{texts.undoHint(desk.emergencyNumber(found.tenant))}</p>
      {said.length ? (
        <>
          <p className="is-danger">▲ {texts.undoSaid}</p>
          {said.map(({ text, sentAt, isRead }) => <p key={sentAt} className="chat-words">«<bdi>{text}</bdi>» <span className="desk-soft">{timeAt(sentAt, zone)} · {isRead ? texts.read : texts.sent}</span></p>)}
          {!found.isGone && found.state === 'ATTENDED' && <p>{texts.undoOffers}</p>}
        </>
      ) : <p className="desk-soft">{texts.undoNotSaid}</p>}
      <Button autoFocus className="is-primary" onPress={onDone}>{texts.goBack}</Button>{' '}
      <Button isDisabled={isBusy} onPress={() => void undo()}>{texts.undoConfirm}</Button>
    </>
  );
}

interface Colleague {
  id: number;
  name: string;
  state: PresenceState;
}

/** To a colleague, to another state of the operator's, to the telephone, or back to the queue. */
function HandOver({ found, isToPhone, onToPhone, onDone }: Part & { isToPhone: boolean; onToPhone: () => void }) {
  const [, { call }] = useContact();
  const isInDanger = found.isInDanger || Boolean(call?.isInDanger);
  const [chats, { threads, drafts }] = useChats();
  const [desk, { session }] = useDesk();
  const [colleagues, setColleagues] = useState<Colleague[] | null>(null);
  useEffect(() => {
    void desk.ask<Colleague[]>(`colleagues/${found.tenant}?channel=CHAT`).then(setColleagues);
  }, [desk, found.tenant]);
  // Where nobody is there to pass it to, the first that can be done has focus.
  const toPhone = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (colleagues?.length === 0) toPhone.current?.focus();
  }, [colleagues]);
  const others = (session?.states ?? []).filter(({ code }) => code !== found.tenant);
  const unsent = (drafts.get(found.id) ?? '').trim();
  const unkept = chats.drafts.note(found.id).trim();
  const [isAsking, setAsking] = useState<(() => void) | null>(null);
  /** Of somebody in danger whoever is next must know where they are, and whether the emergency number was called. */
  const isMissing = isInDanger && !(locationOf(found.notes) && emergencyCallOf(found.notes));
  /** Nothing that was written is lost, and nothing of danger is missing, without a word. */
  const passOrAsk = (...given: Parameters<typeof pass>): void => {
    if (unsent || unkept || isMissing) setAsking(() => () => void pass(...given));
    else void pass(...given);
  };
  const pass = async (name: string, body: object, notice: string): Promise<void> => {
    // Where the server takes none of what is known, the person is passed on nevertheless.
    await chats.runs.keep(found.id);
    if (!(await chats.leave(found.id, name, body))) return;
    desk.say(notice);
    onDone();
  };
  /** What is prepared stands there to be sent; the dialog gives the focus back before. */
  const offer = (words: string): void => {
    chats.offer(found.id, unsent, words);
    onDone();
    window.setTimeout(focusOnWriting);
  };
  const toState = async (code: string): Promise<void> => {
    if (!(await chats.act(found.id, 'hand-over', { state: code }))) return;
    desk.say(texts.stateNotice);
    onDone();
  };
  if (isToPhone) return <CallBackForm onDone={onDone} written={withNumbers(threads.get(found.id))} isInDanger={found.isInDanger} onAsk={() => offer(texts.askedAboutCall)} />;
  if (isAsking) {
    return (
      <div className="desk-due" role="alert">
        {unsent && <><p className="is-caution">{texts.hasUnsent}</p><p className="chat-words"><bdi>{unsent}</bdi></p></>}
        {unkept && <><p className="is-caution">{texts.hasUnkeptNote}</p><p className="chat-words"><bdi>{unkept}</bdi></p></>}
        {isMissing && <p className="chat-banner is-danger">▲ <LocationLine found={found} /><br /><EmergencyCallLine found={found} /></p>}
        {unsent || unkept
          ? <p><Button autoFocus className="is-primary" onPress={onDone}>{texts.goBack}</Button> <Button onPress={isAsking}>{texts.passAnyway}</Button></p>
          : <p><Button autoFocus className="is-primary" onPress={isAsking}>{texts.passAsItIs}</Button> <Button onPress={onDone}>{texts.goBack}</Button></p>}
      </div>
    );
  }
  return (
    <div className="desk-due">
      <p className="desk-soft">{texts.handOverHint}</p>
      {isInDanger && <p className="chat-banner is-danger">▲ <LocationLine found={found} /><br /><EmergencyCallLine found={found} /></p>}
      <section>
        <h3>{texts.toColleague}</h3>
        {colleagues === null && <p className="desk-late">{deskTexts.loading}</p>}
        {colleagues?.length === 0 && <p className="desk-soft">{texts.noColleagues}</p>}
        <ul className="desk-options">
          {colleagues?.map((one, place) => (
            <li key={one.id}><Button autoFocus={place === 0} onPress={() => passOrAsk('hand-over', { to: one.id }, texts.handedNotice(one.name))}><span><b>{one.name}</b> <span className="desk-soft">{PRESENCES[one.state]}</span></span></Button></li>
          ))}
        </ul>
      </section>
      {others.length > 0 && (
        <section>
          <h3>{texts.toState}</h3>
          <p className="desk-soft">{texts.toStateHint}</p>
          <ul className="desk-options">
            {others.map(({ code, name }) => <li key={code}><Button onPress={() => void toState(code)}>{name}</Button></li>)}
          </ul>
        </section>
      )}
      <section>
        <h3>{texts.toPhone}</h3>
        <p className="desk-soft">{texts.toPhoneHint}</p>
        <Button ref={toPhone} onPress={onToPhone}>{deskTexts.callBack} <kbd>Alt C</kbd></Button>{' '}
        <Button onPress={() => offer(texts.invitation)}>{texts.inviteToAsk}</Button>
      </section>
      <section>
        <h3>{texts.release}</h3>
        <p className="desk-soft">{texts.releaseHint}</p>
        <Button onPress={() => passOrAsk('release', {}, texts.releasedNotice)}>{texts.release}</Button>
      </section>
    </div>
  );
}

/** What the person wrote last that may hold a telephone number. */
function withNumbers(thread: Thread | undefined): string[] {
  const texts = (thread?.messages ?? []).filter(({ author, text }) => author === 'VISITOR' && (text ?? '').replace(/\D/g, '').length >= 7);
  return texts.slice(-2).map(({ text }) => text!);
}

/** Of somebody who is in danger a slip closes nothing: going back comes first. */
function Spam({ found, isInDanger, onDone }: Part & { isInDanger: boolean }) {
  const [chats] = useChats();
  const [desk] = useDesk();
  return (
    <div className="desk-due">
      {isInDanger && <p className="is-danger">▲ {texts.spamInDanger}</p>}
      <p>{texts.spamHint}</p>
      {isCallDue(found) && <p className="is-caution">{texts.spamCallsOff}</p>}
      <p>
        {isInDanger && <><Button autoFocus className="is-primary" onPress={onDone}>{texts.goBack}</Button>{' '}</>}
        <Button
          autoFocus={!isInDanger}
          onPress={() => void chats.leave(found.id, 'spam').then((isDone) => {
            if (!isDone) return;
            desk.say(texts.spamNotice);
            onDone();
          })}
        >
          {texts.spamConfirm}
        </Button>
      </p>
    </div>
  );
}

function Leave({ found, onDone }: Part) {
  const [chats] = useChats();
  return <p><Button autoFocus onPress={() => void chats.leave(found.id, 'leave').then((isDone) => isDone && onDone())}>{texts.leave}</Button></p>;
}
