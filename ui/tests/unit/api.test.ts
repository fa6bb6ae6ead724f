import { afterEach, describe, expect, it, vi } from 'vitest';

import { ApiError, ask, hear, useEnd } from '../../src/lib/api';
import { http } from '../../src/lib/api/http';
import { tauri } from '../../src/lib/api/tauri';
import type { AppEvent } from '../../src/lib/api/types';

const { invoke, listen } = vi.hoisted(() => ({ invoke: vi.fn(), listen: vi.fn() }));
vi.mock('@tauri-apps/api/core', () => ({ invoke }));
vi.mock('@tauri-apps/api/event', () => ({ listen }));

afterEach(() => {
  useEnd(null);
  vi.unstubAllGlobals();
  invoke.mockReset();
  listen.mockReset();
});

describe('in the window', () => {
  it('a command is invoked with its request', async () => {
    useEnd(tauri);
    invoke.mockResolvedValue({ students: [], unread: 0 });
    await expect(ask('see', { all: true })).resolves.toEqual({ students: [], unread: 0 });
    expect(invoke).toHaveBeenCalledWith('see', { request: { all: true } });
  });

  it('an error of Rust keeps its words and its code', async () => {
    useEnd(tauri);
    invoke.mockRejectedValue({ code: 'school', message: 'Школа не отвечает.', retry_after: 30 });
    const failed = await ask('sync_now').catch((problem: unknown) => problem);
    expect(failed).toBeInstanceOf(ApiError);
    expect(failed).toMatchObject({ code: 'school', message: 'Школа не отвечает.', retryAfter: 30 });
  });

  it('anything else that goes wrong is told in our words', async () => {
    useEnd(tauri);
    invoke.mockRejectedValue('command start not found');
    const failed = await ask('start').catch((problem: unknown) => problem);
    expect(failed).toMatchObject({ code: 'other' });
    expect((failed as ApiError).message).not.toContain('command');
  });

  it('Rust is asked for the start only once events are heard: it may lead on with the first', async () => {
    useEnd(tauri);
    invoke.mockResolvedValue({});
    let listens: (unlisten: () => void) => void = () => {};
    listen.mockReturnValue(new Promise((resolve) => (listens = resolve)));
    hear(() => undefined);
    const start = ask('start');
    await ask('family');
    expect(invoke.mock.calls.map(([command]: unknown[]) => command)).toEqual(['family']);
    listens(() => undefined);
    await start;
    expect(invoke.mock.calls.map(([command]: unknown[]) => command)).toEqual(['family', 'start']);
  });

  it('events are heard until one stops listening', async () => {
    useEnd(tauri);
    const unlisten = vi.fn();
    let emit: (event: { payload: AppEvent }) => void = () => {};
    listen.mockImplementation((name: string, handler: typeof emit) => {
      expect(name).toBe('app');
      emit = handler;
      return Promise.resolve(unlisten);
    });
    const heard: AppEvent[] = [];
    const stop = hear((event) => heard.push(event));
    await vi.waitFor(() => expect(listen).toHaveBeenCalled());
    emit({ payload: { event: 'status' } });
    expect(heard).toEqual([{ event: 'status' }]);
    stop();
    await vi.waitFor(() => expect(unlisten).toHaveBeenCalled());
  });
});

describe('in a plain browser', () => {
  it('a command is a POST of its request', async () => {
    const fetch = vi.fn().mockResolvedValue(new Response('{"sections":[]}', { status: 200 }));
    vi.stubGlobal('fetch', fetch);
    useEnd(http);
    await expect(ask('today', { student: 'amina' })).resolves.toEqual({ sections: [] });
    expect(fetch).toHaveBeenCalledWith('/api/today', expect.objectContaining({ method: 'POST', body: '{"student":"amina"}' }));
  });

  it('an answer of 4xx is an error with words', async () => {
    vi.stubGlobal('fetch', vi.fn().mockResolvedValue(new Response('{"code":"credentials","message":"Пароль не подошёл.","retry_after":null}', { status: 401 })));
    useEnd(http);
    await expect(ask('sign_in_password', { system: 'eljur' })).rejects.toMatchObject({ code: 'credentials', message: 'Пароль не подошёл.' });
  });

  it('no answer at all is an error with words', async () => {
    vi.stubGlobal('fetch', vi.fn().mockRejectedValue(new TypeError('Failed to fetch')));
    useEnd(http);
    await expect(ask('family')).rejects.toBeInstanceOf(ApiError);
  });

  it('events come as JSON in an event stream', async () => {
    const sources: { onmessage?: (message: { data: string }) => void; close: () => void }[] = [];
    vi.stubGlobal(
      'EventSource',
      class {
        onmessage?: (message: { data: string }) => void;
        close = vi.fn();
        constructor(readonly url: string) {
          sources.push(this);
        }
      },
    );
    useEnd(http);
    const heard: AppEvent[] = [];
    const stop = hear((event) => heard.push(event));
    await vi.waitFor(() => expect(sources).toHaveLength(1));
    sources[0]?.onmessage?.({ data: '{"event":"open","route":"#/feed"}' });
    expect(heard).toEqual([{ event: 'open', route: '#/feed' }]);
    stop();
    expect(sources[0]?.close).toHaveBeenCalled();
  });
});
