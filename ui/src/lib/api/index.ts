/**
 * The one door to Rust: `ask` a command, `hear` events. Which end answers is chosen here, once:
 * Tauri's IPC in the window, HTTP in a plain browser, invented views under `--mode fixtures`.
 *
 * Requests name only what they want to say; Rust fills in the rest. Whatever goes wrong arrives as
 * an [`ApiError`], so a screen has one kind of trouble to draw.
 */
import { t } from '../words.svelte';
import { http } from './http';
import { tauri } from './tauri';
import type { AppEvent, Commands, ErrorCode, ErrorView, StartView } from './types';

export type Command = keyof Commands;
export type Request<C extends Command> = Partial<Commands[C]['request']>;
export type Response<C extends Command> = Commands[C]['response'];

/** What carries a command to Rust and events back. */
export interface End {
  ask(command: Command, request: Record<string, unknown>): Promise<unknown>;
  hear(listener: (event: AppEvent) => void): () => void;
}

declare global {
  interface Window {
    /** What the shell knew when it made this window. */
    __PEREMENA_FIRST__?: StartView;
  }
}

/** What there is to draw before anything is asked; once. A page that is loaded anew gets the old one again: it asks. */
export function firstView(): StartView | null {
  const view = window.__PEREMENA_FIRST__ ?? null;
  delete window.__PEREMENA_FIRST__;
  const [navigation] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  return navigation?.type === 'reload' ? null : view;
}

/** Something that went wrong, with words for the person in front of it. */
export class ApiError extends Error {
  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly retryAfter: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

function isErrorView(value: unknown): value is ErrorView {
  return typeof value === 'object' && value !== null && 'code' in value && 'message' in value;
}

async function choose(): Promise<End> {
  if (import.meta.env.MODE === 'fixtures') return (await import('../../../tests/fixtures/end')).fixtures();
  return '__TAURI_INTERNALS__' in window ? tauri : http;
}

let end: Promise<End> | null = null;

/** For tests: answers from here on come from `other`. */
export function useEnd(other: End | null): void {
  end = other && Promise.resolve(other);
}

function current(): Promise<End> {
  return (end ??= choose());
}

/** Asks Rust. Fails with an [`ApiError`] only. */
export async function ask<C extends Command>(command: C, request: Request<C> = {}): Promise<Response<C>> {
  try {
    return (await (await current()).ask(command, request)) as Response<C>;
  } catch (problem) {
    if (isErrorView(problem)) throw new ApiError(problem.code, problem.message, problem.retry_after);
    throw new ApiError('other', t('error-no-answer'));
  }
}

/** Hears events until the returned function is called. */
export function hear(listener: (event: AppEvent) => void): () => void {
  let stop: (() => void) | null = null;
  let stopped = false;
  void current().then((chosen) => {
    if (!stopped) stop = chosen.hear(listener);
  });
  return () => {
    stopped = true;
    stop?.();
  };
}
