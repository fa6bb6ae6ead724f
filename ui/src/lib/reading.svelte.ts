/**
 * One view of Rust on the screen: from memory at once, then fresh, then again when an event says so. What was
 * shown stays while it is read anew, and stays where that fails: a screen is never blank because of trouble.
 */
import { untrack } from 'svelte';

import { ApiError, ask, type Command, type Request, type Response } from './api';
import type { AppEvent } from './api/types';
import { app } from './app.svelte';
import { afterFrame, afterPaint } from './painted';

const memory = new Map<string, unknown>();
let memoryOf = 0;

function recall(key: string, era: number): unknown {
  if (era !== memoryOf) {
    memory.clear();
    memoryOf = era;
  }
  return memory.get(key);
}

function remember(key: string, view: unknown): void {
  memory.delete(key);
  memory.set(key, view);
  if (memory.size > 48) memory.delete(memory.keys().next().value as string);
}

const same = (one: unknown, other: unknown) => one === other || JSON.stringify(one) === JSON.stringify(other);

interface Options<C extends Command> {
  /** Whose data is shown; an event about others is let pass. Empty for everybody's. */
  of?: () => string;
  /** Reads anew after so many milliseconds, while the window is seen. */
  every?: number;
  /** What is known already at the first moment. */
  first?: () => Response<C> | null;
  /** Whether what is shown may stay while something else is asked. */
  stay?: boolean;
}

export interface Reading<C extends Command> {
  readonly view: Response<C> | null;
  /** What was asked when the view shown was answered. */
  readonly about: Request<C> | null;
  readonly problem: ApiError | null;
  /** Being read for longer than a moment. */
  readonly slow: boolean;
  refresh(): Promise<void>;
  /** Shows what a change answered with. What was asked before the change is asked again: its answer is of before. */
  put(view: Response<C>): void;
}

/** Reads `command` for as long as the component lives; anew when what `request` returns changes. */
export function reading<C extends Command>(command: C, request: () => Request<C> | null, options: Options<C> = {}): Reading<C> {
  const keyOf = (question: Request<C> | null) => (question ? `${app.era} ${command} ${JSON.stringify(question)}` : '');
  // What is in memory stands in the component's first drawing: put there by the effect below, it would have the screen
  // mounted, and laid out, once empty and once more with it.
  const given = options.first?.() ?? null;
  const question = untrack(request);
  const known = given ?? (untrack(() => recall(keyOf(question), app.era)) as Response<C> | undefined) ?? null;
  let view = $state.raw<Response<C> | null>(known);
  let about = $state.raw<Request<C> | null>(known && question);
  let problem = $state.raw<ApiError | null>(null);
  let slow = $state(false);
  let key = '';
  let asked: Request<C> | null = null;
  let running: Promise<void> | null = null;
  let again = false;
  let changes = 0;

  function show(next: Response<C>, question: Request<C>): void {
    // The same again is not drawn again.
    if (!same(about, question)) about = question;
    if (!same(view, next)) view = next;
  }

  async function read(): Promise<void> {
    const question = asked;
    const under = key;
    const before = changes;
    if (!question) return;
    const patience = setTimeout(() => (slow = true), 400);
    try {
      const next = await ask(command, question);
      if (before !== changes) return;
      remember(under, next);
      if (under === key) {
        problem = null;
        show(next, question);
      }
    } catch (caught) {
      if (under === key) problem = caught as ApiError;
    } finally {
      clearTimeout(patience);
      slow = false;
    }
  }

  /** One question at a time; what comes meanwhile is asked once more after it. */
  function refresh(): Promise<void> {
    if (running) {
      again = true;
      return running;
    }
    running = read().finally(() => {
      running = null;
      if (again) {
        again = false;
        void refresh();
      }
    });
    return running;
  }

  function put(next: Response<C>): void {
    if (!asked) return;
    changes += 1;
    again = running !== null;
    problem = null;
    remember(key, next);
    show(next, asked);
  }

  $effect(() => {
    const next = request();
    const era = app.era;
    untrack(() => {
      const nextKey = keyOf(next);
      if (nextKey === key) return;
      const known = recall(nextKey, era) as Response<C> | undefined;
      const first = key === '' && given !== null;
      key = nextKey;
      asked = next;
      problem = null;
      if (known && next) show(known, next);
      else if (!options.stay && !first) {
        view = null;
        about = null;
      }
      const still = () => {
        if (asked === next) void refresh();
      };
      if (first) afterPaint(still);
      else if (known) afterFrame(still);
      else still();
    });
  });

  $effect(() => {
    let stale = false;
    const wake = () => {
      if (!document.hidden && stale) {
        stale = false;
        void refresh();
      }
    };
    const renew = () => {
      stale = true;
      wake();
    };
    const concerns = (event: AppEvent): boolean => {
      const whose = options.of?.() ?? '';
      if (event.event === 'changed') return whose === '' || event.students.includes(whose);
      return event.event === 'status';
    };
    const quit = app.listen((event) => {
      if (concerns(event)) renew();
    });
    document.addEventListener('visibilitychange', wake);
    const timer = options.every ? setInterval(renew, options.every) : undefined;
    return () => {
      quit();
      document.removeEventListener('visibilitychange', wake);
      clearInterval(timer);
    };
  });

  return {
    get view() {
      return view;
    },
    get about() {
      return about;
    },
    get problem() {
      return problem;
    },
    get slow() {
      return slow;
    },
    refresh,
    put,
  };
}
