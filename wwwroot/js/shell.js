// What the shell needs before and beside the circuit: the theme, the reconnect band, menus that close.
const remember = theme => {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `bilsky-theme=${theme}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
};

window.bilsky = {
  showTheme(theme) { document.documentElement.dataset.theme = theme; },
  chooseTheme(theme) { remember(theme); this.showTheme(theme); },
};

document.addEventListener('click', event => {
  if (event.target.closest('[data-reload]')) location.reload();
  if (event.target.closest('[data-reconnect]')) {
    Blazor.reconnect().then(done => { if (!done) location.reload(); }, () => {});
  }
  for (const menu of document.querySelectorAll('details.account-menu[open]')) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener('keydown', event => {
  if (event.key !== 'Escape') return;
  for (const menu of document.querySelectorAll('details.account-menu[open]')) {
    menu.open = false;
    menu.querySelector('summary').focus();
  }
});

// Rows of a list: j and k, or arrows, move the focus; Enter is the link's own.
const isTyping = target => target.closest('input, textarea, select, [contenteditable]');

document.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  const list = document.querySelector('[data-rows]');
  if (!step || !list) return;
  const rows = [...list.querySelectorAll('a[data-row]')];
  if (rows.length === 0) return;
  const at = rows.indexOf(document.activeElement);
  const next = at < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + step, 0), rows.length - 1);
  event.preventDefault();
  rows[next].focus({ preventScroll: true });
  rows[next].closest('li').scrollIntoView({ block: 'nearest' });
});

// A live update may move the focused row to another place, and a moved element loses its focus: give it back.
let focusedRow = null;
document.addEventListener('focusin', event => { focusedRow = event.target.closest('a[data-row]'); });
new MutationObserver(() => {
  if (focusedRow && document.activeElement === document.body && focusedRow.isConnected) {
    focusedRow.focus({ preventScroll: true });
  }
}).observe(document.body, { childList: true, subtree: true });

// A key image opens large over the page. Without this script the link opens it by itself.
document.addEventListener('click', event => {
  const link = event.target.closest('a[data-enlarge]');
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  const dialog = document.createElement('dialog');
  dialog.className = 'enlarged';
  const picture = document.createElement('img');
  picture.src = link.href;
  picture.alt = link.querySelector('img')?.alt ?? '';
  dialog.setAttribute('aria-label', picture.alt);
  const form = document.createElement('form');
  form.method = 'dialog';
  const close = document.createElement('button');
  close.className = 'button';
  close.textContent = 'Close (Esc)';
  form.append(close);
  dialog.append(form, picture);
  dialog.addEventListener('click', inside => { if (inside.target === dialog) dialog.close(); });
  dialog.addEventListener('close', () => { dialog.remove(); link.focus(); });
  document.body.append(dialog);
  dialog.showModal();
});

// On paper a picture that was never scrolled to is a black box: those are fetched when printing begins.
addEventListener('beforeprint', () => {
  for (const picture of document.querySelectorAll('img[loading=lazy]')) picture.loading = 'eager';
});
