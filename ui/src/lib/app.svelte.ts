/**
 * What the whole window knows: where the profile stands, who the children are, who is chosen, and one
 * sentence to be said at the foot of the window.
 */
import { ApiError, ask, firstView, hear } from './api';
import type { AppEvent, FamilyView, StartView, StudentView, Theme } from './api/types';
import { afterPaint } from './painted';
import { ofChild, ofScope } from './places';
import { address, router } from './router.svelte';
import { currentLanguage, useLanguage } from './words.svelte';

const nobody: FamilyView = { students: [], unread: 0, progress: [] };

function keep(name: string, value: string): void {
  try {
    localStorage.setItem(`peremena.${name}`, value);
  } catch {
    // Chosen anew at the next start.
  }
}

function kept(name: string): string {
  try {
    return localStorage.getItem(`peremena.${name}`) ?? '';
  } catch {
    return '';
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(`peremena.${name}`);
  } catch {
    // Nothing could be kept there either.
  }
}

/** Draws the theme. `theme.js` does the same before the first paint. */
function paint(theme: Theme): void {
  const dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const drawn = theme === 'system' ? (dark ? 'dark' : 'light') : theme;
  document.documentElement.dataset.theme = drawn;
  document.querySelector('meta[name=theme-color]')?.setAttribute('content', getComputedStyle(document.documentElement).getPropertyValue('--paper').trim());
}

/** How often it is told that somebody is there, in milliseconds: the shortest lock waits for a minute. */
const TELL_EVERY = 10_000;

/** What a start says of how things stand: all but what a moment changes, as the age of the data and what is unread. */
function standing({ state, words, language, theme, demo, family }: StartView): string {
  const students = family.students.map(({ id, name, full_name, initial, class: form, school, colour, account, system }) => [id, name, full_name, initial, form, school, colour, account, system]);
  return JSON.stringify([state, words, language, theme, demo, students]);
}

class App {
  start = $state.raw<StartView | null>(null);
  family = $state.raw<FamilyView>(nobody);
  /** Why there is no start. */
  problem = $state.raw<ApiError | null>(null);
  /** The child in whose name Сегодня and Лента are shown; empty for the whole family. */
  scope = $state(kept('scope'));
  /** The child whose diary was open last. */
  #child = $state(kept('child'));
  /** Said once at the foot of the window, and to a screen reader. */
  said = $state('');
  /** Counts up when nothing that was read before holds any more: another language, another family. */
  era = $state(0);
  #theme: Theme = 'system';
  /** The answer about where things stand that is waited for; null where something newer was taken into use. */
  #awaited: Promise<StartView> | null = null;
  #listeners = new Set<(event: AppEvent) => void>();
  #quiet: ReturnType<typeof setTimeout> | undefined;
  /** When it was last told that somebody is there. */
  #told = -Infinity;

  /** Draws what the window was made with, so that the first paint waits for no answer. */
  begin(): void {
    const first = firstView();
    if (!first) return;
    this.take(first);
    performance.mark('begun');
  }

