import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';

import { ROLES, texts as deskTexts } from '../texts';
import { useDesk, useNow } from '../useDesk';
import { ChatDialog } from './ChatDialogs';
import type { BoardRow, Message } from './data';
import { Safety } from './ChatQueue';
import { EVENTS, texts } from './texts';
import { lasting, timeAt } from './times';
import { useChats } from './useChats';
import { HOME_ZONE } from '../zones';

const RELOAD_SECONDS = 5;
const LEAST_REASON = 5;

/** For supervisors: every conversation of their states that has not ended. */
export function Board({ onDone }: { onDone: () => void }) {
  const [chats] = useChats();
  const [desk, { session }] = useDesk();
  const now = useNow(5);
  const [rows, setRows] = useState<BoardRow[] | null>(null);
  const [reading, setReading] = useState<BoardRow | null>(null);
  const [loads, setLoads] = useState(0);
  useEffect(() => {
    const load = (): void => void desk.ask<{ conversations: BoardRow[] }>('chats/board').then((found) => found && setRows(found.conversations));
    load();
    const timer = window.setInterval(load, RELOAD_SECONDS * 1000);
    return () => window.clearInterval(timer);
  }, [desk, loads]);
  const act = (row: BoardRow, name: string): void => void chats.act(row.id, name).then((isDone) => {
    setLoads(loads + 1);
    if (!isDone) return;
    onDone();
    chats.select(row.id);
  });
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
            {rows.map((row) => (
              <tr key={row.id}>
                <th scope="row">
                  {row.role ? ROLES[row.role].short : texts.roleUnknown}
                  {' '}<Safety one={row} />
                  <br /><span className="desk-soft">{desk.stateOf(row.tenant)?.name ?? row.tenant}</span>
                </th>
                <td data-name={texts.attends}>{row.state === 'WAITING' ? texts.waitingNow : row.operatorName}{row.supervisorName && <><br /><span className="desk-soft">{texts.accompanied}: {row.supervisorName}</span></>}{row.absentSince && <><br /><span className="desk-soft">{texts.notHere(lasting(now - Date.parse(row.absentSince)))}</span></>}</td>
                <td data-name={texts.since}>{lasting(now - Date.parse(row.attendedAt ?? row.waitingSince))}</td>
                <td data-name={texts.waitsFor}>{row.unansweredSince ? lasting(now - Date.parse(row.unansweredSince)) : '—'}</td>
                <td className="chat-board-acts">
                  {row.operatorId !== null && row.operatorId === session?.operator.id ? null : (
                    <>
                      {row.state === 'ATTENDED' && <Button onPress={() => act(row, 'join')}>{texts.join}</Button>}
                      <Button onPress={() => act(row, row.state === 'WAITING' ? 'accept' : 'take-over')}>{texts.takeOver}</Button>
                      <Button className="is-quiet" onPress={() => setReading(row)}>{texts.readIt}</Button>
                    </>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {reading && <ChatDialog title={texts.readTitle} onClose={() => setReading(null)}><ReadOnly row={reading} /></ChatDialog>}
    </section>
  );
}

function ReadOnly({ row }: { row: BoardRow }) {
  const [desk] = useDesk();
  const [reason, setReason] = useState('');
  const [isShort, setShort] = useState(false);
  const [messages, setMessages] = useState<Message[] | null>(null);
  const isReading = messages !== null;
  // Whoever reads what others say is offered no chat meanwhile.
  useEffect(() => (isReading ? desk.pauseOffers() : undefined), [desk, isReading]);
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
