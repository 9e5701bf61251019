/** The chat's script on pages in Spanish. */
import { run } from './main.ts';
import { es } from './spanish.ts';

run(es);
