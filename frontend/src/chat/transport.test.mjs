// Run by `node --test` from tests/assistance/chat/test_client_modules.py.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';

import { clockwork } from './clockwork.mjs';
import { EventReader, framesIn, openers } from './lines.ts';
import { Connection } from './transport.ts';

const WELCOME = { type: 'welcome', conversation: {}, messages: [] };

/** A connection whose lines a test opens, breaks and answers. */
function world(works = { socket: true, events: true, poll: true }) {
  const timing = clockwork();
  const found = { timing, opened: [], said: [], received: [], lines: [] };
  const opener = (kind) => (calls) => {
    const line = { kind, calls, sent: [], isClosed: false, welcome() { calls.isAlive(); calls.receive(WELCOME); } };
    found.opened.push(kind);
    found.lines.push(line);
    if (works[kind] === true) queueMicrotask(() => line.welcome());
    if (works[kind] === false) queueMicrotask(() => calls.lost());
    return { send(frame) { line.sent.push(frame); return true; }, again() { line.sent.push('again'); }, close() { line.isClosed = true; } };
  };
  found.works = works;
  found.connection = new Connection({ socket: opener('socket'), events: opener('events'), poll: opener('poll') }, {
    hello: () => ({ type: 'hello', conversation: 'c', secret: 's', after: 0 }),
    receive: (frame) => found.received.push(frame.type),
    changed: (status) => found.said.push(status),
  }, timing);
  return found;
}
const settled = () => new Promise((resolve) => { setImmediate(resolve); });

for (const [name, works, opened] of [
  ['by a socket where that works', {}, ['socket']],
  ['by events where sockets are refused', { socket: false }, ['socket', 'events']],
  ['by polling where only plain answers come through', { socket: false, events: false }, ['socket', 'events', 'poll']],
]) {
  test(`it connects ${name}`, async () => {
    const found = world({ socket: true, events: true, poll: true, ...works });
    found.connection.start();
    await settled();
    assert.deepEqual([found.opened, found.said, found.connection.isConnected], [opened, ['connected'], true]);
  });
}

test('a proxy that swallows a socket is given five seconds', async () => {
  const found = world({ socket: undefined, events: true, poll: true });
  found.connection.start();
  found.timing.pass(4_900);
  assert.deepEqual(found.opened, ['socket']);
  found.timing.pass(200);
  await settled();
  assert.deepEqual([found.opened, found.lines[0].isClosed, found.connection.kind], [['socket', 'events'], true, 'events']);
});

test('with nothing that works it says so and tries on, more and more seldom', async () => {
  const found = world({ socket: false, events: false, poll: false });
  found.connection.start();
  for (let seconds = 0; seconds < 120; seconds += 1) {
    await settled();
    found.timing.pass(1_000);
  }
  assert.deepEqual(found.said, ['lost']);
  assert.ok(found.opened.length > 20 && found.opened.length < 60, String(found.opened.length));
  Object.assign(found.works, { socket: true });
  for (let seconds = 0; seconds < 20; seconds += 1) {
    found.timing.pass(1_000);
    await settled();
  }
  assert.deepEqual(found.said, ['lost', 'connected']);
});

test('a line that breaks comes back by the same way within a second, and nothing of the old one is heard', async () => {
  const found = world();
  found.connection.start();
  await settled();
  found.timing.pass(10_000);
  found.lines[0].calls.lost();
  assert.equal(found.connection.send({ type: 'typing' }), false);
  found.timing.pass(500);
  await settled();
  found.lines[0].calls.receive({ type: 'pong' });
  assert.deepEqual([found.opened, found.said, found.received], [['socket', 'socket'], ['connected', 'lost', 'connected'], ['welcome', 'welcome']]);
});

