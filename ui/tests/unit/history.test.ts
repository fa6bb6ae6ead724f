// Earlier terms and years: asked for by child, seen to run, called off.
import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import History from '../../src/lib/components/History.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';

let end: Fixtures;

beforeEach(async () => {
  end = fixtures({ scenario: 'family' });
  useEnd(end);
  useLanguage('ru');
  render(History);
  await screen.findByRole('heading', { name: 'Прошлые четверти и годы' });
});
afterEach(() => {
  cleanup();
  useEnd(null);
});

const row = (name: string) => screen.getAllByRole('listitem').find((each) => each.textContent.includes(name)) as HTMLElement;
const asked = () => end.asked.filter(({ command }) => command.endsWith('_history')).map(({ command }) => command);

it('nothing is fetched before somebody asks, and then for that child alone', async () => {
  const begin = await screen.findByRole('button', { name: 'Загрузить прошлые годы Амина' });
  expect(asked()).toEqual([]);
  await fireEvent.click(begin);
  await waitFor(() => expect(row('Амина').textContent).toContain('Март 2025: загружаем'));
  expect(within(row('Амина')).getByText(/^Месяцев здесь: 5 из/)).toBeTruthy();
  expect(within(row('Амина')).getByText(/не отдаёт/), 'what the system does not give is said').toBeTruthy();
  expect(screen.getByRole('status').textContent).toBe('Прошлые четверти и годы загружаются');
  expect(within(row('Тимур')).getByRole('button').textContent).toContain('Загрузить прошлые годы');
});

it('it is called off', async () => {
  await fireEvent.click(await screen.findByRole('button', { name: 'Загрузить прошлые годы Амина' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Остановить Амина' }));
  await screen.findByRole('button', { name: 'Загрузить прошлые годы Амина' });
  expect(asked()).toEqual(['begin_history', 'cancel_history']);
  expect(screen.getByRole('status').textContent).toBe('');
});

it('what is done asks for nothing more, and says from when on', async () => {
  end.alter('history', (view) => ({
    children: view.children.map((child) => ({ ...child, state: 'done' as const, text: 'Загружено с сентября 2021 года', progress: null, share: 1 })),
  }));
  cleanup();
  render(History);
  await waitFor(() => expect(row('Амина').textContent).toContain('с сентября 2021'));
  expect(screen.queryAllByRole('button')).toEqual([]);
});
