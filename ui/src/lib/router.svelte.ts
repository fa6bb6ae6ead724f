/**
 * Addresses after the `#`. Every item has one, so a notification opens exactly it; back goes back, and finds
 * the place where one was reading.
 *
 * `#/diary/<student>/<date>?lesson=<id>`: parts are percent-encoded, what follows `?` picks an item.
 */
import { viewport } from './viewport.svelte';

export interface Route {
  /** "diary"; "today" where the address says nothing. */
  readonly screen: string;
  /** What follows the screen, decoded. */
  readonly parts: readonly string[];
  /** The item that is picked, by its kind: `{ lesson: '17' }`. */
  readonly item: Readonly<Record<string, string>>;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // A broken percent sign in a link from outside is shown as it stands.
    return text;
  }
}

/** Reads an address: "#/marks/ab/%D0%90" → marks, ["ab", "А"]. */
export function parse(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const [screen = '', ...parts] = path.split('/').filter((part) => part !== '').map(decode);
  const item: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(query)) item[name] = value;
  return { screen: screen || 'today', parts, item };
}

/** Writes an address; the other way round than [`parse`]. Parts that are absent are left out. */
export function address(screen: string, ...parts: (string | null | undefined)[]): string {
  const given = parts.filter((part): part is string => part != null && part !== '');
  return `#/${[screen, ...given].map(encodeURIComponent).join('/')}`;
}

interface Place {
  /** How many steps of ours lie behind this one. */
  depth: number;
}

const places = new Map<string, number>();

class Router {
  /** Where we are. */
  route = $state.raw(parse(location.hash));
  /** How many steps back are our own: a back arrow with nothing behind it leads up instead. */
  depth = $state(0);
  #key = '';
  /** How to close what lies over the page, the uppermost last. */
  #covers: (() => void)[] = [];
  /** The step that a way back took too far is on its way to be undone. */
  #returning = false;

  constructor() {
    const known = history.state as Place | null;
    this.depth = known?.depth ?? 0;
    history.replaceState({ depth: this.depth }, '');
    if ('scrollRestoration' in history) history.scrollRestoration = 'manual';
    this.#key = this.#here();
    addEventListener('popstate', (event) => {
      const place = event.state as Place | null;
      if (place && place.depth === this.depth && this.#returning) {
        this.#returning = false;
        return;
      }
      const over = this.#covers.at(-1);
      if (place && over && place.depth !== this.depth) {
        // Whoever goes back means what lies over the page. A step cannot be refused, only taken back.
        this.#returning = true;
        history.go(this.depth - place.depth);
        over();
      } else if (place) {
        this.#arrive(place.depth);
      } else {
        // A plain link was followed: a step of ours without our mark on it.
        history.replaceState({ depth: this.depth + 1 }, '');
        this.#arrive(this.depth + 1);
      }
    });
  }

  #here(): string {
    return `${this.depth} ${location.hash}`;
  }

  #leave(): void {
    places.set(this.#key, scrollY);
  }

  #arrive(depth: number): void {
    this.#leave();
    this.#returning = false;
    const before = this.route;
    this.depth = depth;
    this.#key = this.#here();
    this.route = parse(location.hash);
    const sameList = before.screen === this.route.screen && before.parts[0] === this.route.parts[0] && before.item.view === this.route.item.view;
    const known = places.get(this.#key);
    // Where all settings stand on one page, the page goes to its section by itself.
    if (known === undefined && viewport.wide && this.route.screen === 'settings' && this.route.parts.length) return;
    restore(known ?? (sameList && before.parts.length === this.route.parts.length ? scrollY : 0));
  }

  /** Goes to an address; back returns from there. */
  go(to: string): void {
    if (to === location.hash) return;
    this.#leave();
    history.pushState({ depth: this.depth + 1 }, '', to);
    places.delete(`${this.depth + 1} ${to}`);
    this.#arrive(this.depth + 1);
  }

  /** Puts another address in place of this one: a day swiped, a choice made. */
  replace(to: string): void {
    history.replaceState({ depth: this.depth }, '', to);
    this.#key = this.#here();
    this.route = parse(location.hash);
  }

  /** As [`replace`], unless one has gone elsewhere since `from` was the address: what took its time drags nobody back. */
  replaceFrom(from: string, to: string): void {
    if (location.hash === from) this.replace(to);
  }

  /** Something lies over the page, until the returned function is called: the way back closes it first. */
  cover(close: () => void): () => void {
    this.#covers.push(close);
    return () => {
      this.#covers = this.#covers.filter((each) => each !== close);
    };
  }

  /** Closes all that lies over the page: something else is to be seen now. */
  uncover(): void {
    for (const close of this.#covers.toReversed()) close();
  }

  /** Goes back where it came from, or up where it came from nowhere. */
  back(up: string): void {
    if (this.depth > 0) history.back();
    else this.replace(up);
  }
}

/** Scrolls once what is to be scrolled stands there: it comes from Rust, a moment later. */
function restore(top: number): void {
  let tries = 20;
  const attempt = () => {
    if (top === 0 || document.documentElement.scrollHeight - innerHeight >= top || tries-- === 0) scrollTo(0, top);
    else requestAnimationFrame(attempt);
  };
  requestAnimationFrame(attempt);
}

export const router = new Router();
