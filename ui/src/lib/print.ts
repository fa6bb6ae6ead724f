import { ask } from './api';
import { app } from './app.svelte';
import { viewport } from './viewport.svelte';

/** Prints the page as it stands. A phone's web view cannot by itself: there the shell does. */
export async function printPage(): Promise<void> {
  if (!app.start?.shares) {
    window.print();
    return;
  }
  // A phone's dialog takes the page as it is drawn, and tells it neither of its beginning nor of its end.
  viewport.printing = true;
  await new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const back = () => (viewport.printing = false);
  // Whoever touches the page has come back from the dialog.
  addEventListener('pointerdown', back, { once: true });
  if (!(await app.attempt(ask('print_page', {})))) back();
}