  /** Asks where things stand, and follows what happens until the returned function is called. */
  run(): () => void {
    const end = new AbortController();
    const { signal } = end;
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => paint(this.#theme), { signal });
    for (const sign of ['pointerdown', 'keydown', 'wheel']) addEventListener(sign, () => this.#touched(), { passive: true, capture: true, signal });
    // Before anything is asked: where a notice leads is said as soon as it is.
    const quit = hear((event) => this.#heard(event));
    const read = () => void this.read();
    if (this.start) afterPaint(read);
    else read();
    return () => {
      end.abort();
      quit();
    };
  }

  /** Somebody is there: the app lock need not close yet. Rust counts the time. */
  #touched(): void {
    if (!this.start?.lock || this.start.state !== 'ready' || performance.now() - this.#told < TELL_EVERY) return;
    this.#told = performance.now();
    void ask('touch').catch(() => undefined);
  }

  /** Closes the app lock. */
  async lock(): Promise<void> {
    const start = await this.attempt(ask('lock_now'));
    if (start) this.take(start);
  }

  /**
   * Where things stand now. What says the same as what is drawn is not drawn again; where only a moment has passed since,
   * what was read holds, and the screens are not emptied for it.
   */
  async read(): Promise<void> {
    this.problem = null;
    const answer = ask('start', { locale: navigator.language });
    this.#awaited = answer;
    try {
      const start = await answer;
      // Something newer was asked or taken meanwhile: a lock that fell is not opened by an answer of before it.
      if (this.#awaited !== answer) return;
      const drawn = this.start;
      if (JSON.stringify(start) === JSON.stringify(drawn)) return;
      if (!drawn || standing(start) !== standing(drawn)) {
        this.take(start);
        return;
      }
      this.family = start.family;
      this.start = start;
    } catch (problem) {
      if (this.#awaited === answer) this.problem = problem as ApiError;
    }
  }

  /** Takes a new start into use: nothing read before it holds. */
  take(start: StartView): void {
    this.#awaited = null;
    const before = this.start;
    if (start.language !== currentLanguage()) useLanguage(start.language);
    else document.documentElement.lang = start.language;
    this.#theme = start.theme;
    keep('theme', start.theme);
    paint(start.theme);
    this.family = start.family;
    // A family that signed out leaves no id behind. One that is only locked away is still the family.
    if (start.state === 'ready' || start.state === 'welcome') {
      for (const name of ['scope', 'child']) if (kept(name) && !this.student(kept(name))) forget(name);
    }
    if (!this.student(this.scope)) this.scope = this.student(kept('scope')) ? kept('scope') : '';
    // A family of one is that one.
    if (start.family.students.length === 1) this.scope = start.family.students[0]?.id ?? '';
    this.start = start;
    if (before) this.era += 1;
  }

  #heard(event: AppEvent): void {
    if (event.event === 'open') {
      router.uncover();
      router.go(`#${event.route.replace(/^#/, '')}`);
      return;
    }
    if (event.event === 'family' || event.event === 'lock') void this.read();
    else if (this.start?.state === 'ready') void this.readFamily();
    for (const listener of this.#listeners) listener(event);
  }

  /**
   * Takes the children of an answer into use, unless a lock fell or another diary was opened while it was awaited: those
   * children are not this window's any more.
   */
  async takeFamily(answer: Promise<FamilyView>): Promise<FamilyView> {
    const era = this.era;
    const family = await answer;
    if (era === this.era) this.family = family;
    return family;
  }

  async readFamily(): Promise<void> {
    try {
      await this.takeFamily(ask('family'));
    } catch {
      // What is shown stays; the next event asks again.
    }
  }

  /** Hears events of Rust. What was done here is told by one as well: no screen is asked for anew by hand. */
  listen(listener: (event: AppEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  student(id: string | undefined): StudentView | null {
    return this.family.students.find((student) => student.id === id) ?? null;
  }

  /** The child of the diary and the marks, where the address names none. */
  get child(): string {
    return (this.student(this.scope) ?? this.student(this.#child) ?? this.family.students[0])?.id ?? '';
  }

  /** A child's page was opened: the next diary is this child's. */
  visit(student: string): void {
    if (student && student !== this.#child) {
      this.#child = student;
      keep('child', student);
    }
  }

  /** Chooses a child, or the whole family, and shows the same screen for it. */
  choose(student: string): void {
    this.scope = student;
    keep('scope', student);
    const { screen, item } = router.route;
    // What is searched for is searched for in the other child's years too.
    const question = screen === 'search' && item.q ? `?q=${encodeURIComponent(item.q)}` : '';
    if (student) {
      this.visit(student);
      router.go(ofChild.has(screen) || ofScope.has(screen) ? address(screen, student) + question : address('today', student));
    } else {
      router.go(ofScope.has(screen) ? address(screen) + question : address('today'));
    }
  }

  /** Says one sentence. */
  say(text: string): void {
    clearTimeout(this.#quiet);
    this.said = text;
    this.#quiet = setTimeout(() => (this.said = ''), 6000);
  }

  /** Does something that may fail, and says what went wrong. */
  async attempt<T>(deed: Promise<T>): Promise<T | null> {
    try {
      return await deed;
    } catch (problem) {
      this.say((problem as ApiError).message);
      return null;
    }
  }

  /** Asks the school now. */
  async sync(student: string): Promise<void> {
    const done = await this.attempt(ask('sync_now', { student: student || null }));
    if (done) this.say(done.trouble ? `${done.trouble.what} ${done.trouble.todo}` : done.words);
  }

  /** Opens the sign-in of an account that is known already. */
  async signInAgain(account: string): Promise<void> {
    const settings = await this.attempt(ask('settings'));
    const found = settings?.accounts.find((each) => each.account === account);
    router.go(found ? `${address('sign-in', found.system_word)}?account=${encodeURIComponent(account)}` : address('settings', 'accounts'));
  }
}

export const app = new App();
