import assert from 'node:assert/strict';
import { test } from 'node:test';

import { walk } from '../walker/walk.ts';
import { wayTo } from './ways.ts';

const node = (key, ...options) => ({
  key, kind: options.length ? 'QUESTION' : 'ANSWER', text: key, wordings: [], organizationKind: null, deadlines: [],
  options: options.map((to, position) => ({ key: `${key}-${position}`, label: to, to, wordings: [] })),
});
const NODES = [node('q', 'a', 'b'), node('a', 'b', 'q'), node('b', 'end', 'nowhere'), node('end'), node('alone', 'end'), node('a')];

test('one comes to each node by the fewest answers, and stands there', () => {
  for (const [key, count] of [['q', 0], ['a', 1], ['b', 1], ['end', 2]]) {
    const way = wayTo(NODES, 'q', key);
    assert.equal(way.length, count, key);
    const walked = walk(NODES, 'q', way, 'PHONE');
    assert.deepEqual([walked.current, walked.stop], [key, null]);
  }
});

test('a node of the present run is come back to, whatever way led there', () => {
  const run = [{ node: 'q', option: 'q-0' }, { node: 'a', option: 'a-0' }, { node: 'b', option: 'b-0' }];
  assert.deepEqual(wayTo(NODES, 'q', 'b', run), run.slice(0, 2));
  assert.deepEqual(wayTo(NODES, 'q', 'q', run), []);
});

test('nothing leads to what no answer leads to, to what does not exist, or from a beginning that is gone', () => {
  assert.equal(wayTo(NODES, 'q', 'alone'), null);
  assert.equal(wayTo(NODES, 'q', 'nowhere'), null);
  assert.equal(wayTo(NODES, 'gone', 'end'), null);
});
