// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Alert } from './alert.ts';

/** An alert in a page whose sound is unlocked; how many tones it played, and what the browser keeps. */
function made(context) {
  context.mock.timers.enable({ apis: ['setInterval'] });
  const tones = [];
  const kept = new Map();
  class AudioContext {
    state = 'running';
    currentTime = 0;
    destination = {};

    createOscillator() {
      const tone = { frequency: {}, connect: (next) => next, start: () => tones.push(tone.frequency.value), stop() {} };
      return tone;
    }

    createGain() {
      return { gain: { setValueAtTime() {}, linearRampToValueAtTime() {} }, connect: (next) => next };
    }
  }
  Object.assign(globalThis, {
    window: globalThis, AudioContext, addEventListener() {}, document: { title: 'Mesa' },
    localStorage: { getItem: (name) => kept.get(name) ?? null, setItem: (name, value) => kept.set(name, value) },
  });
  return { alert: new Alert(), tones, tick: (seconds) => context.mock.timers.tick(seconds * 1000) };
}

test('it sounds every four seconds and shows itself in the title until somebody takes the chat', (context) => {
  const { alert, tones, tick } = made(context);

  alert.call('Te ofrecen un chat');
  alert.call('Te ofrecen un chat');
  tick(1);
  const shown = document.title;
  tick(7);
  alert.quiet();
  tick(60);

  assert.deepEqual(tones, [660, 880, 660, 880, 660, 880]);
  assert.deepEqual([shown, document.title], ['Te ofrecen un chat', 'Mesa']);
});

test('muted, only the title calls, and a reload stays muted', (context) => {
  const { alert, tones, tick } = made(context);
  alert.mute(true);

  alert.call('Te ofrecen un chat');
  tick(9);

  assert.deepEqual(tones, []);
  assert.equal(document.title, 'Te ofrecen un chat');
  assert.equal(new Alert().isMuted, true);
  alert.mute(false);
  tick(4);
  assert.deepEqual(tones, [660, 880]);
  alert.quiet();
});

test('what calls now is in the title, and it goes on sounding', (context) => {
  const { alert, tones, tick } = made(context);
  alert.call('Te pasan una llamada');

  alert.call('Te ofrecen un chat');
  tick(5);

  assert.deepEqual([tones.length, document.title], [4, 'Te ofrecen un chat']);
  alert.quiet();
});
