/** In a line that is drawn aside by the finger, the one that is chosen stands in sight: in the middle, where there is room. */
import type { Attachment } from 'svelte/attachments';

/** For each of the line, with whether it is the chosen one. The line itself is positioned: its own edge is measured from. */
export function reach(is: boolean): Attachment<HTMLElement> {
  return (element) => {
    const line = element.parentElement;
    if (is && line && line.scrollWidth > line.clientWidth) line.scrollLeft = element.offsetLeft - (line.clientWidth - element.offsetWidth) / 2;
  };
}
