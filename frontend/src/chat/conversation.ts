/** One conversation in one page: what the server says goes to the view, what somebody does goes to the server. */
import * as clock from '../desk/clock.ts';
import { Commands, type Asked } from './commands.ts';
import type { Refusal, ServerFrame, ShownConversation } from './frames.ts';
import type { Opener, LineKind } from './lines.ts';
import { Outbox, writtenAgo, type Written } from './outbox.ts';
import type { Held, Session } from './session.ts';
import { Thread } from './thread.ts';
import { Connection, type Status } from './transport.ts';
import { View, type ViewOptions } from './view.ts';
import type { Words } from './spanish.ts';
import type { Timing } from './waits.ts';

/** A connection that comes back sooner is not worth a word. */
const QUIET_MS = 1_500;
const BACK_SHOWN_MS = 4_000;
const TYPING_PAUSE_MS = 3_000;
/** By then the desk of whoever comes follows the conversation. */
const READ_AGAIN_MS = 3_000;
const LATER = new Set(['TOO_MANY', 'UNAVAILABLE']);

export interface ConversationOptions {
  main: HTMLElement;
  held: Held;
  session: Session;
  openers: Record<LineKind, Opener>;
  timing: Timing;
  view: Omit<ViewOptions, 'draft' | 'isKept' | 'readUpTo' | 'erasesOnExit'>;
  summary(keys: string[]): Promise<string>;
  /** Whether somebody can see the page. */
  isSeen(): boolean;
  /** Something new is there, and nobody sees it. */
  unseen(): void;
  /** The page is opened on which a call is asked for that belongs to the conversation. */
  askCall(): void;
  /** The page is opened on which another hour of the promised call is asked for. */
  moveCall(): void;
  /** Nobody calls any more: pages that promise it are not true. */
  calledOff(): void;
  /** The person has left by the quick exit in another page of theirs: this one goes, too. */
  left(): void;
  /** Another one is to begin; `isGone`: because this one is not there any more. */
  leave(isGone: boolean): void;
}

export class Conversation {
  readonly #options: ConversationOptions;
  readonly #words: Words;
  readonly #thread = new Thread();
  readonly #connection: Connection;
  readonly #outbox: Outbox;
  readonly #view: View;
  readonly #commands: Commands;
  #shown: ShownConversation | null = null;
  #isFirst = true;
  #isAsking = false;
  #typedAt = 0;
  #readSeq = 0;
  #callOffLine: (() => void) | null = null;
  #callOffUndone: (() => void) | null = null;
  #isOver = false;
  #isLostSaid = false;
  /** Since when there is no connection; 0: there has been none yet. */
  #lostAt = 0;
  #wasConnected = false;

