// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Confirmations, numberKey, Presses, Typing } from './pressing.ts';

test('a second press of the same key within a moment does nothing', () => {
  const presses = new Presses();
  assert.deepEqual([['r', 0], ['r', 300], ['f8', 300], ['r', 799], ['r', 800]].map(([key, now]) => presses.take(key, now)), [true, false, true, false, true]);
});

test('what is asked for once more, and not within the same moment, is confirmed', () => {
  const asked = new Confirmations();
  assert.deepEqual([0, 300, 900, 1000].map((now) => asked.isConfirmed('a', now)), [false, false, true, true]);
  assert.equal(asked.isConfirmed('b', 1000), false);
  asked.forget('a');
  assert.equal(asked.isConfirmed('a', 2000), false);
});

test('ten of a list have a key, and no key is named that there is not', () => {
  assert.deepEqual([0, 8, 9, 10, -1].map(numberKey), ['1', '9', '0', null, null]);
});

test('what is typed while a dialog asks something answers nothing', () => {
  const typing = new Typing();
  const typed = [['1', 0], ['Enter', 100], ['h', 1000], ['7', 1150], [' ', 1300], ['Enter', 1500], ['Escape', 1600], ['Tab', 1650], ['Enter', 2500], ['k', 3000], ['Enter', 3600]];
  assert.deepEqual(
    typed.map(([key, now]) => typing.inDialog(key, now)),
    ['passes', 'passes', 'nothing', 'swallowed', 'swallowed', 'swallowed', 'passes', 'passes', 'passes', 'nothing', 'passes'],
  );
});

test('what is typed fast behind a key that did nothing runs no commands', () => {
  const typing = new Typing();
  assert.equal(typing.goesOn(0), false);
  typing.begin(1000);
  assert.equal(typing.isWord(1000), false);
  assert.deepEqual([1150, 1500, 1899, 2299].map((now) => typing.goesOn(now)), [true, true, true, false]);
  assert.deepEqual([2298, 2299].map((now) => typing.isWord(now)), [true, false]);
});

test('a word that is typed without a field answers nothing that is asked with a letter, and what follows such an answer runs no commands', () => {
  const typed = (word, answers, commands = 'lrs') => {
    const typing = new Typing();
    return [...word].map((key, place) => typing.outside(key, 1000 + 40 * place, { isAnswer: answers.includes(key), isCommand: commands.includes(key) }));
  };
  assert.deepEqual(typed('zump', 'mn'), ['nothing', 'swallowed', 'swallowed', 'swallowed']);
  assert.deepEqual(typed('mar1', 'mn'), ['answers', 'swallowed', 'swallowed', 'passes']);
  assert.deepEqual(typed('rl', 'mn'), ['commands', 'commands']);
  const slow = new Typing();
  assert.deepEqual([['z', 0], ['m', 401], ['l', 900]].map(([key, now]) => slow.outside(key, now, { isAnswer: key === 'm', isCommand: key === 'l' })), ['nothing', 'answers', 'commands']);
});
