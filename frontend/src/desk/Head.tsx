import { useState } from 'react';
import { Button, ToggleButton, ToggleButtonGroup } from 'react-aria-components';

import { isConversation, type Call } from './call';
import type { PresenceState, Role } from './data';
import { texts as chatTexts } from './chats/texts';
import { useChats } from './chats/useChats';
import type { DialogName } from './Dialogs';
import { Choice } from './Menu';
import { setPractising } from './practice';
import { CONTACT_TYPES, PRESENCES, ROLES, texts } from './texts';
import { useDesk, useNow } from './useDesk';

const LANGUAGES = new Intl.DisplayNames(['es-MX'], { type: 'language' });
const CHOSEN_BY_HAND: PresenceState[] = ['AVAILABLE', 'AFTER_CALL', 'BREAK'];

export function Head({ onRole, onDialog, isChats = false, isInDanger = false, onView }: {
  onRole: (role: Role) => void;
  onDialog: (name: DialogName) => void;
  /** Whether chats are on the screen. */
  isChats?: boolean;
  isInDanger?: boolean;
  onView: () => void;
}) {
  const [desk, { session, code, call: present, presence, callBacksDue, isPractice }] = useDesk();
  const call = isChats ? null : present;
  if (!session) return null;
  const locales = desk.stateOf(code)?.locales ?? [];
  return (
    <header className={['desk-head', (call || isChats) && 'is-calling', call && call.endedAt === null && 'is-talking'].filter(Boolean).join(' ')}>
      <h1 className="desk-unseen">{texts.title}</h1>
      <Views isChats={isChats} onView={onView} />
      {!isChats && <Choice
        id="desk-state"
        label={texts.state}
        hint="O"
        value={desk.stateOf(code)?.name ?? code}
        selected={code}
        choices={session.states.map((one) => ({ key: one.code, name: one.name }))}
        onChoose={(key) => desk.chooseState(key)}
      />}
      {call && (
        <Choice
          isQuiet
          label={texts.contactType}
          value={CONTACT_TYPES[call.contactType].name}
          choices={Object.entries(CONTACT_TYPES).map(([key, { name, key: hint }]) => ({ key: key as Call['contactType'], name, hint }))}
          onChoose={(contactType) => desk.act({ type: 'contact', contactType })}
        />
      )}
      {call && locales.length > 1 && (
        <Choice
          isQuiet
          label={texts.language}
          value={LANGUAGES.of(call.language) ?? call.language}
          choices={locales.map((key) => ({ key, name: LANGUAGES.of(key) ?? key }))}
          onChoose={(language) => desk.chooseLanguage(language)}
        />
      )}
      {call && isConversation(call.contactType) && (
        <ToggleButtonGroup
          aria-label={texts.role}
          className="desk-roles"
          selectionMode="single"
          selectedKeys={call.role ? [call.role] : []}
          onSelectionChange={(keys) => {
            const [role] = [...keys];
            if (role) onRole(role as Role);
          }}
        >
          {(Object.keys(ROLES) as Role[]).map((role) => <ToggleButton key={role} id={role}>{ROLES[role].short} <kbd>{ROLES[role].key}</kbd></ToggleButton>)}
        </ToggleButtonGroup>
      )}
      {call && isInDanger && <span className="is-danger">▲ <span className="desk-between">{chatTexts.inDanger}:</span> <b className="desk-phone">{desk.emergencyNumber(code)}</b></span>}
      <Timer />
      <span className="desk-who">
        {!isPractice && <Button className="is-quiet desk-between" onPress={() => onDialog('callBacks')}>{texts.callBacksDue(callBacksDue)} {!isChats && <kbd>Y</kbd>}</Button>}
        {session.operator.isSupervisor && !call && !isPractice && <Button className="is-quiet" onPress={() => onDialog('supervision')}>{texts.supervision}</Button>}
        <span className="desk-rarely">{session.operator.name}</span>
        {!isPractice && <Choice
          isQuiet
          label={texts.ownState}
          value={PRESENCES[presence]}
          choices={CHOSEN_BY_HAND.map((key) => ({ key, name: PRESENCES[key] }))}
          onChoose={(key) => desk.presence.choose(key)}
        />}
        <Button className="is-quiet desk-rarely" onPress={() => onDialog('keys')}>{texts.keys} <kbd>?</kbd></Button>
        {!present && <SignOut />}
      </span>
    </header>
  );
}

