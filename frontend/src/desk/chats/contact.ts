/** A conversation as the parts of the desk see it that a call has, too: script, search, offices. */
import { firstDangerAnswer, type Act } from '../call.ts';
import { helpedOf } from '../content.ts';
import type { Office, Script } from '../data.ts';
import type { Desk, Unsaid } from '../desk.ts';
import { isUncertain } from '../offices.ts';
import type { Contact, ContactState } from '../useDesk.ts';
import type { Chats } from './chats.ts';
import { texts } from './texts.ts';

export class ChatContact implements Contact {
  #desk: Desk;
  #chats: Chats;
  #id: string;
  #known: { desk: unknown; chats: unknown; found: unknown; state: ContactState } | null = null;

  constructor(desk: Desk, chats: Chats, id: string) {
    this.#desk = desk;
    this.#chats = chats;
    this.#id = id;
  }

  subscribe = (listener: () => void): (() => void) => {
    const [fromDesk, fromChats] = [this.#desk.subscribe(listener), this.#chats.subscribe(listener)];
    return () => {
      fromDesk();
      fromChats();
    };
  };

  get = (): ContactState => {
    const [desk, found, runs] = [this.#desk.state, this.#chats.store.conversation(this.#id), this.#chats.state.runs];
    const chats = runs.get(this.#id);
    if (this.#known?.desk !== desk || this.#known.chats !== chats || this.#known.found !== found) {
      const { session, bundle, isReachable, code } = desk;
      this.#known = { desk, chats, found, state: { session, bundle, isReachable, code: found?.tenant ?? code, call: found && this.#chats.runs.of(found), isClosed: !found || found.isGone || found.state === 'ENDED' } };
    }
    return this.#known.state;
  };

  /** An office to which somebody is referred is sent to them. */
  act = (given: Unsaid<Act>): void => {
    if (given.type === 'refer') {
      const { key, name } = given.referral;
      const office = this.#desk.state.bundle?.items.get(key) as Office | undefined;
      const title = office?.title ?? name;
      if (office && isUncertain(office) && !this.#chats.sending.isAskedAgain(`${this.#id}/office/${key}`, texts.officeUncertain(title))) return;
      if (!this.#chats.sending.sendCard(this.#id, { kind: 'office', key }, { title, text: '' })) return;
    }
    this.#chats.runs.act(this.#id, given);
  };

  takeScript = (script: Script, isDangerSaid = false): void => {
    this.act({ type: 'script', pinned: this.#desk.pin(script) });
    const { call } = this.get();
    const answer = call && isDangerSaid && firstDangerAnswer(call, this.emergencyNumber());
    if (answer) this.act({ type: 'answer', answer });
  };
  search: Contact['search'] = (query, near) => this.#desk.search(query, near, helpedOf(this.get().call));
  ask: Contact['ask'] = (path, body) => this.#desk.ask(path, body);
  say = (notice: string): void => this.#desk.say(notice);
  stateOf: Contact['stateOf'] = (code) => this.#desk.stateOf(code);
  emergencyNumber: Contact['emergencyNumber'] = (code = this.get().code) => this.#desk.emergencyNumber(code);
  newId = (): string => this.#desk.newId();
  /** A call that is promised is part of the conversation. */
  send: Contact['send'] = (kind, path, body, name) => {
    if (kind === 'callBack') void this.#chats.act(this.#id, 'hand-over', { phone: body });
    else this.#desk.send(kind, path, body, name);
  };
}
