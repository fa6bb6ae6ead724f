import { render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { ask, useEnd, type Command } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import Notices from '../../src/lib/components/Notices.svelte';
import Marks from '../../src/screens/Marks.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures } from '../fixtures/end';

afterEach(() => useEnd(null));

it('what was asked before a change does not take it back', async () => {
  const end = fixtures({ scenario: 'family' });
  useEnd(end);
  useLanguage('ru');
  app.era += 1;
  const stop = app.run();
  render(Notices);
  const box = () => screen.getByRole('switch', { name: /Не отвлекать в школе/ }) as HTMLInputElement;
  await waitFor(() => expect(box().checked).toBe(false));
  // The page is read anew; before the answer is there, something is changed.
  const before = await ask('notices');
  let answer = () => {};
  const late = new Promise<void>((resolve) => (answer = resolve));
  const real = end.ask.bind(end);
  let held = false;
  end.ask = async (command: Command, request) => {
    if (command !== 'notices' || held) return real(command, request);
    held = true;
    await late;
    return { ...before, waiting: 'Ждёт одно уведомление.' };
  };
  end.tell({ event: 'status' });
  await waitFor(() => expect(held).toBe(true));
  box().click();
  await waitFor(() => expect(end.asked.some((each) => each.command === 'change_notices')).toBe(true));
  answer();
  await new Promise((resolve) => setTimeout(resolve, 30));
  expect(box().checked).toBe(true);
  stop();
});

it('what is in memory stands in the first drawing, and Rust is asked only after its frame', async () => {
  const end = fixtures({ scenario: 'family' });
  useEnd(end);
  useLanguage('ru');
  app.era += 1;
  const stop = app.run();
  const first = render(Marks, { student: 'amina' });
  await screen.findByRole('link', { name: 'Алгебра' });
  first.unmount();
  const asked = () => end.asked.filter((each) => each.command === 'marks').length;
  const before = asked();
  const blank: boolean[] = [];
  const observer = new MutationObserver(() => blank.push(document.querySelector('h1') !== null && document.querySelector('.subjects') === null));
  observer.observe(document.body, { childList: true, subtree: true });
  render(Marks, { student: 'amina' });
  expect(screen.getByRole('link', { name: 'Алгебра' })).toBeTruthy();
  expect(asked()).toBe(before);
  await waitFor(() => expect(asked()).toBe(before + 1));
  expect(blank).not.toContain(true);
  observer.disconnect();
  stop();
});