/** The way out: with chats open, which go back to the queue, it is asked for twice. */
function SignOut() {
  const [desk] = useDesk();
  const [, { conversations }] = useChats();
  const [isWarned, setWarned] = useState(false);
  const open = conversations.filter(({ isGone }) => !isGone).length;
  return (
    <a
      href="/mesa/salir/"
      onClick={(event) => {
        if (!open || isWarned) return void setPractising(null);
        event.preventDefault();
        setWarned(true);
        desk.say(texts.chatsOpen(open));
      }}
    >
      {texts.signOut}
    </a>
  );
}

/** Calls or chats, and whom a chat is waiting for. */
function Views({ isChats, onView }: { isChats: boolean; onView: () => void }) {
  const [chats, { isOffered, waiting, conversations }] = useChats();
  if (!isOffered && !isChats) return null;
  const unread = chats.unread();
  const offered = waiting.find(({ offeredToMe }) => offeredToMe);
  const inDanger = waiting.filter((one) => one.isInDanger).length;
  const counts = [unread ? chatTexts.newMessages(unread) : '', inDanger ? chatTexts.dangerCount(inDanger) : '', waiting.length ? `${waiting.length} ${chatTexts.queue.toLowerCase()}` : ''].filter(Boolean).join(', ');
  return (
    <>
      <ToggleButtonGroup
        aria-label={chatTexts.views}
        className="desk-views"
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[isChats ? 'chats' : 'calls']}
        onSelectionChange={(keys) => keys.has(isChats ? 'calls' : 'chats') && onView()}
      >
        <ToggleButton id="calls">{chatTexts.calls}</ToggleButton>
        <ToggleButton id="chats">
          {chatTexts.chats}{unread > 0 ? <b className="chat-unread" aria-hidden="true">{unread}</b> : conversations.length > 0 && <span className="desk-soft" aria-hidden="true">{conversations.length}</span>}
          {waiting.length > 0 && <b className={inDanger ? 'chat-waits-mark is-danger' : 'chat-waits-mark'} aria-hidden="true">{inDanger ? `▲ ${chatTexts.dangerCount(inDanger)}` : <>{waiting.length}<span className="desk-between"> {chatTexts.waitCount}</span></>}</b>}
          <span className="desk-unseen">{counts}</span> <kbd>F4</kbd>
        </ToggleButton>
      </ToggleButtonGroup>
      {/* The alert in words: said once for each chat that is offered. */}
      <p className="desk-unseen" role="status">{offered && chatTexts.offered(offered.role ? ROLES[offered.role].name : chatTexts.roleUnknown, offered.isInDanger ? chatTexts.inDanger : offered.isUnsure ? chatTexts.unsure : '')}</p>
    </>
  );
}

function Timer() {
  const [, { call, firstTypedAt, presence, presenceSince, isPractice }] = useDesk();
  const now = useNow(1);
  const since = call ? (call.endedAt ?? call.startedAt) : (firstTypedAt ?? presenceSince);
  const name = call ? (call.endedAt ? texts.afterCall : texts.onCall) : firstTypedAt ? texts.beginning : isPractice ? texts.practiceTitle : PRESENCES[presence];
  const seconds = Math.max(0, Math.floor((now - since) / 1000));
  const shown = [Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':');
  return <span className={call && !call.endedAt ? 'desk-timer is-running' : 'desk-timer'}><span className="desk-between">{name}</span> <b role="timer" aria-label={name}>{shown}</b></span>;
}
