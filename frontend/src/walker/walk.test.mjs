// The vectors that the walker in Python passes, too: run by `node --test` from tests/content_models/test_script_walk.py.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { walk } from './walk.ts';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

const scripts = read('vectors_scripts.json');

function walked(vector) {
  const { nodes, start } = scripts[vector.script];
  const answers = vector.answers.map(([node, option]) => ({ node, option }));
  return walk(nodes, start, answers, vector.channel);
}

for (const vector of read('vectors_by_hand.json')) {
  test(`${vector.script}: ${vector.name}`, () => {
    const { current, path, texts, warnings, deadlines, outcome, stop } = walked(vector);
    assert.equal(current, vector.current);
    assert.deepEqual(path.map(({ node, option }) => [node, option]), vector.answers.slice(0, vector.stop?.[0]));
    assert.equal(texts.length, path.length + 1);
    const says = texts.at(-1).text;
    if (vector.says === null) assert.equal(says, null);
    else assert.ok(says?.startsWith(vector.says), String(says));
    assert.deepEqual(warnings, vector.warnings);
    assert.deepEqual(deadlines, vector.deadlines);
    assert.deepEqual(outcome && [outcome.kind, outcome.organizationKind, outcome.isFinal], vector.outcome);
    assert.deepEqual(stop && [stop.position, stop.reason], vector.stop);
    if (vector.answered) assert.deepEqual(texts.slice(0, -1).map((turn) => turn.answer), vector.answered);
  });
}

for (const vector of read('vectors_broken.json')) {
  test(`a broken script: ${vector.name}`, () => {
    const answers = vector.answers.map(([node, option]) => ({ node, option }));
    const { current, path, warnings, outcome, stop } = walk(vector.nodes, vector.start, answers, 'PHONE');
    assert.equal(current, vector.current);
    assert.deepEqual(path, answers.slice(0, vector.stop?.[0]));
    assert.deepEqual(warnings, vector.warnings);
    assert.deepEqual(outcome && [outcome.kind, outcome.organizationKind, outcome.isFinal], vector.outcome);
    assert.deepEqual(stop && [stop.position, stop.reason], vector.stop);
  });
}

test('generated vectors: the whole walk as the walker in Python gives it', () => {
  for (const { walk: expected, ...vector } of read('vectors_generated.json')) {
    assert.deepEqual(walked(vector), expected, `${vector.script}: ${vector.name}`);
  }
});