test('a socket that says nothing after a ping is dead', async () => {
  const found = world();
  found.connection.start();
  await settled();
  found.timing.pass(15_000);
  assert.deepEqual(found.lines[0].sent, [{ type: 'ping' }]);
  found.lines[0].calls.isAlive();
  found.timing.pass(14_000);
  assert.deepEqual(found.said, ['connected']);
  found.timing.pass(10_000);
  assert.deepEqual(found.said.slice(0, 2), ['connected', 'lost']);
});

for (const kind of ['socket', 'events', 'poll']) {
  test(`whoever is connected by ${kind} notices within 25 s that nobody is there any more, and tries for ever`, async () => {
    const found = world({ socket: kind === 'socket', events: kind === 'events', poll: true });
    found.connection.start();
    await settled();
    for (const name of ['socket', 'events', 'poll']) found.works[name] = undefined;
    found.timing.pass(25_000);
    assert.deepEqual([found.lines.find((line) => line.kind === kind).isClosed, found.said], [true, ['connected', 'lost']]);
    found.timing.pass(3_600_000);
    found.works[kind] = true;
    for (let seconds = 0; seconds < 60; seconds += 1) {
      found.timing.pass(1_000);
      await settled();
    }
    assert.equal(found.said.at(-1), 'connected');
  });
}

for (const kind of ['socket', 'events']) {
  test(`whatever comes by ${kind}, the server hears of the page, which may be in its queue`, async () => {
    const found = world({ socket: kind === 'socket', events: true, poll: true });
    found.connection.start();
    await settled();
    for (let turn = 0; turn < 12; turn += 1) {
      found.lines.at(-1).calls.isAlive();
      found.timing.pass(5_000);
    }
    assert.deepEqual([found.connection.kind, found.lines.at(-1).sent.length, found.connection.isConnected], [kind, 4, true]);
  });
}

test('whoever came by a lesser way because a socket broke tries the socket again', async () => {
  const found = world();
  found.connection.start();
  await settled();
  found.timing.pass(10_000);
  found.works.socket = false;
  found.lines[0].calls.lost();
  found.timing.pass(1_000);
  await settled();
  assert.equal(found.connection.kind, 'events');
  found.works.socket = true;
  for (let turn = 0; turn < 6; turn += 1) {
    found.timing.pass(15_000);
    found.lines.at(-1).calls.isAlive();
    await settled();
  }
  assert.deepEqual([found.connection.kind, found.connection.isConnected], ['socket', true]);
});

test('a browser that has a network again does not wait, and one without does not try to find out', async () => {
  const found = world();
  found.connection.start();
  await settled();
  found.connection.sleep();
  found.connection.wake();
  await settled();
  assert.deepEqual([found.opened.length, found.said], [2, ['connected', 'lost', 'connected']]);
});

test('a server that is restarted is not asked before the time that it said', async () => {
  const found = world();
  found.connection.start();
  await settled();
  found.timing.pass(10_000);
  found.lines[0].calls.receive({ type: 'bye', reason: 'restart', retryAfter: 4 });
  found.lines[0].calls.lost();
  found.timing.pass(4_000);
  assert.equal(found.opened.length, 1);
  found.timing.pass(500);
  assert.equal(found.opened.length, 2);
});

test('stopped, it opens nothing', async () => {
  const found = world();
  found.connection.start();
  await settled();
  found.connection.stop();
  found.timing.pass(600_000);
  await settled();
  assert.deepEqual([found.opened, found.lines[0].isClosed], [['socket'], true]);
});

test('events are read from pieces cut anywhere', () => {
  const text = ': here\n\ndata: {"type":"pong"}\n\nid: 3\ndata: a\r\ndata: b\r\n\r\ndata:c\n\n';
  for (let size = 1; size < text.length; size += 1) {
    const reader = new EventReader();
    const found = [];
    for (let at = 0; at < text.length; at += size) found.push(...reader.read(text.slice(at, at + size)));
    assert.deepEqual(found, ['{"type":"pong"}', 'a\nb', 'c'], `in pieces of ${size}`);
  }
});

