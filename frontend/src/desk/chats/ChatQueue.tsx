import { Button } from 'react-aria-components';

import { ROLES } from '../texts';
import * as clock from '../clock';
import { useDesk, useNow } from '../useDesk';
import { type Message, type Waiting } from './data';
import type { ChatState, Kept } from './store';
import { hasLeft, isNearlyLost, lastSaid, unansweredSince, unreadOf, type Thread } from './thread';
import { texts } from './texts';
import { lasting } from './times';
import { useChats } from './useChats';

/** The operator's own chats by their numbers, and who waits, in the order of the queue: danger, role, wait. */
export function ChatQueue({ isBoard, onBoard }: { isBoard: boolean; onBoard: (isBoard: boolean) => void }) {
  const [chats, state] = useChats();
  const [, { session }] = useDesk();
  const now = useNow(5);
  const { conversations, waiting, most, selected, isMuted } = state;
  const mine = conversations.filter(({ isSupervised, isGone, state, leftQuickly }) => !isSupervised && !isGone && state === 'ATTENDED' && !leftQuickly).length;
  // Who used the quick exit takes no room, but stands in the list.
  const left = conversations.filter(({ isSupervised, isGone, state, leftQuickly }) => !isSupervised && !isGone && state === 'ATTENDED' && leftQuickly).length;
  const next = chats.next.find();
  const nameOf = (code: string): string => ((session?.states.length ?? 0) > 1 ? (session?.states.find((one) => one.code === code)?.name ?? code) : '');
  return (
    <nav className="chat-queue" aria-label={texts.chats}>
      <section className="chat-mines" aria-label={texts.mine}>
        <div className="chat-list-title">
          <h2>{texts.mine}</h2>
          {most > 0 && <span className="desk-soft">{texts.of(mine, most, left)}</span>}
        </div>
        {conversations.length === 0 && <p className="desk-soft">{texts.noneMine}</p>}
        <ol>
          {conversations.map((one) => (
            <li key={one.id}>
              <Mine
                one={one}
                number={state.numbers.get(one.id) ?? 0}
                now={now}
                state={state}
                isNext={one === next?.one}
                isSelected={one.id === selected && !isBoard}
                stateName={nameOf(one.tenant)}
                onSelect={() => {
                  chats.select(one.id);
                  onBoard(false);
                }}
              />
            </li>
          ))}
        </ol>
      </section>
      <section className="chat-waits" aria-label={texts.queue}>
        <div className="chat-list-title">
          <h2>{texts.queue} {waiting.length > 0 && <span className="desk-soft">{waiting.length}</span>}</h2>
          <Button className="is-quiet" aria-pressed={isMuted} onPress={() => chats.mute(!isMuted)}>{isMuted ? texts.unmute : texts.mute} <kbd>U</kbd></Button>
        </div>
        {waiting.length === 0 && <p className="desk-soft">{texts.nobodyWaits}</p>}
        <ol>
          {waiting.map((one, place) => (
            <li key={one.id} className={one.offeredToMe ? 'chat-waiting is-mine' : 'chat-waiting'}>
              <Facts one={one} now={now} stateName={nameOf(one.state)} />
              {(one.offeredToMe || place === 0 || one === next?.one) && (
                <Button
                  className={one.offeredToMe ? 'is-primary' : ''}
                  onPress={() => {
                    onBoard(false);
                    void chats.accept(one.id);
                  }}
                >
                  {texts.take} {one === next?.one && <kbd>F2</kbd>}
                </Button>
              )}
            </li>
          ))}
        </ol>
        {chats.drafts.strayNotes().map(([id, text]) => (
          <div key={id} className="chat-note">
            <p className="desk-soft">{texts.strayNote}</p>
            <p className="chat-words"><bdi>{text}</bdi></p>
            <Button className="is-quiet" onPress={() => chats.drafts.dropNote(id)}>{texts.remove}</Button>
          </div>
        ))}
        {session?.operator.isSupervisor && (
          <Button className="is-quiet chat-board-button" aria-pressed={isBoard} onPress={() => onBoard(!isBoard)}>{texts.board} <kbd>B</kbd></Button>
        )}
      </section>
    </nav>
  );
}

