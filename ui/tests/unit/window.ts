/** The whole window over the fixtures, for tests of its pages. */
import { render, waitFor } from '@testing-library/svelte';
import { tick } from 'svelte';
import { expect } from 'vitest';

import App from '../../src/App.svelte';
import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import { router } from '../../src/lib/router.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';
import type { Choice } from '../fixtures/school';

export async function open(choice: Partial<Choice>, hash: string): Promise<Fixtures> {
  localStorage.clear();
  app.start = null;
  app.scope = '';
  app.era += 1;
  delete document.documentElement.dataset.painted;
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
  const end = fixtures(choice);
  useEnd(end);
  useLanguage(choice.language ?? 'ru');
  router.replace(hash);
  render(App);
  await waitFor(() => expect(app.start).not.toBeNull());
  await tick();
  return end;
}
