import type { KeyFacts } from './examples';

const QUERY = '{ viewer { scopes states { code } } }';

// What a key may do; null when the service does not say: GraphiQL then shows why.
export async function keyFacts(apiKey: string, endpoint: string, signal: AbortSignal): Promise<KeyFacts | null> {
  try {
    const response = await fetch(endpoint, {
      method: 'POST',
      signal,
      headers: { Accept: 'application/json', 'Content-Type': 'application/json', Authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ query: QUERY }),
    });
    const answer = (await response.json()) as { data?: { viewer?: KeyFacts | null } | null };
    return answer.data?.viewer ?? null;
  } catch {
    return null;
  }
}
