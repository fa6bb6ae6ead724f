/**
 * The first frame that shows data. What the page was given at its start is drawn before anything is asked: an answer that
 * comes in between has the frame drawn twice.
 */

/** A window that nobody sees draws no frames. */
const LONGEST = 1_000;

/** What waits for the first frame; null once it is there. */
let waiting: (() => void)[] | null = [];

function release(): void {
  const works = waiting ?? [];
  waiting = null;
  for (const work of works) work();
}

/** The page has something to draw: the first frame with it is awaited. The real-window tests and the benches look for it. */
export function draw(): void {
  const root = document.documentElement;
  if (root.dataset.painted) return;
  setTimeout(release, LONGEST);
  requestAnimationFrame(() =>
    requestAnimationFrame(() => {
      root.dataset.painted = '1';
      performance.mark('painted');
      release();
    }),
  );
}

/** Does `work` after the first frame. */
export function afterPaint(work: () => void): void {
  if (!waiting || document.hidden) work();
  else waiting.push(work);
}

/** Does `work` after the frame that shows what was just changed: a press is answered before anything is asked. */
export function afterFrame(work: () => void): void {
  if (document.hidden) return work();
  let waits = true;
  const once = () => {
    if (waits) work();
    waits = false;
  };
  setTimeout(once, LONGEST);
  requestAnimationFrame(() => setTimeout(once));
}
