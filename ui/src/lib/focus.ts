/** What was pressed may go away with what it did. The focus is not lost with it: a keyboard would begin at the window's top again. */
import type { Attachment } from 'svelte/attachments';

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, [tabindex]';

/** On a page: where what had the focus was taken out of it, what stood before that has it, as near as there still is something. */
export const keep: Attachment<HTMLElement> = (page) => {
  let last: HTMLElement | null = null;
  let before: HTMLElement[] = [];
  const remember = ({ target }: FocusEvent) => {
    // A dialog gives the focus back by itself.
    last = target instanceof HTMLElement && page.contains(target) && !target.closest('dialog') ? target : null;
    const all = [...page.querySelectorAll<HTMLElement>(FOCUSABLE)];
    before = last ? all.slice(0, Math.max(0, all.indexOf(last))).reverse() : [];
  };
  const watch = new MutationObserver(() => {
    if (!last || last.isConnected) return;
    last = null;
    for (const each of [...before, page]) {
      if (document.activeElement !== document.body) return;
      // What is gone too, or cannot be pressed now, does not take it.
      if (each.isConnected) each.focus({ preventScroll: true });
    }
  });
  document.addEventListener('focusin', remember);
  watch.observe(page, { childList: true, subtree: true });
  return () => {
    document.removeEventListener('focusin', remember);
    watch.disconnect();
  };
};
