/**
 * The proof of work that is asked for when many people write: a number is looked for, in the browser's own cryptography.
 *
 * Source: https://altcha.org/docs/v2/ (version 2 of its protocol; `assistance/chat/challenges.py` asks for it).
 */

export interface Challenge {
  parameters: { algorithm: string; cost: number; keyLength: number; keyPrefix: string; nonce: string; salt: string };
  signature: string;
}

const MOST_TRIES = 100_000;

/** What is sent back; undefined: this browser cannot do it. */
export async function solve(challenge: Challenge): Promise<string | undefined> {
  const { algorithm, cost, keyLength, keyPrefix, nonce, salt } = challenge.parameters;
  const [name, hash] = algorithm.split('/');
  if (name !== 'PBKDF2' || !hash || !globalThis.crypto?.subtle) return undefined;
  const password = new Uint8Array([...bytesOf(nonce), 0, 0, 0, 0]);
  const counters = new DataView(password.buffer);
  for (let counter = 0; counter < MOST_TRIES; counter += 1) {
    counters.setUint32(password.length - 4, counter);
    const key = await crypto.subtle.importKey('raw', password, 'PBKDF2', false, ['deriveBits']);
    const bits = await crypto.subtle.deriveBits({ name: 'PBKDF2', hash, salt: bytesOf(salt), iterations: cost }, key, keyLength * 8);
    const derivedKey = Array.from(new Uint8Array(bits), (byte) => byte.toString(16).padStart(2, '0')).join('');
    if (derivedKey.startsWith(keyPrefix)) return btoa(JSON.stringify({ challenge, solution: { counter, derivedKey } }));
  }
  return undefined;
}

function bytesOf(hexadecimal: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array(hexadecimal.match(/../g)?.map((two) => parseInt(two, 16)) ?? []);
}
