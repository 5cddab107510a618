import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import { open } from '../../src/referral/page';
import type { Form } from '../../src/referral/model';
import { freshBrowser, settled } from '../browser';

const form: Form = { id: 'f', submittedAt: null, required: {}, answers: {} };

/** The form's page without a control, and a server that is away until the test says otherwise. */
function opened(byButton: boolean) {
  const saving = { textContent: '' };
  const server = { away: true };
  const root = { querySelectorAll: () => [], querySelector: (what: string) => (what.includes('saving') ? saving : null) } as unknown as HTMLElement;
  Object.assign(globalThis, {
    window: { addEventListener: () => { } },
    document: { querySelector: () => null },
    fetch: async () => server.away ? Promise.reject(new TypeError('away')) : new Response(JSON.stringify(form)),
  });
  return { server, saving, page: open(root, { form: 'f', study: 's', user: 'u', byButton }, { invokeMethodAsync: async () => undefined }) };
}

beforeEach(freshBrowser);

for (const byButton of [true, false]) {
  test(`read_afterAFirstReadThatFailed_takesItsMessageAway, by button: ${byButton}`, async () => {
    const { server, saving, page } = opened(byButton);
    await settled();
    assert.match(saving.textContent, /cannot be reached/);

    server.away = false;
    await page.read();

    assert.equal(saving.textContent, '');
    page.dispose();
  });
}