test('what is no frame is none', () => {
  assert.deepEqual(['', '<html>', '3', 'null', '[1]', '{"code":"X"}', '{"type":"pong"}', '[{"type":"pong"}]', '{"frames":[{"type":"pong"}]}'].map((text) => framesIn(text).length), [0, 0, 0, 0, 0, 0, 1, 1, 1]);
});

test('over plain requests the secret goes in a body, and frames go one request after the other', async () => {
  const asked = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => { body += part; });
    request.on('end', () => {
      asked.push([request.method, request.url, JSON.parse(body)]);
      if (request.url === '/chat/api/events') {
        response.writeHead(200, { 'Content-Type': 'text/event-stream' });
        response.write(`data: ${JSON.stringify(WELCOME)}\n\n`);
        return;
      }
      response.end(JSON.stringify({ frames: JSON.parse(body).frames.map(({ clientId }) => ({ type: 'ack', clientId, seq: 1, sentAt: '' })) }));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const base = `http://127.0.0.1:${server.address().port}/chat/api/`;
  const received = [];
  const hello = { type: 'hello', conversation: 'c', secret: 'secret', after: 0 };
  await new Promise((resolve) => {
    const line = openers({ base, fetch, socket: WebSocket }).events({
      hello: () => hello,
      isAlive() {},
      lost() {},
      receive(frame) {
        received.push(frame.type === 'ack' ? frame.clientId : frame.type);
        if (frame.type === 'welcome') for (const clientId of ['1', '2', '3']) line.send({ type: 'message', clientId, text: clientId });
        if (received.length === 4) { line.close(); resolve(); }
      },
    });
  });
  server.closeAllConnections();
  server.close();
  assert.deepEqual(received, ['welcome', '1', '2', '3']);
  assert.ok(asked.every(([method, url]) => method === 'POST' && !url.includes('secret')));
  assert.deepEqual(asked[0][2], hello);
  assert.deepEqual(asked[1][2], { hello, frames: [{ type: 'message', clientId: '1', text: '1' }] });
});

/** A network in which a stream stands and says nothing more, and frames are answered, or never. */
function halfOpen(framesAre) {
  const asked = [];
  const fetch = (url, { signal }) => {
    asked.push(url);
    if (url.endsWith('frames')) {
      return framesAre === 'answered'
        ? Promise.resolve(new Response('{"frames":[{"type":"pong"}]}'))
        : new Promise((_, reject) => { signal.addEventListener('abort', () => reject(new Error('aborted'))); });
    }
    return Promise.resolve(new Response(new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode(`data: ${JSON.stringify(WELCOME)}\n\n`));
        signal.addEventListener('abort', () => controller.error(new Error('aborted')));
      },
    })));
  };
  return { asked, openers: openers({ base: 'http://localhost/chat/api/', fetch, socket: WebSocket }) };
}

test('answered frames are no sign that the stream beside them still stands', async () => {
  const network = halfOpen('answered');
  let alive = 0;
  const received = [];
  const line = network.openers.events({ hello: () => ({}), isAlive() { alive += 1; }, receive: ({ type }) => received.push(type), lost() {} });
  await settled();
  line.send({ type: 'ping' });
  await settled();
  await settled();
  assert.deepEqual([received, alive], [['welcome', 'pong'], 1]);
  line.close();
});

test('a frame that nobody answers ends the line: it does not hold up those behind it', async (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const network = halfOpen('never');
  let lost = 0;
  const line = network.openers.events({ hello: () => ({}), isAlive() {}, receive() {}, lost() { lost += 1; } });
  await settled();
  line.send({ type: 'ping' });
  context.mock.timers.tick(9_000);
  await settled();
  assert.equal(lost, 0);
  context.mock.timers.tick(1_000);
  await settled();
  assert.deepEqual([lost, line.send({ type: 'ping' })], [1, false]);
});
