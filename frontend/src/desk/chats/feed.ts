/**
 * The live feed of the realtime process: it only shows. Where there is none, the desk asks every few seconds instead.
 *
 * Whoever was cut off comes back after a while that is never the same for all desks.
 */
import { waitAfter } from '../retrying.ts';

export type Frame = { type: string } & Record<string, unknown>;

/** How often it says that the operator is there: the leases of their conversations last three times as long. */
const PING_SECONDS = 8;
/** A line that is not open after so long, or says nothing for so long after a ping, is dead: a frozen process accepts, and says nothing. */
const OPEN_SECONDS = 10;
const SILENT_SECONDS = 12;
/** The wait no longer doubles after so many tries: nobody comes back later than some 15 s. */
const MOST_DOUBLED = 4;

export class Feed {
  isLive = false;
  #socket: WebSocket | null = null;
  #tries = 0;
  #isStopped = true;
  #timer = 0;
  #retry = 0;
  /** When the line is taken for dead; 0: nothing is awaited. */
  #deadline = 0;
  #url: string;
  #on: { frame: (frame: Frame) => void; live: (isLive: boolean) => void };

  constructor(url: string, on: { frame: (frame: Frame) => void; live: (isLive: boolean) => void }) {
    this.#url = url;
    this.#on = on;
  }

  start(): void {
    if (!this.#isStopped) return;
    this.#isStopped = false;
    this.#open();
    this.#timer = window.setInterval(() => this.#ping(), PING_SECONDS * 1000);
  }

  stop(): void {
    this.#isStopped = true;
    window.clearInterval(this.#timer);
    window.clearTimeout(this.#retry);
    this.#drop();
  }

  /** The network is back, or somebody looks again: try at once, or see at once whether the line still stands. */
  wake(): void {
    if (this.#isStopped) return;
    if (this.#socket) return this.#ping();
    window.clearTimeout(this.#retry);
    this.#open();
  }

  send(frame: Frame): boolean {
    if (!this.isLive || this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(frame));
    return true;
  }

  #open(): void {
    let socket: WebSocket;
    try {
      socket = new WebSocket(this.#url);
    } catch {
      return this.#later();
    }
    this.#socket = socket;
    this.#expect(OPEN_SECONDS);
    socket.onopen = () => this.#heard(socket);
    socket.onmessage = ({ data }) => {
      if (socket !== this.#socket) return;
      this.#heard(socket);
      let frame: Frame;
      try {
        frame = JSON.parse(String(data)) as Frame;
      } catch {
        return;
      }
      this.#tries = 0;
      if (frame.type === 'bye') return this.#drop();
      if (!this.isLive) {
        this.isLive = true;
        this.#on.live(true);
      }
      this.#on.frame(frame);
    };
    socket.onclose = () => this.#closed(socket);
    socket.onerror = () => socket.close();
  }

  #heard(socket: WebSocket): void {
    if (socket !== this.#socket) return;
    window.clearTimeout(this.#deadline);
    this.#deadline = 0;
  }

  /** Something must come of the line by then. */
  #expect(seconds: number): void {
    this.#deadline ||= window.setTimeout(() => this.#drop(), seconds * 1000);
  }

  /** Give up the line, without waiting until its other side says that it is closed: a frozen one never does. */
  #drop(): void {
    const socket = this.#socket;
    socket?.close();
    this.#closed(socket);
  }

  #closed(socket: WebSocket | null): void {
    if (socket !== this.#socket) return;
    window.clearTimeout(this.#deadline);
    this.#deadline = 0;
    this.#socket = null;
    if (this.isLive) {
      this.isLive = false;
      this.#on.live(false);
    }
    if (!this.#isStopped) this.#later();
  }

  #later(): void {
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#open(), waitAfter(Math.min(this.#tries++, MOST_DOUBLED)));
  }

  #ping(): void {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    socket.send(JSON.stringify({ type: 'ping' }));
    this.#expect(SILENT_SECONDS);
  }
}

/** The feed's address as a browser opens it; behind a proxy it is a path on the desk's own host. */
export function feedUrl(address: string, here: string = window.location.href): string {
  const url = new URL(address, here);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
