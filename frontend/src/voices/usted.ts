/**
 * What a page says in “tú”, as an operator says it aloud: in “usted”. Pure.
 *
 * Deadlines are a topic's, whose page has one voice. “Le” stands for “te” whoever it is (“le detienen”), as courtesy has it.
 * Only words that are surely said to somebody change; a text that has none stays as it is. `script_wording.py` has such words, too,
 * to find them where they should not be: `usted_vectors.json` is what both agree on.
 */
const PAIRS = `
  tú/usted te/le ti/usted tu/su tus/sus contigo/con_usted tuyo/suyo tuya/suya
  eres/es estás/está tienes/tiene puedes/puede quieres/quiere debes/debe sabes/sabe vas/va has/ha pides/pide quedas/queda
  necesitas/necesita vives/vive prefieres/prefiere crees/cree sientes/siente recibes/recibe presentas/presenta haces/hace dices/dice
  vayas/vaya pidas/pida tengas/tenga puedas/pueda quieras/quiera hagas/haga firmes/firme declares/declare
  fuiste/fue hiciste/hizo dijiste/dijo tuviste/tuvo pudiste/pudo supiste/supo sentiste/sintió recibiste/recibió pediste/pidió
  firmaste/firmó denunciaste/denunció sufriste/sufrió
  podrías/podría deberías/debería
`;
/** Where a sentence begins, what tells somebody what to do. */
const IMPERATIVES = `
  anota/anote avisa/avise busca/busque consulta/consulte di/diga guarda/guarde haz/haga lee/lea llama/llame lleva/lleve
  pide/pida pregunta/pregunte presenta/presente solicita/solicite ve/vaya
`;
const tableOf = (pairs: string): Map<string, string> =>
  new Map(pairs.trim().split(/\s+/).map((pair) => pair.replace('_', ' ').split('/') as [string, string]));
const WORDS = tableOf(PAIRS);
const TOLD = tableOf(IMPERATIVES);
/** They end as an infinitive with “te” does, and are none. */
const NO_INFINITIVES = /^(?:(?:a|com|de|im|re)?parte|(?:descar|mar|estandar|baluar|fuer|muer|suer|iner)te|.*ierte|arte)$/;
const NOT_TO_COME = /^(?:atrás|detrás)$/;

/** @param locale the language of the text, a BCP 47 tag; only Spanish changes. */
export function inUsted(text: string, locale: string): string {
  if (!/^es\b/.test(locale)) return text;
  return text.replace(/\p{L}+/gu, (word, at: number) => {
    const lower = word.toLocaleLowerCase('es');
    const begins = /(?:^|[.;:!?¡]\s*)$/.test(text.slice(0, at));
    const said = WORDS.get(lower) ?? (begins ? TOLD.get(lower) : undefined) ?? inflected(lower);
    if (said === undefined) return word;
    return word[0] === lower[0] ? said : said[0].toLocaleUpperCase('es') + said.slice(1);
  });
}

function inflected(word: string): string | undefined {
  if (/.[aeií]rte$/.test(word) && !NO_INFINITIVES.test(word)) return `${word.slice(0, -2)}le`;
  if (/rás$/.test(word) && !NOT_TO_COME.test(word)) return word.slice(0, -1);
  return undefined;
}