function Facts({ one, now, stateName }: { one: Waiting; now: number; stateName: string }) {
  const [, { bundle }] = useDesk();
  const topic = one.topicKey ? bundle?.items.get(one.topicKey)?.title : undefined;
  return (
    <div>
      {one.offeredToMe && <p className="desk-soft">{texts.forYou}</p>}
      {(one.isInDanger || one.isUnsure) && <p><b><Safety one={one} /></b></p>}
      <p><b>{one.role ? ROLES[one.role].short : texts.roleUnknown}</b> <span className="chat-wait">{lasting(now - Date.parse(one.waitingSince))}</span></p>
      {(topic || stateName) && <p className="desk-soft">{[stateName, topic].filter(Boolean).join(' · ')}</p>}
    </div>
  );
}

function Mine({ one, number, now, state, isNext, isSelected, stateName, onSelect }: {
  one: Kept;
  number: number;
  now: number;
  state: ChatState;
  /** Whether F2 leads to it. */
  isNext: boolean;
  isSelected: boolean;
  stateName: string;
  onSelect: () => void;
}) {
  const thread = state.threads.get(one.id);
  const unread = unreadOf(thread);
  const [, { session }] = useDesk();
  const role = (state.runs.get(one.id)?.role ?? one.role) || null;
  return (
    <Button className={isSelected ? 'chat-mine is-selected' : 'chat-mine'} aria-current={isSelected ? 'true' : undefined} onPress={onSelect}>
      {number > 0 && number <= 9 && <kbd>Alt {number}</kbd>}
      <span className="chat-mine-words">
        <span className="chat-mine-name">
          <b>{role ? ROLES[role].short : texts.roleUnknown}</b>
          {stateName && <span className="desk-soft">{stateName}</span>}
          {!one.isGone && <Safety one={one} />}
          {isNext && <kbd>F2</kbd>}
        </span>
        <span className="desk-soft chat-snippet">{snippetOf(one, thread, state.typing.has(one.id), session?.operator.name ?? '')}</span>
        {!one.isGone && isNearlyLost(one, now || clock.now())
          ? <span className="is-caution">{texts.nearlyLostShort}</span>
          : <span className="desk-soft">{waitOf(one, thread, now)}</span>}
      </span>
      {unread > 0 && <b className="chat-unread"><span aria-hidden="true">{unread}</span><span className="desk-unseen">{texts.newMessages(unread)}</span></b>}
    </Button>
  );
}

/** What is known of whether somebody is safe; nothing: they said that they are. */
export function Safety({ one }: { one: Pick<Waiting, 'isInDanger' | 'isUnsure'> }) {
  if (one.isInDanger) return <span className="is-danger">▲ {texts.inDanger}</span>;
  return one.isUnsure ? <span className="is-caution">{texts.unsure}</span> : null;
}

function snippetOf(one: Kept, thread: Thread | undefined, isTyping: boolean, ownName: string): string {
  if (one.state === 'ENDED') return one.hasToBeRegistered ? texts.toRegister : texts.ended;
  if (one.isGone) return texts.gone;
  if (hasLeft(one, thread)) return texts.leftPage;
  if (isTyping) return texts.typing;
  const last = lastSaid(thread);
  if (!last) return texts.nothingYet;
  const words = last.text ?? last.card?.title ?? texts.removed;
  if (last.author === 'VISITOR') return words;
  return `${last.isAutomatic ? texts.automatic : last.author === 'SYSTEM' ? texts.system : writerOf(last, ownName)}: ${words}`;
}

/** Who of the desk wrote a message: others are named. */
function writerOf({ authorName }: Message, ownName: string): string {
  return !authorName || `${ownName} `.startsWith(`${authorName} `) ? texts.you : authorName;
}

function waitOf(one: Kept, thread: Thread | undefined, now: number): string {
  if (one.isGone || one.state === 'ENDED') return '';
  if (one.isSupervised) return texts.accompanied;
  const since = unansweredSince(thread);
  return since === null ? '' : texts.unanswered(lasting((now || clock.now()) - since));
}
