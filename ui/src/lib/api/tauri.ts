/**
 * The end in a Tauri window. The only file that imports `@tauri-apps/*`.
 */
import { invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';

import type { End } from './index';
import type { AppEvent } from './types';

export const tauri: End = {
  ask(command, request) {
    return invoke(command, { request });
  },
  hear(listener) {
    const stop = listen<AppEvent>('app', (event) => listener(event.payload));
    return () => void stop.then((unlisten) => unlisten());
  },
};
