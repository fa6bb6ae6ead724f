// Runs before the first paint, from a file of its own since the page allows no inline script. It
// only repeats the choice of last time; `StartView` confirms or corrects it a moment later.
(function () {
  var wanted = 'system';
  try {
    wanted = localStorage.getItem('peremena.theme') || 'system';
  } catch (_) {
    // A window without storage follows the system.
  }
  var dark = matchMedia('(prefers-color-scheme: dark)').matches;
  document.documentElement.dataset.theme = wanted === 'system' ? (dark ? 'dark' : 'light') : wanted;
})();
