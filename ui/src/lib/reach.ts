/** What is to stand in sight, in what is too narrow for all of it. */
import type { Attachment } from 'svelte/attachments';

/** In a field that is too short for its path the end stands in sight: which file it is, rather than whose disk. */
export function tail(path: string): Attachment<HTMLInputElement> {
  return (input) => {
    const show = () => {
      if (document.activeElement !== input) input.scrollLeft = input.scrollWidth;
    };
    // A browser goes back to the beginning once the field is left, and no value is drawn before the next frame.
    const later = () => requestAnimationFrame(show);
    const frame = path ? later() : 0;
    input.addEventListener('blur', later);
    return () => {
      cancelAnimationFrame(frame);
      input.removeEventListener('blur', later);
    };
  };
}

/**
 * In a line that is drawn aside by the finger, the one that is chosen stands in sight: in the middle, where there is room.
 * For each of the line, with whether it is the chosen one. The line itself is positioned: its own edge is measured from.
 */
export function reach(is: boolean): Attachment<HTMLElement> {
  return (element) => {
    const line = element.parentElement;
    if (is && line && line.scrollWidth > line.clientWidth) line.scrollLeft = element.offsetLeft - (line.clientWidth - element.offsetWidth) / 2;
  };
}

/** What is told below what was pressed comes into sight, and moves the page no farther than that takes. */
export const seen: Attachment = (element) => {
  element.scrollIntoView?.({ block: 'nearest' });
};
