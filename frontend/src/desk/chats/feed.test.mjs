// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Feed } from './feed.ts';

/** A feed over sockets that do what the test says; what it told, and the sockets that it opened. */
function made(context, shortestInterval = 0) {
  context.mock.timers.enable({ apis: ['setTimeout', 'setInterval'] });
  const every = globalThis.setInterval;
  context.mock.method(globalThis, 'setInterval', (act, milliseconds) => every(act, Math.max(milliseconds, shortestInterval)));
  const sockets = [];
  class Socket {
    static OPEN = 1;
    readyState = 0;
    sent = [];

    constructor(url) {
      this.url = url;
      sockets.push(this);
    }

    open() {
      this.readyState = 1;
      this.onopen();
    }

    send(text) {
      this.sent.push(JSON.parse(text).type);
    }

    /** Nobody on the other side says that it is closed. */
    isFrozen = false;

    close() {
      this.readyState = this.isFrozen ? 2 : 3;
      if (!this.isFrozen) this.onclose();
    }
  }
  Object.assign(globalThis, { window: globalThis, WebSocket: Socket });
  const told = [];
  const feed = new Feed('ws://localhost/chat/desk/', { frame: ({ type }) => told.push(type), live: (isLive) => told.push(isLive) });
  feed.start();
  const pass = (seconds) => {
    context.mock.timers.tick(seconds * 1000);
  };
  return { feed, sockets, told, pass };
}

test('it is live from the first frame on, and says every eight seconds that the operator is there', (context) => {
  const { feed, sockets: [socket], told, pass } = made(context);
  socket.open();
  assert.equal(feed.send({ type: 'typing' }), false);
  socket.onmessage({ data: '{"type":"queue","waiting":[]}' });
  pass(8);
  assert.deepEqual(told, [true, 'queue']);
  assert.deepEqual(socket.sent, ['ping']);
  assert.equal(feed.send({ type: 'typing' }), true);
  feed.stop();
  assert.deepEqual(told, [true, 'queue', false]);
});

test('a line that says nothing is taken for dead, and another one is opened', (context) => {
  const { feed, sockets, told, pass } = made(context);
  sockets[0].open();
  sockets[0].onmessage({ data: '{"type":"pong"}' });
  for (let turn = 0; turn < 4; turn++) pass(8);
  assert.deepEqual(told, [true, 'pong', false]);
  pass(2);
  assert.equal(sockets.length, 2);
  feed.stop();
});

test('where there is no feed it is tried ever more rarely, and at once when the network is back', (context) => {
  const { feed, sockets, pass } = made(context);
  for (let turn = 0; turn < 60; turn++) {
    if (sockets.at(-1).readyState !== 3) sockets.at(-1).close();
    pass(1);
  }
  sockets.at(-1).close(); // Chance may have opened it in the last second.
  const tries = sockets.length;
  assert.ok(tries >= 5 && tries <= 12, String(tries));
  feed.wake();
  assert.equal(sockets.length, tries + 1);
  feed.stop();
  pass(120);
  assert.equal(sockets.length, tries + 1);
});

test('a line whose other side is frozen is given up within 25 s, nothing of it is heard, and another one is tried for ever', (context) => {
  const { feed, sockets, told, pass } = made(context);
  sockets[0].open();
  sockets[0].onmessage({ data: '{"type":"queue"}' });
  sockets[0].isFrozen = true;
  for (let second = 0; second < 20; second++) pass(1);
  assert.deepEqual(told, [true, 'queue', false]);
  sockets[0].onmessage({ data: '{"type":"queue"}' });
  assert.deepEqual(told, [true, 'queue', false]);
  // Its successors are not even accepted: none is waited for without end, and the desk is never long without a try.
  for (let second = 0; second < 600; second++) {
    sockets.at(-1).isFrozen = true;
    pass(1);
  }
  assert.ok(sockets.length > 20 && sockets.length < 60, String(sockets.length));
  for (let second = 0; sockets.at(-1).readyState !== 0; second++) {
    assert.ok(second < 20);
    pass(1);
  }
  sockets.at(-1).open();
  sockets.at(-1).onmessage({ data: '{"type":"queue"}' });
  assert.deepEqual(told.slice(3), [true, 'queue']);
  feed.stop();
});

test('a tab whose timers run once a minute does not take for dead what answers', (context) => {
  const { feed, sockets, told, pass } = made(context, 60_000);
  sockets[0].open();
  sockets[0].onmessage({ data: '{"type":"queue"}' });
  for (let minute = 0; minute < 3; minute++) {
    pass(60);
    sockets[0].onmessage({ data: '{"type":"pong"}' });
  }
  assert.deepEqual([sockets[0].sent.length, told.includes(false), sockets.length], [3, false, 1]);
  feed.stop();
});

test('what is no frame is passed over', (context) => {
  const { feed, sockets: [socket], told } = made(context);
  socket.open();
  socket.onmessage({ data: '{' });
  assert.deepEqual(told, []);
  feed.stop();
});
