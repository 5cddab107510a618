// Talks to the server by plain requests, so that the page's live connection may be lost without anybody noticing.
export type Answer<T> = { ok: true; value: T } | { ok: false; lost: boolean; words: string };

/** Asks the server; without a body it is a read. */
export async function ask<T>(path: string, body?: unknown, again = true): Promise<Answer<T>> {
  try {
    const answer = await fetch(path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': token()?.content ?? '' },
      body: body === undefined ? undefined : JSON.stringify(body),
      credentials: 'same-origin',
      signal: AbortSignal.timeout(20_000),
    });
    if (answer.ok) {
      return { ok: true, value: await answer.json() as T };
    }

    const problem = await answer.json().catch(() => ({})) as { type?: string; detail?: string };
    if (again && problem.type === 'urn:bilskyweb:error:request.stale_form' && await renewToken()) {
      return await ask<T>(path, body, false);
    }

    return answer.status === 401
      ? { ok: false, lost: true, words: 'You are signed out. Sign in again in another tab; what waits here is then saved.' }
      : answer.status >= 500 || answer.status === 429
        ? { ok: false, lost: true, words: 'The server is not ready.' }
        : { ok: false, lost: false, words: problem.detail ?? `The server refused this (${answer.status}).` };
  } catch {
    return { ok: false, lost: true, words: 'The server cannot be reached.' };
  }
}

/** Where the page keeps the token that each request that changes something carries. */
export const token = () => document.querySelector<HTMLMetaElement>('meta[name=csrf-token]');

/** The page's token belongs to a sign-in; after another one the page has to fetch itself a new one. */
async function renewToken(): Promise<boolean> {
  const page = await fetch(location.href, { credentials: 'same-origin' });
  const fresh = new DOMParser().parseFromString(await page.text(), 'text/html').querySelector<HTMLMetaElement>('meta[name=csrf-token]');
  const here = token();
  if (!page.ok || !fresh || !here) {
    return false;
  }

  here.content = fresh.content;
  return true;
}
