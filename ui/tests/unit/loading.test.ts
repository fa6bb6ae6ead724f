// A sync that somebody waits for: how far it is, seen on any screen, and stopped.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import { open } from './window';

afterEach(() => useEnd(null));

const loading = () => screen.queryByRole('region', { name: 'Дневник загружается' });
const plain = (text: string | null | undefined) => text?.replaceAll('\u00A0', ' ').replaceAll('\u2060', '');

it('how far it is stands there while it runs, and goes on as it is told', async () => {
  const end = await open({}, '#/today');
  expect(loading()).toBeNull();
  let step = 1;
  end.alter('family', (view) => ({ ...view, progress: step ? [{ text: 'Амина: загружаем четверти и каникулы', steps: `Шаг ${step} из 2`, share: (step - 1) / 2 }] : [] }));
  const diaries = end.asked.filter(({ command }) => command === 'today').length;
  end.tell({ event: 'progress' });
  await waitFor(() => expect(plain(loading()?.textContent)).toContain('Шаг 1 из 2'));
  step = 2;
  end.tell({ event: 'progress' });
  await waitFor(() => expect(plain(loading()?.textContent)).toContain('Шаг 2 из 2'));
  expect(end.asked.filter(({ command }) => command === 'today').length, 'no screen is read anew for a step').toBe(diaries);
  step = 0;
  end.tell({ event: 'status' });
  await waitFor(() => expect(loading()).toBeNull());
});

it('it is stopped once, however often the button is pressed', async () => {
  const end = await open({ scenario: 'loading' }, '#/diary/amina');
  const button = within(loading() as HTMLElement).getByRole('button', { name: 'Остановить' });
  await fireEvent.click(button);
  await fireEvent.click(button);
  await waitFor(() => expect(loading()).toBeNull());
  expect(end.asked.filter(({ command }) => command === 'stop_sync')).toHaveLength(1);
});

it('what could not be stopped says so, and may be tried again', async () => {
  const end = await open({ scenario: 'loading' }, '#/today');
  end.fail('stop_sync', { code: 'other', message: 'Не получилось.', retry_after: null });
  await fireEvent.click(within(loading() as HTMLElement).getByRole('button', { name: 'Остановить' }));
  await waitFor(() => expect(app.said).toBe('Не получилось.'));
  const again = await within(loading() as HTMLElement).findByRole('button', { name: 'Остановить' });
  expect(again.getAttribute('aria-disabled')).toBe('false');
});
