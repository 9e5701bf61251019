/**
 * Keeps the desk's page and its built files, so that it opens without a network. What is kept belongs to one build: once a
 * page names other files, they replace the earlier ones. Data never passes through here.
 */
/// <reference lib="webworker" />
export {};

declare const self: ServiceWorkerGlobalScope;

const SHELL = '/mesa/';
const PREFIX = 'mesa-';
const WAIT = 3000;

self.addEventListener('install', (event) => {
  event.waitUntil(fetchShell().then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (request.mode === 'navigate' && url.pathname === SHELL) event.respondWith(shell(request));
  else if (url.pathname.startsWith('/static/')) event.respondWith(built(request));
});

/** The page as the server has it; where the server is away or fails, as it was kept. */
async function shell(request: Request): Promise<Response> {
  const cached = await caches.match(SHELL);
  try {
    const response = await fetch(request, cached ? { signal: AbortSignal.timeout(WAIT) } : {});
    if (response.ok && !response.redirected && response.type !== 'opaqueredirect') void keep(response.clone()).catch(() => undefined);
    return response.status >= 500 && cached ? cached : response;
  } catch (error) {
    if (cached) return cached;
    throw error;
  }
}

/** A built file never changes under its name. */
async function built(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request);
}

async function fetchShell(): Promise<void> {
  const response = await fetch(SHELL, { credentials: 'same-origin', redirect: 'follow' });
  if (response.ok && !response.redirected) await keep(response);
}

/** Keep a page with all files that it names, and then remove those of earlier builds. */
async function keep(response: Response): Promise<void> {
  const page = await response.clone().text();
  const files = [...new Set(page.match(/\/static\/[^"'\s<>]+\.(?:js|css)/g) ?? [])].sort();
  if (!files.length || !page.includes('id="desk"')) return;
  const name = PREFIX + (await digestOf(files.join(' ')));
  const names = await caches.keys();
  const cache = await caches.open(name);
  if (!names.includes(name)) {
    try {
      await addWithImports(cache, files);
    } catch (error) {
      await caches.delete(name);
      throw error;
    }
  }
  await cache.put(SHELL, response);
  await Promise.all(names.filter((one) => one.startsWith(PREFIX) && one !== name).map((one) => caches.delete(one)));
}

/** Keep files and what they import: by a name of its own where the server gives files on pages further names. */
async function addWithImports(cache: Cache, files: readonly string[]): Promise<void> {
  await cache.addAll(files);
  const known = new Set(files);
  for (const file of known) {
    if (!file.endsWith('.js')) continue;
    const code = await (await cache.match(file))!.text();
    const imports = Array.from(code.matchAll(/(?:from|import)\s*["'](\.\/[^"']+\.js)["']/g), ([, path]) => new URL(path!, self.location.origin + file).pathname);
    const further = imports.filter((path) => !known.has(path));
    await cache.addAll(further);
    for (const path of further) known.add(path);
  }
}

async function digestOf(text: string): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text)));
  return Array.from(digest.slice(0, 8), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
