// The page behind a referral link. The secret stands behind the #, which no browser sends: it is taken out of the address before anything else,
// and exchanged by one request for a session of its guest.
import { secretIn } from './secret';
import { token } from '../shared/requests';

const part = (role: string) => document.querySelector<HTMLElement>(`[data-role="${role}"]`)!;

async function open(secret: string): Promise<void> {
  part('none').hidden = true;
  part('problem').hidden = true;
  part('opening').hidden = false;
  let words = 'The server cannot be reached. Check your network and open the link again.';
  try {
    const answer = await fetch('/api/referral-links/open', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'X-CSRF-TOKEN': token()?.content ?? '' },
      body: JSON.stringify({ secret }),
      credentials: 'same-origin',
    });
    if (answer.ok) {
      location.replace('/by-link/referral');
      return;
    }
    words = answer.status === 429
      ? 'Too many tries from here. Wait a minute and open the link again.'
      : (await answer.json().catch(() => ({})) as { detail?: string }).detail ?? `The server did not open the link (${answer.status}). Open it again in a moment.`;
  } catch {
    // Said above.
  }
  part('opening').hidden = true;
  part('problem').textContent = words;
  part('problem').hidden = false;
}

function start(): void {
  const secret = secretIn(location.hash);
  if (location.hash) {
    history.replaceState(null, '', location.pathname);
  }
  if (secret) {
    void open(secret);
  }
}

start();

// Another link opened in this very tab changes only what stands behind the #.
window.addEventListener('hashchange', start);
