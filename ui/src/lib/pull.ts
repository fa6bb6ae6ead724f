/** The page drawn down by a finger beyond its top: how far, and what is asked for with it. */

/** How far the finger goes before the page asks, in CSS pixels. */
export const ENOUGH = 96;

/** Before that nobody knows yet whether the finger goes down or aside. */
const UNDECIDED = 10;

/** What follows a finger of its own: a list that is not at its top, what is chosen or written with, what floats. */
const APART = 'dialog, [role=menu], input, select, textarea, nav';

/** One finger on the page, from where it was put down. Pure but for what lies under it. */
export class Pull {
  #from: { x: number; y: number } | null = null;
  #decided = false;
  /** How far the page is drawn, in CSS pixels; 0 where it is not. */
  drawn = 0;

  /** A finger is put on `target`; `top` where the page stands at its top. */
  begin(touches: number, x: number, y: number, target: EventTarget | null, top: boolean): void {
    const apart = target instanceof Element && (target.closest(APART) !== null || scrolled(target));
    this.#from = touches === 1 && top && !apart ? { x, y } : null;
    this.#decided = false;
    this.drawn = 0;
  }

  /** It moves; `top` as before: where the page itself has begun to scroll, it is no pull. */
  move(touches: number, x: number, y: number, top: boolean): void {
    if (!this.#from) return;
    const [across, down] = [x - this.#from.x, y - this.#from.y];
    if (!this.#decided && Math.max(Math.abs(across), Math.abs(down)) < UNDECIDED) return;
    if (touches !== 1 || !top || (!this.#decided && down <= Math.abs(across))) {
      this.cancel();
      return;
    }
    this.#decided = true;
    this.drawn = Math.max(0, down);
  }

  /** It is lifted: whether that asks. */
  end(): boolean {
    const asks = this.drawn >= ENOUGH;
    this.cancel();
    return asks;
  }

  cancel(): void {
    this.#from = null;
    this.drawn = 0;
  }
}

/** Whether something below the page has been scrolled: a finger that goes down scrolls it back. */
function scrolled(target: Element): boolean {
  for (let each: Element | null = target; each && each !== document.documentElement; each = each.parentElement) if (each !== document.body && each.scrollTop > 0) return true;
  return false;
}
