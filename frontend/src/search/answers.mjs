// Answers questions from a small copy: `node answers.mjs FILE < questions.json`, for tests/delivery/search/test_small_copy.py.
import { readFileSync } from 'node:fs';

import { readSmallCopy } from './search.ts';

const copy = readSmallCopy(readFileSync(process.argv[2]));
const answers = JSON.parse(readFileSync(0, 'utf8')).map((question) => copy.find(question));
console.log(JSON.stringify({ madeFrom: copy.madeFrom, locale: copy.locale, answers }));
