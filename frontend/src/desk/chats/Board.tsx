import { useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';

import { Places } from '../pressing';
import { PRESENCES, ROLES, texts as deskTexts } from '../texts';
import { useDesk, useNow } from '../useDesk';
import { useKeys, type Commands } from '../useKeys';
import { ChatDialog } from './ChatDialogs';
import type { BoardRow, Message } from './data';
import { Safety } from './ChatQueue';
import { EVENTS, texts } from './texts';
import { lasting, timeAt } from './times';
import { useChats } from './useChats';
import { HOME_ZONE } from '../zones';

const RELOAD_SECONDS = 5;
const LEAST_REASON = 5;
const MOST_NUMBERED = 9;

/**
 * For supervisors: every conversation of their states that has not ended, by numbers that open each: their own is shown, of another one it is
 * asked why they read it. What the person would see of them has no key.
 *
 * Args:
 *   onDone: called once a conversation of theirs is on the screen.
 *   onClose: leads back to what was there before the board.
 */
export function Board({ areKeysOn, onDone, onClose }: { areKeysOn: boolean; onDone: () => void; onClose: () => void }) {
  const [chats] = useChats();
  const [desk, { session }] = useDesk();
  const now = useNow(5);
  const [rows, setRows] = useState<BoardRow[] | null>(null);
  const [reading, setReading] = useState<BoardRow | null>(null);
  const [loads, setLoads] = useState(0);
  const places = useRef(new Places());
  useEffect(() => {
    const load = (): void => void desk.ask<{ conversations: BoardRow[] }>('chats/board').then((found) => {
      if (!found) return;
      places.current.show(found.conversations.map(({ id }) => id), performance.now());
      setRows(found.conversations);
    });
    load();
    const timer = window.setInterval(load, RELOAD_SECONDS * 1000);
    return () => window.clearInterval(timer);
  }, [desk, loads]);
  const act = (row: BoardRow, name: string): void => void chats.act(row.id, name).then((isDone) => {
    setLoads(loads + 1);
    if (!isDone) return;
    setReading(null);
    show(row);
  });
  const show = ({ id }: BoardRow): void => {
    onDone();
    chats.select(id);
  };
  /** Whether they have it, or have joined it. */
  const isHeld = ({ id }: BoardRow): boolean => chats.conversation(id)?.isGone === false;
  const open = (row: BoardRow): void => (isHeld(row) ? show(row) : setReading(row));
  const commands: Commands = {};
  for (let place = 0; place < MOST_NUMBERED; place++) {
    commands[place + 1] = () => {
      const id = places.current.idAt(place, performance.now());
      const row = rows?.find((one) => one.id === id);
      if (row) open(row);
    };
  }
  useKeys(commands, areKeysOn);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [onClose]);
  return (
    <section className="desk-card chat-board">
      <h2 id="desk-middle-title">{texts.boardTitle}</h2>
      {rows === null && <p className="desk-late">{deskTexts.loading}</p>}
      {rows?.length === 0 && <p className="desk-soft">{texts.boardEmpty}</p>}
      {rows && rows.length > 0 && (
        <table className="desk-table">
          <thead>
            <tr>{[texts.who, texts.attends, texts.since, texts.waitsFor, texts.acts].map((name) => <th key={name} scope="col">{name}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((row, place) => (
              <tr key={row.id}>
                <th scope="row">
                  {row.role ? ROLES[row.role].short : texts.roleUnknown}
                  {' '}<Safety one={row} />
                  <br /><span className="desk-soft">{desk.stateOf(row.tenant)?.name ?? row.tenant}</span>
                </th>
                <td data-name={texts.attends}>{row.state === 'WAITING' ? texts.waitingNow : row.operatorName}{row.isOperatorOnCall && <><br /><span className="is-caution">{PRESENCES.ON_CALL}</span></>}{row.supervisorName && <><br /><span className="desk-soft">{texts.accompanied}: {row.supervisorName}</span></>}{row.absentSince && <><br /><span className="desk-soft">{texts.notHere(lasting(now - Date.parse(row.absentSince)))}</span></>}</td>
                <td data-name={texts.since}>{lasting(now - Date.parse(row.attendedAt ?? row.waitingSince))}</td>
                <td data-name={texts.waitsFor}>{row.unansweredSince ? lasting(now - Date.parse(row.unansweredSince)) : '—'}</td>
                <td className="chat-board-acts">
                  {row.operatorId !== session?.operator.id && <Acts row={row} isHeld={isHeld(row)} onAct={act} />}
                  <Button className="is-quiet" onPress={() => open(row)}>{isHeld(row) ? texts.openIt : texts.readIt} {place < MOST_NUMBERED && <kbd>{place + 1}</kbd>}</Button>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {reading && (
        <ChatDialog title={texts.readTitle} onClose={() => setReading(null)}>
          <p>{[reading.role ? ROLES[reading.role].short : texts.roleUnknown, desk.stateOf(reading.tenant)?.name ?? reading.tenant, reading.state === 'WAITING' ? texts.waitingNow : reading.operatorName].join(' · ')} <Safety one={reading} /></p>
          <ReadOnly row={reading} />
          <p className="desk-soft">{texts.actsSeen}</p>
          <p className="chat-board-acts"><Acts row={reading} isHeld={isHeld(reading)} onAct={act} /></p>
        </ChatDialog>
      )}
    </section>
  );
}

/** What a supervisor does in another one's conversation, or for somebody who waits: the person sees it. */
function Acts({ row, isHeld, onAct }: { row: BoardRow; isHeld: boolean; onAct: (row: BoardRow, name: string) => void }) {
  return (
    <>
      {row.state === 'ATTENDED' && !isHeld && <Button onPress={() => onAct(row, 'join')}>{texts.join}</Button>}
      <Button onPress={() => onAct(row, row.state === 'WAITING' ? 'accept' : 'take-over')}>{texts.takeOver}</Button>
    </>
  );
}

function ReadOnly({ row }: { row: BoardRow }) {
  const [desk] = useDesk();
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const [messages, setMessages] = useState<Message[] | null>(null);
  const isReading = messages !== null;
  // Whoever reads what others say is offered no chat meanwhile.
  useEffect(() => (isReading ? desk.presence.pauseOffers() : undefined), [desk, isReading]);
  if (messages) {
    return (
      <ol className="chat-read">
        {messages.map((one) => (
          <li key={one.seq}>
            <span className="desk-soft">{timeAt(one.sentAt, desk.stateOf(row.tenant)?.timeZone ?? HOME_ZONE)} {one.author === 'VISITOR' ? texts.person : one.authorName || texts.system}</span>
            <p className="chat-words">{one.kind === 'EVENT' ? (one.event ? EVENTS[one.event](one.authorName) : '') : one.isRemoved ? texts.removed : (one.text ?? [one.card?.title, one.card?.text].filter(Boolean).join('\n'))}</p>
          </li>
        ))}
      </ol>
    );
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (reason.trim().length < LEAST_REASON) return setShort(true);
        void desk.ask<{ messages: Message[] }>(`chats/${row.id}/read`, { reason: reason.trim() }).then((found) => found && setMessages(found.messages));
      }}
    >
      <p className="desk-soft">{texts.readHint}</p>
      <div className="chat-field">
        <label htmlFor="chat-reason">{texts.readReason}</label>
        <textarea id="chat-reason" autoFocus rows={2} maxLength={200} value={reason} aria-invalid={isShort} aria-describedby="chat-reason-short" onChange={({ target }) => setReason(target.value)} />
        <p id="chat-reason-short" className="is-danger">{isShort && reason.trim().length < LEAST_REASON ? texts.readReasonShort : ''}</p>
      </div>
      <Button type="submit" className="is-primary">{texts.readIt}</Button>
    </form>
  );
}
