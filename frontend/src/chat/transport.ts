/**
 * A connection that comes back by itself: by WebSocket where that works, else by server-sent events, else by long
 * polling; after a loss soon, then more and more seldom, and never all at once. It says what it is doing.
 */
import type { ClientFrame, Hello, ServerFrame } from './frames.ts';
import type { Line, LineKind, Opener } from './lines.ts';
import { waitAfter, type Timing } from './waits.ts';

export type Status = 'connecting' | 'connected' | 'lost';

export interface ConnectionCalls {
  hello(): Hello;
  receive(frame: ServerFrame): void;
  changed(status: Status): void;
}

const KINDS: readonly LineKind[] = ['socket', 'events', 'poll'];
/** By then a line has said welcome, or another kind is tried: proxies that do not know WebSockets often just say nothing. */
const WELCOME_MS: Record<LineKind, number> = { socket: 5_000, events: 8_000, poll: 12_000 };
/**
 * Without a sign of life for so long a line is dead: a socket's from a ping on; of a stream and of polling the server
 * gives one every 15 s by itself. So nobody writes to a frozen process, or through a dead network, for more than 25 s.
 */
const SILENCE_MS: Record<LineKind, number> = { socket: 8_000, events: 23_000, poll: 23_000 };
const PING_MS = 15_000;
/** Whoever came by a lesser way tries the better one after so long. */
const BETTER_MS = { known: 60_000, unknown: 600_000 };
/** A line that breaks sooner counts as a failed try. */
const SHORT_MS = 5_000;

export class Connection {
  readonly #openers: Record<LineKind, Opener>;
  readonly #calls: ConnectionCalls;
  readonly #timing: Timing;
  #line: Line | null = null;
  #kind: LineKind = 'socket';
  #working: LineKind = 'socket';
  #hadSocket = false;
  #tries = 0;
  #failed = 0;
  #openedAt = 0;
  #restMs = 0;
  #status: Status = 'connecting';
  #isStopped = true;
  #timers = new Map<'welcome' | 'retry' | 'ping' | 'silence' | 'better', () => void>();

  constructor(openers: Record<LineKind, Opener>, calls: ConnectionCalls, timing: Timing) {
    this.#openers = openers;
    this.#calls = calls;
    this.#timing = timing;
  }

  get kind(): LineKind {
    return this.#kind;
  }

  get isConnected(): boolean {
    return this.#status === 'connected';
  }

  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#open(this.#working);
  }

  stop(): void {
    this.#isStopped = true;
    this.#drop();
  }

  /** False: there is no line. */
  send(frame: ClientFrame): boolean {
    return this.isConnected && this.#line !== null && this.#line.send(frame);
  }

  /** Something is missing: ask for it. */
  again(): void {
    this.#line?.again();
  }

  /** The browser says that the network is there, or that somebody looks again: do not wait any longer. */
  wake(): void {
    if (this.#isStopped) return;
    if (this.isConnected) this.#ping();
    else if (this.#timers.has('retry')) this.#open(this.#working);
  }

  /** The browser says that there is no network: it need not be found out. */
  sleep(): void {
    if (!this.#isStopped && this.isConnected) this.#lost();
  }

  #open(kind: LineKind): void {
    this.#drop();
    this.#kind = kind;
    let isMine = true;
    const line = this.#openers[kind]({
      hello: () => this.#calls.hello(),
      isAlive: () => { if (isMine) this.#heard(); },
      receive: (frame) => { if (isMine) this.#receive(frame); },
      lost: () => {
        if (isMine && this.#line === line) this.#lost();
        isMine = false;
      },
    });
    this.#line = line;
    this.#later('welcome', WELCOME_MS[kind], () => this.#lost());
  }

  #receive(frame: ServerFrame): void {
    if (frame.type === 'welcome' && !this.isConnected) {
      this.#cancel('welcome');
      this.#openedAt = this.#timing.now();
      this.#failed = 0;
      this.#working = this.#kind;
      this.#hadSocket ||= this.#kind === 'socket';
      this.#say('connected');
      this.#heard();
      if (this.#kind !== 'socket') {
        const wait = this.#hadSocket ? BETTER_MS.known : BETTER_MS.unknown;
        this.#later('better', wait * (0.75 + this.#timing.chance() / 2), () => this.#open('socket'));
      }
    }
    // A server that is restarted says to each of its clients when to come back.
    if (frame.type === 'bye') this.#restMs = (frame.retryAfter ?? 0) * 1000;
    this.#calls.receive(frame);
  }

  #heard(): void {
    if (!this.isConnected) return;
    if (this.#kind === 'socket') this.#cancel('silence');
    else this.#later('silence', SILENCE_MS[this.#kind], () => this.#lost());
    // Whatever comes from the server: it hears of this page all the same, or takes the person out of the queue.
    if (this.#kind !== 'poll' && !this.#timers.has('ping')) this.#later('ping', PING_MS, () => this.#ping());
  }

  #ping(): void {
    this.#line?.send({ type: 'ping' });
    if (this.#kind !== 'poll') this.#later('ping', PING_MS, () => this.#ping());
    if (this.#kind === 'socket' || !this.#timers.has('silence')) this.#later('silence', SILENCE_MS[this.#kind], () => this.#lost());
  }

  #lost(): void {
    const wasConnected = this.isConnected;
    const lasted = this.#timing.now() - this.#openedAt;
    this.#drop();
    if (this.#isStopped) return;
    if (wasConnected) {
      this.#say('lost');
      this.#tries = lasted < SHORT_MS ? this.#tries + 1 : 0;
      this.#retry(this.#working);
      return;
    }
    this.#failed += 1;
    if (this.#failed < KINDS.length) {
      this.#open(KINDS[(KINDS.indexOf(this.#kind) + 1) % KINDS.length]!);
    } else {
      this.#failed = 0;
      this.#tries += 1;
      this.#say('lost');
      this.#retry(this.#hadSocket ? 'socket' : this.#working);
    }
  }

  #retry(kind: LineKind): void {
    this.#working = kind;
    this.#later('retry', this.#restMs + waitAfter(this.#tries, this.#timing.chance()), () => this.#open(kind));
    this.#restMs = 0;
  }

  #say(status: Status): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#calls.changed(status);
  }

  #drop(): void {
    for (const name of [...this.#timers.keys()]) this.#cancel(name);
    const line = this.#line;
    this.#line = null;
    line?.close();
    if (this.#status === 'connected') this.#status = 'connecting';
  }

  #later(name: 'welcome' | 'retry' | 'ping' | 'silence' | 'better', milliseconds: number, act: () => void): void {
    this.#cancel(name);
    this.#timers.set(name, this.#timing.after(milliseconds, () => {
      this.#timers.delete(name);
      act();
    }));
  }

  #cancel(name: 'welcome' | 'retry' | 'ping' | 'silence' | 'better'): void {
    this.#timers.get(name)?.();
    this.#timers.delete(name);
  }
}
