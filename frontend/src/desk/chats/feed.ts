/**
 * The live feed of the realtime process: it only shows. Where there is none, the desk asks every few seconds instead.
 *
 * Whoever was cut off comes back after a while that is never the same for all desks.
 */
import { waitAfter } from '../retrying.ts';

export type Frame = { type: string } & Record<string, unknown>;

/** How often it says that the operator is there: the leases of their conversations last three times as long. */
const PING_SECONDS = 8;
/** Without a word of the server for so long, the line is taken for dead. */
const SILENT_SECONDS = 20;

export class Feed {
  isLive = false;
  #socket: WebSocket | null = null;
  #tries = 0;
  #isStopped = true;
  #timer = 0;
  #retry = 0;
  #heardAt = 0;
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
    this.#socket?.close();
    this.#closed(this.#socket);
  }

  /** Try at once: the network is back. */
  wake(): void {
    if (this.#isStopped || this.#socket) return;
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
    socket.onopen = () => {
      this.#heardAt = performance.now();
    };
    socket.onmessage = ({ data }) => {
      this.#heardAt = performance.now();
      let frame: Frame;
      try {
        frame = JSON.parse(String(data)) as Frame;
      } catch {
        return;
      }
      this.#tries = 0;
      if (frame.type === 'bye') return socket.close();
      if (!this.isLive) {
        this.isLive = true;
        this.#on.live(true);
      }
      this.#on.frame(frame);
    };
    socket.onclose = () => this.#closed(socket);
    socket.onerror = () => socket.close();
  }

  #closed(socket: WebSocket | null): void {
    if (socket !== this.#socket) return;
    this.#socket = null;
    if (this.isLive) {
      this.isLive = false;
      this.#on.live(false);
    }
    if (!this.#isStopped) this.#later();
  }

  #later(): void {
    window.clearTimeout(this.#retry);
    this.#retry = window.setTimeout(() => this.#open(), waitAfter(this.#tries++));
  }

  #ping(): void {
    const socket = this.#socket;
    if (!socket || socket.readyState !== WebSocket.OPEN) return;
    if (performance.now() - this.#heardAt > SILENT_SECONDS * 1000) {
      socket.close();
      return this.#closed(socket);
    }
    socket.send(JSON.stringify({ type: 'ping' }));
  }
}

/** The feed's address as a browser opens it; behind a proxy it is a path on the desk's own host. */
export function feedUrl(address: string, here: string = window.location.href): string {
  const url = new URL(address, here);
  url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
  return url.href;
}
