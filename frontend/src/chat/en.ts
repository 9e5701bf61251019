/** The chat's script on pages in English. */
import { run } from './main.ts';
import { en } from './english.ts';

run(en);