  constructor(options: ConversationOptions) {
    const { session, timing, held } = options;
    this.#options = options;
    this.#words = options.view.place.words;
    const { draft, isKept, readUpTo, erasesOnExit } = session;
    this.#view = new View(options.main, { ...options.view, draft, isKept, readUpTo, erasesOnExit }, {
      write: (text) => this.#view.pending(this.#outbox.add(text), this.#connection.isConnected),
      typed: (draft) => this.#typed(draft),
      stay: () => this.#ask({ type: 'stay' }),
      end: () => this.#ask({ type: 'end' }),
      erase: () => this.#ask({ type: 'erase' }),
      eraseOnExit: (erases) => { session.erasesOnExit = erases; },
      askCall: options.askCall,
      moveCall: options.moveCall,
      cancelCall: () => this.#ask({ type: 'cancelCall' }),
      rate: (rating) => this.#ask({ type: 'rate', rating }),
      again: () => this.#leave(),
      summary: options.summary,
    }, clock.now());
    const kept = session.waiting;
    this.#outbox = new Outbox({
      // What is to be erased is not sent before.
      send: ({ clientId, text, at }) => !this.#commands.has('erase') && this.#connection.send({ type: 'message', clientId, text, ...writtenAgo(at, timing.now()) }),
      keep: (waiting) => { session.waiting = waiting; },
    }, timing, kept);
    this.#commands = new Commands({
      send: (command) => this.#connection.send(command),
      keep: (commands) => { session.commands = commands; },
    }, timing, session.commands);
    this.#connection = new Connection(options.openers, {
      hello: () => ({ type: 'hello', conversation: held.conversation, secret: held.secret, after: this.#thread.last }),
      receive: (frame) => this.#receive(frame),
      changed: (status) => this.#changed(status),
    }, timing);
    for (const written of kept) this.#view.pending(written, false);
    this.#view.line(this.#words.connecting);
    this.#sayUndone();
    this.#connection.start();
    this.#everySecond();
  }

  get held(): Held {
    return this.#options.held;
  }

  /** By which way it is connected: for tests, and for whoever looks for a fault. */
  get transport(): LineKind {
    return this.#connection.kind;
  }

  /** The browser says that somebody looks at the page again, or that there is a network. */
  wake(): void {
    this.#connection.wake();
    this.#markRead();
  }

  sleep(): void {
    this.#connection.sleep();
  }

  focus(): void {
    this.#view.focus();
  }

  /** Nothing of it is left on the page, and nothing goes on. */
  stop(): void {
    this.#isOver = true;
    this.#callOffLine?.();
    this.#callOffUndone?.();
    this.#connection.stop();
    this.#outbox.close();
    this.#commands.close();
    this.#view.remove();
  }

  #receive(frame: ServerFrame): void {
    // The clock of whoever writes may be wrong: calls, waits and hours go by the server's.
    if ((frame.type === 'welcome' || frame.type === 'pong') && frame.serverTime) clock.setByServer(frame.serverTime);
    const now = clock.now();
    switch (frame.type) {
      case 'welcome':
        this.#isAsking = false;
        this.#take(frame.messages);
        this.#state(frame.conversation);
        if (this.#isFirst) {
          this.#isFirst = false;
          this.#view.focus();
        }
        this.#commands.connected();
        return;
      case 'messages':
        this.#take(frame.messages);
        return;
      case 'ack':
        this.#view.stored(frame.clientId, frame.seq, frame.sentAt, now);
        if (!this.#thread.stored(frame.seq)) this.#askAgain();
        this.#outbox.stored(frame.clientId);
        return;
      case 'state':
        this.#state(frame.conversation);
        return;
      case 'typing':
        if (frame.author !== 'VISITOR') this.#view.typing(this.#nameOf(frame.author), now);
        return;
      case 'read':
        this.#options.session.readUpTo = this.#view.read(frame.seq);
        return;
      case 'refused':
        this.#refused(frame);
        return;
      case 'bye':
        if (frame.reason === 'exit') this.#options.left();
        return;
      default:
    }
  }

  #take(messages: Extract<ServerFrame, { type: 'messages' }>['messages']): void {
    const { fresh, hasGap } = this.#thread.take(messages);
    if (fresh.length && !hasGap) this.#isAsking = false;
    this.#view.append(fresh, clock.now(), this.#isFirst);
    if (!this.#isFirst && !this.#options.isSeen() && fresh.some(({ author }) => author !== 'VISITOR')) this.#options.unseen();
    for (const message of fresh) this.#outbox.stored(message.clientId);
    if (hasGap) this.#askAgain();
    this.#markRead();
  }

  #state(shown: ShownConversation): void {
    if (this.#shown && shown.version < this.#shown.version) return;
    // Whoever comes to answer has not heard what was read before.
    if (shown.operatorName && shown.operatorName !== this.#shown?.operatorName) this.#markReadAgain();
    if (this.#shown?.callStartsAt && !shown.callStartsAt) this.#options.calledOff();
    this.#shown = shown;
    if (shown.state === 'ENDED') {
      this.#options.session.end();
      this.#view.abandon(this.#outbox.close());
    }
    this.#commands.answered(shown);
    this.#view.show(shown, clock.now());
    this.#sayUndone();
    // Whoever erases leaves nothing in this browser either.
    if (shown.isErased || shown.endReason === 'ERASED') this.#options.session.clear();
  }

  #changed(status: Status): void {
    const isConnected = status === 'connected';
    this.#isAsking = false;
    this.#view.connected(isConnected);
    this.#callOffLine?.();
    const { timing } = this.#options;
    if (isConnected) {
      const wasSaid = this.#isLostSaid;
      this.#isLostSaid = false;
      this.#lostAt = 0;
      this.#wasConnected = true;
      this.#view.lost(null);
      this.#view.line(wasSaid ? this.#words.back : '');
      this.#callOffLine = timing.after(BACK_SHOWN_MS, () => this.#view.line(''));
      this.#outbox.connected();
    } else {
      this.#outbox.disconnected();
      this.#commands.disconnected();
      this.#sayUndone();
      if (this.#wasConnected) this.#lostAt ||= clock.now();
      this.#callOffLine = timing.after(QUIET_MS, () => {
        this.#isLostSaid = true;
        this.#view.line('');
        if (this.#shown?.state !== 'ENDED') this.#view.lost(this.#lostAt);
      });
    }
  }

  #refused(refusal: Refusal): void {
    const { clientId, code, message } = refusal;
    if (clientId && LATER.has(code)) {
      const seconds = refusal.retryAfter ?? 2;
      if (!this.#commands.postponed(clientId, seconds)) this.#outbox.postponed(clientId, seconds);
      return;
    }
    if (clientId && this.#commands.refused(clientId)) {
      this.#sayUndone();
    } else if (clientId) {
      const written = this.#outbox.refused(clientId);
      if (written) this.#view.giveBack(written, message);
      return;
    }
    if (code === 'NOT_FOUND') {
      this.#leave(true);
    } else if (!LATER.has(code)) {
      this.#view.line(message, true);
    }
  }

  #ask(asked: Asked): void {
    this.#commands.add(asked);
    this.#sayUndone();
  }

  /** Say what was asked for and is not done: at once where there is no connection, else where no answer comes soon. */
  #sayUndone(): void {
    this.#callOffUndone?.();
    const say = () => this.#view.undone(this.#commands.waiting.map(({ type }) => type));
    if (!this.#commands.waiting.length || !this.#connection?.isConnected) say();
    else this.#callOffUndone = this.#options.timing.after(QUIET_MS, say);
  }

  /** Something is missing: ask for it, once until it comes or the line breaks. */
  #askAgain(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    this.#connection.again();
  }

  #typed(draft: string): void {
    const { session, timing } = this.#options;
    session.draft = draft;
    const now = timing.now();
    if (!draft || Math.abs(now - this.#typedAt) < TYPING_PAUSE_MS) return;
    this.#typedAt = now;
    this.#connection.send({ type: 'typing' });
  }

  #markRead(): void {
    const { last } = this.#thread;
    if (!this.#options.isSeen() || last <= this.#readSeq) return;
    if (this.#connection.send({ type: 'read', seq: last })) this.#readSeq = last;
  }

  #markReadAgain(): void {
    this.#options.timing.after(READ_AGAIN_MS, () => {
      if (this.#isOver) return;
      this.#readSeq = 0;
      this.#markRead();
    });
  }

  #nameOf(author: string): string {
    return (author === 'SUPERVISOR' ? this.#shown?.supervisorName : this.#shown?.operatorName) ?? '';
  }

  #everySecond(): void {
    this.#options.timing.after(1_000, () => {
      if (this.#isOver) return;
      this.#view.tick(clock.now());
      this.#everySecond();
    });
  }

  #leave(isGone = false): void {
    const { session, leave } = this.#options;
    // Who begins another one forgets this one, which nobody would erase then.
    if (!isGone && this.#commands.has('erase')) return this.#view.line(this.#words.eraseFirst, true);
    const unsent = [...this.#outbox.waiting.map(({ text }) => text), session.draft].filter(Boolean).join('\n');
    this.stop();
    session.clear();
    // What was not sent stands in the form with which the next one begins.
    if (isGone) session.draft = unsent;
    leave(isGone);
  }
}
