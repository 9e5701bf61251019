/**
 * Three ways to the chat, one protocol: a WebSocket, server-sent events over fetch, and long polling. A line is open
 * once the server has said `welcome`; the secret goes in its first frame, never in an address.
 */
import type { ClientFrame, Hello, ServerFrame } from './frames.ts';

export type LineKind = 'socket' | 'events' | 'poll';

/** What a line tells whoever opened it. */
export interface LineCalls {
  hello(): Hello;
  receive(frame: ServerFrame): void;
  /** Something came, if only a sign of life. */
  isAlive(): void;
  lost(): void;
}

export interface Line {
  /** False: it cannot be sent now. */
  send(frame: ClientFrame): boolean;
  /** Ask for what is missing. */
  again(): void;
  close(): void;
}

export type Opener = (calls: LineCalls) => Line;

/** What the lines need of a browser. */
export interface Network {
  /** `https://…/chat/api/`. */
  base: string;
  fetch: typeof fetch;
  socket: new (url: string) => WebSocket;
}

const OPEN = 1;

/** Frames that are not answered for so long have not come: nothing waits behind them any longer. */
const FRAMES_MS = 10_000;

export function openers(network: Network): Record<LineKind, Opener> {
  return {
    socket: (calls) => openSocket(network, calls),
    events: (calls) => openEvents(network, calls),
    poll: (calls) => openPoll(network, calls),
  };
}

function openSocket(network: Network, calls: LineCalls): Line {
  let isClosed = false;
  let socket: WebSocket;
  const lose = () => {
    if (isClosed) return;
    isClosed = true;
    calls.lost();
  };
  try {
    socket = new network.socket(`${network.base.replace(/^http/, 'ws')}socket`);
  } catch {
    queueMicrotask(lose);
    return { send: () => false, again() {}, close() { isClosed = true; } };
  }
  const send = (frame: ClientFrame) => {
    if (isClosed || socket.readyState !== OPEN) return false;
    socket.send(JSON.stringify(frame));
    return true;
  };
  socket.onopen = () => send(calls.hello());
  socket.onmessage = (event) => {
    if (isClosed) return;
    calls.isAlive();
    for (const frame of framesIn(String(event.data))) calls.receive(frame);
  };
  socket.onclose = lose;
  socket.onerror = lose;
  return {
    send,
    again() { send(calls.hello()); },
    close() {
      isClosed = true;
      socket.close();
    },
  };
}

function openEvents(network: Network, calls: LineCalls): Line {
  const line = requests(network, calls);
  const read = async () => {
    const answer = await line.post('events', calls.hello(), 'text/event-stream');
    if (!answer.ok || !answer.body) {
      for (const frame of framesIn(await answer.text())) line.receive(frame);
      throw new Error('No stream.');
    }
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    const events = new EventReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      line.isAlive();
      for (const data of events.read(decoder.decode(part.value, { stream: true }))) {
        for (const frame of framesIn(data)) line.receive(frame);
      }
    }
  };
  void read().then(line.lose, line.lose);
  return line;
}

function openPoll(network: Network, calls: LineCalls): Line {
  const line = requests(network, calls);
  const read = async () => {
    // Whoever says which version is known is answered when there is another one; the first answer comes at once.
    let version = -1;
    while (!line.isClosed) {
      const answer = await line.post('poll', { ...calls.hello(), version }, 'application/json');
      line.isAlive();
      const frames = framesIn(await answer.text());
      for (const frame of frames) {
        if (frame.type === 'welcome' || frame.type === 'state') version = frame.conversation.version;
        line.receive(frame);
      }
      if (!answer.ok) throw new Error('No answer.');
    }
  };
  void read().then(line.lose, line.lose);
  return line;
}

interface Requests extends Line {
  readonly isClosed: boolean;
  post(path: string, body: unknown, accept: string): Promise<Response>;
  receive(frame: ServerFrame): void;
  isAlive(): void;
  lose(): void;
}

/** What both lines over plain requests share: each frame in a request, one request at a time, in order. */
function requests(network: Network, calls: LineCalls): Requests {
  const stop = new AbortController();
  const waiting: ClientFrame[] = [];
  let isClosed = false;
  let isSending = false;

  const post = (path: string, body: unknown, accept: string) => network.fetch(`${network.base}${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Accept: accept },
    body: JSON.stringify(body),
    signal: stop.signal,
    cache: 'no-store',
    credentials: 'omit',
    referrerPolicy: 'same-origin',
  });
  const lose = () => {
    if (isClosed) return;
    close();
    calls.lost();
  };
  const close = () => {
    isClosed = true;
    stop.abort();
  };
  const receive = (frame: ServerFrame) => { if (!isClosed) calls.receive(frame); };
  const isAlive = () => { if (!isClosed) calls.isAlive(); };
  // An answer is no sign of life of the line: the stream beside it may be dead.
  const flush = async () => {
    isSending = true;
    while (waiting.length && !isClosed) {
      const frames = waiting.splice(0);
      const late = setTimeout(lose, FRAMES_MS);
      try {
        const answer = await post('frames', { hello: calls.hello(), frames }, 'application/json');
        for (const frame of framesIn(await answer.text())) receive(frame);
        if (answer.status >= 500) throw new Error('No answer.');
      } finally {
        clearTimeout(late);
      }
    }
    isSending = false;
  };
  const send = (frame: ClientFrame) => {
    if (isClosed) return false;
    waiting.push(frame);
    if (!isSending) void flush().catch(lose);
    return true;
  };
  return {
    get isClosed() { return isClosed; },
    post, receive, isAlive, lose, send, close,
    again() { send({ type: 'ping' }); },
  };
}

/** The frames of a text: one, a list, or an object that has them; nothing of what is no frame. */
export function framesIn(text: string): ServerFrame[] {
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch {
    return [];
  }
  if (typeof found === 'object' && found !== null && 'frames' in found) found = found.frames;
  const list: unknown[] = Array.isArray(found) ? found : [found];
  return list.filter((one): one is ServerFrame => typeof one === 'object' && one !== null && 'type' in one);
}

/**
 * The data of server-sent events, from a text that comes in pieces.
 *
 * Source: HTML, "Interpreting an event stream".
 */
export class EventReader {
  #rest = '';
  #data: string[] = [];

  read(piece: string): string[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    const found: string[] = [];
    for (const line of lines) {
      if (line === '') {
        if (this.#data.length) found.push(this.#data.join('\n'));
        this.#data = [];
      } else if (line.startsWith('data:')) {
        this.#data.push(line.slice(5).replace(/^ /, ''));
      }
    }
    return found;
  }
}
