// Run by `node --test` from tests/assistance/test_desk_modules.py.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { CHAT_KEYS } from './chats/texts.ts';
import { KEYS, KEYS_OF_BOTH } from './texts.ts';

import { begunBy, Confirmations, numberKey, onlyBegunBy, Places, Presses, Typing } from './pressing.ts';

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

test('the beginning of a name chooses it from a list, and another word nothing', () => {
  const names = ['Chihuahua', 'Ciudad de México', 'Coahuila', 'Nuevo León', 'Tabasco'];
  assert.deepEqual(['coa', 'COA', 'ch', 'ciudadd', 'nuevole', 'mexico', 'hijo', ''].map((word) => names[begunBy(word, names)] ?? null), ['Coahuila', 'Coahuila', 'Chihuahua', 'Ciudad de México', 'Nuevo León', null, null, null]);
});

test('a word leads to the only choice of which it begins the name, or one of its words, and of several to none', () => {
  const names = ['Se informó', 'Se canalizó', 'Se comunicó con otra persona', 'Colgó antes de terminar', 'No es tema de este servicio', 'Otro'];
  const found = ['i', 'c', 'can', 'canalizó', 'secanal', 'colg', 'se', 'otr', 'otro', 'nadie', ''].map((word) => names[onlyBegunBy(word, names)] ?? null);
  assert.deepEqual(found, ['Se informó', null, 'Se canalizó', 'Se canalizó', 'Se canalizó', 'Colgó antes de terminar', null, null, 'Otro', null, null]);
});

test('a letter that is typed at once behind a key by which the end of a call asks something is none of the desk\'s', () => {
  const typing = new Typing();
  const fate = (key, now) => typing.outside(key, now, { isAnswer: false, isCommand: true });
  typing.hold(0);
  assert.deepEqual([['c', 60], ['a', 120], ['c', 900]].map(([key, now]) => fate(key, now)), ['nothing', 'swallowed', 'commands']);
  typing.hold(2000);
  assert.deepEqual([fate('F9', 2100), fate('1', 2200), fate('c', 2400)], ['commands', 'commands', 'commands'], 'only letters, and only at once');
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

const RESTS = { m: ['anana', 'adrugada', 'ediodia'], t: ['arde'], n: ['oche'] };
/** What keys come to that are typed so many milliseconds apart, and what answers in the end. */
function typedAs(keys, apart = 40, commands = 'lrs') {
  const typing = new Typing();
  const answered = [];
  const settle = (now) => typing.answerAt !== null && typing.answerAt <= now && answered.push(typing.takeAnswer());
  const fates = keys.map((key, place) => {
    settle(1000 + apart * place);
    return typing.outside(key, 1000 + apart * place, { isAnswer: key in RESTS, isCommand: commands.includes(key), rests: RESTS[key] ?? [] });
  });
  settle(1000 + apart * keys.length + 400);
  return { fates, answered };
}

test('a word that is typed without a field answers nothing that is asked with a letter', () => {
  assert.deepEqual(typedAs([...'zump']), { fates: ['nothing', 'swallowed', 'swallowed', 'swallowed'], answered: [] });
  for (const word of ['macuspana', 'tenosique', 'nacajuca', 'manzanillo', 'torreón']) {
    const { fates, answered } = typedAs([...word]);
    assert.deepEqual(answered, [], word);
    assert.equal(fates.some((fate) => ['answers', 'commands', 'nothing', 'passes'].includes(fate)), false, word);
    assert.equal(fates.filter((fate) => fate === 'word').length, 1, word);
  }
});

test('a letter alone answers, and so does its own word; what is typed fast behind it takes nothing and answers nothing', () => {
  for (const keys of [['m'], [...'mañana'], [...'TARDE'.toLowerCase()], [...'noche'], ['m', '1'], ['n', 'Enter']]) {
    const { fates, answered } = typedAs(keys);
    assert.deepEqual([answered, fates], [[keys[0]], ['awaits', ...keys.slice(1).map(() => 'swallowed')]], keys.join(''));
  }
  assert.deepEqual(typedAs(['m', 'Backspace']), { fates: ['awaits', 'word'], answered: [] });
  assert.deepEqual(typedAs(['r', 'l']), { fates: ['commands', 'commands'], answered: [] });
});

test('a key of a list is for the row that was seen as it was pressed', () => {
  const places = new Places();
  places.show(['a', 'b'], 0);
  const read = [places.idAt(0, 0), places.idAt(2, 0)];
  places.show(['a', 'b', 'c'], 1000);
  read.push(places.idAt(2, 1000));
  places.show(['c', 'a'], 2000);
  read.push(places.idAt(0, 2599), places.idAt(1, 2599), places.idAt(0, 2600), places.idAt(1, 2600));
  assert.deepEqual(read, ['a', undefined, 'c', 'a', 'b', 'c', 'a']);
});

test('what is typed 400 ms later is meant', () => {
  assert.deepEqual(typedAs(['m', '1', 'l'], 401), { fates: ['awaits', 'passes', 'commands'], answered: ['m'] });
  assert.deepEqual(typedAs(['m', '1', 'l'], 399), { fates: ['awaits', 'swallowed', 'swallowed'], answered: ['m'] });
  assert.deepEqual(typedAs(['z', 'm', 'l'], 401), { fates: ['nothing', 'awaits', 'commands'], answered: ['m'] });
});

test('the help has each key once, and names the letters by which calls and chats do other things', () => {
  const lettersOf = (groups) => groups.flatMap(({ keys }) => keys.flatMap(({ keys: some }) => some.split('  ').map((key) => key.replace('Alt ', ''))));
  for (const groups of [KEYS, CHAT_KEYS]) {
    const all = groups.flatMap(({ keys }) => keys.map(({ keys: some }) => some));
    assert.deepEqual(all, [...new Set(all)]);
  }
  const both = [...new Set(lettersOf(KEYS))].filter((key) => /^[A-Z]$/.test(key) && lettersOf(CHAT_KEYS).includes(key));
  assert.deepEqual(both.filter((key) => !KEYS_OF_BOTH.includes(key)).sort(), ['D', 'F', 'G', 'H', 'I', 'L', 'M', 'P', 'R', 'T', 'U', 'V', 'X']);
  assert.deepEqual(KEYS_OF_BOTH.filter((key) => !both.includes(key)), []);
});
