/**
 * The end in a Tauri window. The only file that imports `@tauri-apps/*`.
 */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { End } from './index';
import type { AppEvent } from './types';

/** Until events are heard from here on. */
let listening: Promise<unknown> = Promise.resolve();

export const tauri: End = {
  async ask(command, request) {
    // By it Rust knows that there is a page to be led on: asked sooner, the first event of all would be lost.
    if (command === 'start') await listening;
    return invoke(command, { request });
  },
  hear(listener) {
    const stop = listen<AppEvent>('app', (event) => listener(event.payload));
    // Where nothing can be heard, the page is shown all the same.
    listening = stop.catch(() => undefined);
    return () => void stop.then((unlisten) => unlisten());
  },
};
