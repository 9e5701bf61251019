/** Asks the server at `/mesa/api/`, and says in one way what went wrong. */
import * as clock from './clock.ts';
import { practised } from './practice.ts';
import { texts } from './texts.ts';

const TIMEOUT = 10_000;

/** The server refused, in a sentence for the operator. */
export class Refused extends Error {
  override name = 'Refused';
  readonly status: number;
  readonly code: string;
  readonly field: string | null;
  readonly retryAfter: number | null;

  constructor(status: number, code: string, message: string, field: string | null = null, retryAfter: number | null = null) {
    super(message);
    this.status = status;
    this.code = code;
    this.field = field;
    this.retryAfter = retryAfter;
  }
}

/** The server did not answer, or has to be asked again later. */
export class Unreachable extends Error {
  override name = 'Unreachable';
  readonly retryAfter: number | null;
  /** It answered, that too much was sent at once. */
  readonly isThere: boolean;

  constructor(retryAfter: number | null = null, isThere = false) {
    super('unreachable');
    this.retryAfter = retryAfter;
    this.isThere = isThere;
  }
}

export class Api {
  csrfToken = '';
  #root = '/mesa/api/';
  readonly #isPractice: boolean;

  /** @param isPractice nothing is asked but what practice may ask (`practised`). */
  constructor(isPractice = false) {
    this.#isPractice = isPractice;
  }

  get<Answer>(path: string): Promise<Answer> {
    return this.#ask<Answer>('GET', path);
  }

  post<Answer>(path: string, body: unknown): Promise<Answer> {
    return this.#ask<Answer>('POST', path, body);
  }

  async bytes(url: string): Promise<Uint8Array> {
    const response = await this.#fetch(url, {});
    return new Uint8Array(await response.arrayBuffer());
  }

  /** @throws Refused, Unreachable */
  async #ask<Answer>(method: 'GET' | 'POST', path: string, given?: unknown): Promise<Answer> {
    const found = this.#isPractice ? practised(method, path, given, clock.now()) : { body: given };
    if (found === null) throw new Refused(409, 'PRACTICE', texts.notInPractice);
    if ('answer' in found) return found.answer as Answer;
    const { body } = found;
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      headers['X-CSRFToken'] = this.csrfToken;
    }
    const response = await this.#fetch(this.#root + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    try {
      return (response.status === 204 ? null : await response.json()) as Answer;
    } catch {
      throw new Unreachable();
    }
  }

  async #fetch(url: string, options: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await fetch(url, { ...options, cache: 'no-store', credentials: 'same-origin', redirect: 'error', signal: AbortSignal.timeout(TIMEOUT) });
    } catch {
      throw new Unreachable();
    }
    clock.checkBy(response.headers.get('Date'));
    if (response.ok) return response;
    const retryAfter = Number(response.headers.get('Retry-After')) || null;
    if (response.status >= 500 || response.status === 429) throw new Unreachable(retryAfter, response.status === 429);
    const said = (await response.json().catch(() => null)) as { code?: string; message?: string; field?: string | null } | null;
    throw new Refused(response.status, said?.code ?? 'UNKNOWN', said?.message ?? '', said?.field ?? null, retryAfter);
  }
}
