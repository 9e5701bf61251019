/** Of somebody in danger: to ask where they are, and to record that the operator called the emergency number for them. */
import * as clock from '../clock.ts';
import type { Desk } from '../desk.ts';
import { uuid7 } from '../uuid.ts';
import { HOME_ZONE } from '../zones.ts';
import type { Chats } from './chats.ts';
import type { Conversation, Note } from './data.ts';
import { askLocation, sayEmergencyCalled, sayEmergencyNotCalled, texts } from './texts.ts';
import { emergencyCallOf, EMPTY, hasLeft, isLocationAsked, saidOfCall } from './thread.ts';
import { timeAt } from './times.ts';

export class Emergency {
  /** What was typed of where somebody is and not kept. */
  readonly locationDrafts = new Map<string, string>();
  #desk: Desk;
  #chats: Chats;

  constructor(desk: Desk, chats: Chats) {
    this.#desk = desk;
    this.#chats = chats;
  }

  /** Ask somebody in danger where they are, in the prepared words; once more only if it is asked for once more. */
  askLocation(id: string): void {
    const found = this.#chats.store.conversation(id);
    if (!found) return;
    const number = this.#desk.emergencyNumber(found.tenant);
    const text = askLocation(found.language, number, found.dangerWords === 'SUICIDE');
    const isGoing = this.#chats.sending.of(id).some(({ content }) => 'text' in content && content.text === text);
    if ((isGoing || isLocationAsked(this.#chats.state.threads.get(id) ?? EMPTY, number)) && !this.#chats.sending.isAskedAgain(`${id}/location`, texts.askedTwice)) return;
    this.#chats.sending.send(id, { text });
  }

  /**
   * Record that the operator has called the emergency number for somebody, or take that back; what may be said to them of it stands where
   * the operator writes, and goes only once they send it. Where the record is no longer theirs to write, it stays as a note that was not kept.
   */
  async recordCall(id: string, isCalled: boolean): Promise<boolean> {
    const found = this.#chats.store.conversation(id);
    if (!found) return false;
    const number = this.#desk.emergencyNumber(found.tenant);
    const [called, notCalled] = [sayEmergencyCalled(found.language, number), sayEmergencyNotCalled(found.language, number)];
    const call = emergencyCallOf(found.notes);
    if (isCalled && call) {
      this.#desk.say(texts.emergencyCallKnown);
      return false;
    }
    const isSaid = !isCalled && this.saidOfCall(found).length > 0;
    const at = new Date(clock.now()).toISOString();
    if (!(await this.#chats.act(id, 'emergency-call', { isCalled }))) {
      if (isCalled) await this.#keepCall(id, number, at);
      return false;
    }
    const isTheirs = this.#chats.store.isTheirs(id);
    // Of what is theirs no longer, the server says no more: it stands there as they recorded it.
    if (!isTheirs) this.#chats.store.changeNotes(id, (notes) => withEmergencyCall(notes, isCalled, at));
    const draft = [called, notCalled].reduce((left, sentence) => left.replace(sentence, '').trim(), this.#chats.drafts.message(id));
    const mayBeOffered = isTheirs && !hasLeft(found, this.#chats.state.threads.get(id));
    const offered = !mayBeOffered ? '' : isCalled ? called : isSaid ? notCalled : '';
    if ([draft, offered].filter(Boolean).join('\n') !== this.#chats.drafts.message(id)) this.#chats.offer(id, draft, offered);
    this.#desk.say(isCalled ? (offered ? texts.emergencyCallNotice(number) : texts.emergencyCallNoted(number)) : offered ? texts.emergencyCallUndoneSaid(number) : texts.emergencyCallUndone(number));
    return true;
  }

  /** What the person was written of the emergency number since it was recorded as called, also what is on its way. */
  saidOfCall(found: Conversation): { text: string; sentAt: string; isRead: boolean }[] {
    const call = emergencyCallOf(found.notes);
    if (!call) return [];
    const thread = this.#chats.state.threads.get(found.id) ?? EMPTY;
    const number = this.#desk.emergencyNumber(found.tenant);
    const sent = saidOfCall(thread, call, number).map(({ text, sentAt, seq }) => ({ text: text ?? '', sentAt, isRead: seq <= thread.readSeq }));
    const going = this.#chats.sending.of(found.id).flatMap(({ content, refused, writtenAt }) => (!refused && 'text' in content && content.text === sayEmergencyCalled(found.language, number)
      ? [{ text: content.text, sentAt: new Date(writtenAt).toISOString(), isRead: false }] : []));
    return [...sent, ...going.filter(({ text }) => !sent.some((one) => one.text === text))];
  }

  /** Keep that the operator called beside a conversation that another one has; only where it is known to be theirs no more. */
  async #keepCall(id: string, number: string, at: string): Promise<void> {
    await this.#chats.ask();
    const found = this.#chats.store.conversation(id);
    if (found && this.#chats.store.isTheirs(id)) return;
    const zone = found && this.#desk.stateOf(found.tenant)?.timeZone;
    this.#chats.writeNote(id, [this.#chats.drafts.note(id).trim(), `${texts.calledEmergency(number)}, ${timeAt(at, zone ?? HOME_ZONE)}`].filter(Boolean).join('\n'));
    this.#desk.say(texts.emergencyCallLost);
  }
}

/** Notes with what an operator recorded of an emergency call, or took back. */
function withEmergencyCall(notes: readonly Note[], isCalled: boolean, at: string): Note[] {
  if (isCalled) return [...notes, { id: uuid7(clock.now()), kind: 'EMERGENCY_CALL', authorName: '', text: '', writtenAt: at }];
  const call = emergencyCallOf(notes);
  return notes.map((note) => (note === call ? { ...note, withdrawnAt: at } : note));
}
