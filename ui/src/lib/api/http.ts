/**
 * The end in a plain browser: the same API over loopback HTTP, for tests of the real Rust.
 */
import type { End } from './index';
import type { AppEvent } from './types';

export const http: End = {
  async ask(command, request) {
    const answer = await fetch(`/api/${command}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(request),
    });
    const body: unknown = await answer.json();
    if (!answer.ok) throw body;
    return body;
  },
  hear(listener) {
    const source = new EventSource('/api/events');
    source.onmessage = (message: MessageEvent<string>) => listener(JSON.parse(message.data) as AppEvent);
    return () => source.close();
  },
};
