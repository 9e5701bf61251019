/** Beginning a conversation from the page's form, so that its secret never leaves this page but in a first frame. */
import { element, say } from './dom.ts';
import type { Refusal, ShownConversation } from './frames.ts';
import type { Held } from './session.ts';
import { uuid7 } from '../desk/uuid.ts';
import { solve, type Challenge } from './proof.ts';
import { waitAfter, type Timing } from './waits.ts';
import type { Words } from './spanish.ts';
import { filled, questionAbout } from './words.ts';

/** What is sent to begin, without what is undefined; the client makes up the secret, so that the same start once more is the same conversation. */
export interface StartInput {
  text: string;
  clientId: string;
  role: string;
  topicKey: string;
  /** They chose nothing of who they are: let in so is only who said that they may not be safe, or writes of danger. */
  isRoleMissing: true | undefined;
  language: string;
  isInDanger: boolean;
  /** They do not know whether they are safe. */
  isUnsure: true | undefined;
  secret: string;
  key: string | undefined;
  proof: string | undefined;
}

export interface StartOptions {
  form: HTMLFormElement;
  base: string;
  key: string;
  language: string;
  emergency: string;
  words: Words;
  timing: Timing;
  fetch: typeof fetch;
  /** Aborted once the person leaves by the quick exit: what is on its way is called back, and nothing is tried again. */
  left: AbortSignal;
  begun(held: Held, conversation: ShownConversation): void;
}

const [IN_DANGER, UNSURE] = ['0', '2'];
const NO_ROLE = '-';
const PATIENCE_MS = 15_000;

/** 43 letters of URL-safe base64. */
export function newSecret(bytes: Uint8Array = crypto.getRandomValues(new Uint8Array(32))): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

export function enhanceStart(options: StartOptions): void {
  const { form, words, timing } = options;
  const said = element('p', { class: 'line', role: 'status' });
  const submit = form.querySelector<HTMLButtonElement>('button')!;
  const secret = newSecret();
  const clientId = uuid7(timing.now());
  let isBusy = false;
  let proof: string | undefined;
  let warnedOf = '';
  submit.before(said);

  const given = (): StartInput => {
    const fields = new FormData(form);
    const role = String(fields.get('role') ?? '');
    return {
      text: String(fields.get('text') ?? ''),
      clientId,
      secret,
      role: role === NO_ROLE ? '' : role,
      topicKey: String(fields.get(`topic-${role}`) ?? ''),
      isRoleMissing: !role || undefined,
      language: options.language,
      isInDanger: fields.get('s') === IN_DANGER,
      isUnsure: fields.get('s') === UNSURE || undefined,
      key: options.key || undefined,
      proof,
    };
  };

  const post = async (): Promise<'done' | Refusal | null> => {
    const stop = new AbortController();
    const abort = () => stop.abort();
    const callOff = timing.after(PATIENCE_MS, abort);
    options.left.addEventListener('abort', abort);
    try {
      const answer = await options.fetch(`${options.base}start`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Accept: 'application/json' },
        body: JSON.stringify(given()),
        credentials: 'omit',
        cache: 'no-store',
        signal: stop.signal,
      });
      const body = await answer.json() as { conversation?: ShownConversation; secret?: string } & Partial<Refusal>;
      if (options.left.aborted) return 'done';
      if (body.conversation) {
        options.begun({ conversation: body.conversation.id, secret: body.secret ?? secret }, body.conversation);
        return 'done';
      }
      return body.code ? body as Refusal : null;
    } catch {
      return null;
    } finally {
      callOff();
      options.left.removeEventListener('abort', abort);
    }
  };

  const begin = async () => {
    isBusy = true;
    say(said, words.starting);
    for (let tries = 0; !options.left.aborted; tries += 1) {
      const answer = await post();
      if (answer === 'done' || options.left.aborted) return;
      if (answer?.code === 'CHALLENGE' && answer.challenge && !proof) {
        say(said, words.checking);
        proof = await solve(answer.challenge as Challenge);
        if (proof) continue;
        // The form needs none: this browser would be asked for ever, and use up what its network may begin.
        isBusy = false;
        if (!options.left.aborted) form.submit();
        return;
      }
      if (answer && answer.code !== 'UNAVAILABLE') {
        proof = undefined;
        isBusy = false;
        // Where the reason needs more than a sentence, the page that works without a script says it.
        if (answer.code === 'CLOSED' || answer.field === 'role') form.submit();
        else refuse(form, answer, given().role);
        say(said, '');
        return;
      }
      if (tries > 0) say(said, filled(words.startLost, { number: options.emergency }));
      await new Promise<void>((resolve) => { timing.after(waitAfter(tries, timing.chance()), resolve); });
    }
  };

  // What was wrong with a field is not said beside what is written there now.
  form.addEventListener('input', ({ target }) => {
    if (!(target instanceof HTMLElement)) return;
    target.closest('.field')?.querySelectorAll('.problem').forEach((one) => one.remove());
    target.removeAttribute('aria-invalid');
  });
  form.addEventListener('submit', (event) => {
    const text = String(new FormData(form).get('text') ?? '');
    // What is missing is said by the page that works without a script, beside each field and with all that was typed.
    if (!isBusy && !text.trim()) return;
    event.preventDefault();
    const question = questionAbout(words, text);
    if (!isBusy && question && warnedOf !== text) {
      warnedOf = text;
      say(said, question);
      return;
    }
    if (!isBusy) void begin();
  });
}

/** Say beside its field, or above the form, why it was refused. */
function refuse(form: HTMLFormElement, refusal: Refusal, role: string): void {
  const name = refusal.field === 'topicKey' ? `topic-${role}` : refusal.field ?? '';
  const field = name ? form.querySelector<HTMLElement>(`[name="${CSS.escape(name)}"]`) : null;
  form.querySelectorAll('.problem').forEach((one) => one.remove());
  const problem = element('p', { class: 'problem', role: 'alert', id: 'start-problem' }, refusal.message);
  if (field) {
    field.before(problem);
    field.setAttribute('aria-invalid', 'true');
    field.focus();
  } else {
    form.prepend(problem);
    problem.scrollIntoView({ block: 'center' });
  }
}
