/**
 * Tells Rust what was looked at: what stood in a window that is seen, for two seconds, at least half of it.
 */
import type { Attachment } from 'svelte/attachments';

import { ask } from './api';
import { app } from './app.svelte';

const LOOKED = 2000;
const told = new Set<string>();
let waiting = new Set<string>();
let flush: ReturnType<typeof setTimeout> | undefined;

async function tell(): Promise<void> {
  const changes = [...waiting];
  waiting = new Set();
  try {
    await app.takeFamily(ask('see', { changes }));
  } catch {
    // Not seen after all: it will be when it is looked at again.
    for (const change of changes) told.delete(change);
  }
}

/** Marks `changes` as seen once the element was looked at. */
export function seen(changes: readonly string[]): Attachment<Element> {
  return (element) => {
    const fresh = changes.filter((change) => !told.has(change));
    if (fresh.length === 0 || !('IntersectionObserver' in window)) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let inside = false;
    const look = () => {
      clearTimeout(timer);
      if (!inside || document.hidden) return;
      timer = setTimeout(() => {
        for (const change of fresh) {
          told.add(change);
          waiting.add(change);
        }
        clearTimeout(flush);
        flush = setTimeout(() => void tell(), 200);
        stop();
      }, LOOKED);
    };
    const observer = new IntersectionObserver(
      (entries) => {
        inside = entries.at(-1)?.isIntersecting ?? false;
        look();
      },
      { threshold: 0.5 },
    );
    const stop = () => {
      clearTimeout(timer);
      observer.disconnect();
      document.removeEventListener('visibilitychange', look);
    };
    observer.observe(element);
    document.addEventListener('visibilitychange', look);
    return stop;
  };
}

/** Scrolls to an element and lets it show itself; of several to the first. */
const show: Attachment<HTMLElement> = (element) => {
  const frame = requestAnimationFrame(() => {
    if (!document.querySelector('.picked')) {
      element.scrollIntoView({ block: 'center' });
      // A link can have the focus as it is, and stays within reach of the Tab key.
      if (element.tabIndex < 0) element.tabIndex = -1;
      element.focus({ preventScroll: true });
    }
    element.classList.add('picked');
  });
  return () => {
    cancelAnimationFrame(frame);
    element.classList.remove('picked');
  };
};

/** For what the address picks. Always the same function: what is read anew meanwhile drags nobody back. */
export function picked(is: boolean): Attachment<HTMLElement> | false {
  return is && show;
}
