/**
 * The first frame that shows data. What the page was given at its start is drawn before anything is asked: an answer that
 * comes in between has the frame drawn twice.
 */

/** A window that nobody sees draws no frames. */
const LONGEST = 1_000;

let settle: () => void = () => undefined;
let done = false;

const first = new Promise<void>((resolve) => {
  settle = () => {
    done = true;
    resolve();
  };
});

/** The page has something to draw: the first frame with it is awaited. The real-window tests and the benches look for it. */
export function draw(): void {
  const root = document.documentElement;
  if (root.dataset.painted) return;
  setTimeout(settle, LONGEST);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      root.dataset.painted = '1';
      performance.mark('painted');
      settle();
    }),
  );
}

/** Does `work` after the first frame. */
export function afterPaint(work: () => void): void {
  if (done || document.hidden) work();
  else void first.then(work);
}
