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
