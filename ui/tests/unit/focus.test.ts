// Whose focus went away with what had it.
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { open } from './window';

afterEach(() => useEnd(null));

const named = () => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent?.replaceAll('\u00A0', ' ').trim();

/** Presses a button that goes away with what it does. */
async function press(name: RegExp | string): Promise<void> {
  const button = await screen.findByRole('button', { name });
  button.focus();
  await fireEvent.click(button);
  await waitFor(() => expect(button.isConnected).toBe(false));
  await waitFor(() => expect(document.activeElement).not.toBe(document.body));
}

it('what stood before the way back to this week has it', async () => {
  await open({}, '#/diary/amina/2026-11-09?view=week');
  await press('Эта неделя');
  expect(named()).toBe('Неделя вперёд');
});

it('and what stood before the way back to this month', async () => {
  await open({}, '#/diary/amina/2026-12-01?view=month');
  await press('Этот месяц');
  expect(named()).toBe('Следующий месяц');
});

it('and the end of a list that was shown so far: the next one is what came', async () => {
  for (const hash of ['#/feed', '#/homework/amina']) {
    await open({}, hash);
    const more = await screen.findByRole('button', { name: 'Показать раньше' });
    const all = [...document.querySelectorAll('main a, main button, main input[type=checkbox]')];
    const shown = all.slice(0, all.indexOf(more));
    await press('Показать раньше');
    expect(document.activeElement, hash).toBe(shown.at(-1));
    document.body.replaceChildren();
  }
});

it('the page has it where nothing of before is left', async () => {
  await open({}, '#/feed');
  await press(/^Прочитать всё/);
  expect(document.activeElement?.id).toBe('main');
});
