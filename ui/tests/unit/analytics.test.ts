import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { router } from '../../src/lib/router.svelte';
import { terms } from '../../src/lib/terms.svelte';
import { open } from './window';

afterEach(() => {
  useEnd(null);
  terms.choose('amina', '2');
  vi.restoreAllMocks();
});

const pressed = () => screen.getAllByRole('button', { pressed: true }).map((each) => each.title);

it('a week that is pressed is told below, and to a screen reader', async () => {
  await open({}, '#/analytics/amina');
  await screen.findByRole('heading', { level: 2, name: /16\S*21\sноября/ });
  expect(pressed()).toEqual(['16–21 ноября']);
  await fireEvent.click(screen.getByRole('button', { name: '9–14 ноября: средний 3,67' }));
  expect(pressed()).toEqual(['9–14 ноября']);
  expect(await screen.findByRole('heading', { level: 2, name: /9\S*14\sноября/ })).toBeTruthy();
  const told = screen.getAllByRole('status').map((each) => each.textContent?.replaceAll('\u00A0', ' ').replaceAll('\u2060', ''));
  expect(told.map((each) => each?.trim())).toContain('9–14 ноября: 9 оценок, 31 урок, 14 заданий');
});

it('a week without marks is called so', async () => {
  await open({}, '#/analytics/amina');
  expect(await screen.findByRole('button', { name: '5–7 ноября: оценок нет' })).toBeTruthy();
});

it('another term is asked for, and shows its own latest week', async () => {
  const end = await open({}, '#/analytics/amina');
  await fireEvent.click(await screen.findByRole('button', { name: /^5–7 ноября/ }));
  await fireEvent.click(screen.getByRole('radio', { name: 'Год' }));
  await waitFor(() => expect(end.asked.findLast((each) => each.command === 'analytics')?.request).toMatchObject({ student: 'amina', term: 'year' }));
  expect(await screen.findByRole('button', { name: /^1–5 сентября/ })).toBeTruthy();
  expect(pressed(), 'the year has the week that was pressed').toEqual(['5–7 ноября']);
  await fireEvent.click(screen.getByRole('button', { name: /^1–5 сентября/ }));
  await fireEvent.click(screen.getByRole('radio', { name: /2\s?четверть/ }));
  await waitFor(() => expect(pressed()).toEqual(['16–21 ноября']));
});

it('the latest of many weeks stands in sight', async () => {
  // No layout in jsdom: a line of 600 px in a window of 300, weeks of 50.
  vi.spyOn(Element.prototype, 'scrollWidth', 'get').mockReturnValue(600);
  vi.spyOn(Element.prototype, 'clientWidth', 'get').mockReturnValue(300);
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(50);
  vi.spyOn(HTMLElement.prototype, 'offsetLeft', 'get').mockImplementation(function (this: HTMLElement) {
    return 50 * [...(this.parentElement?.children ?? [])].indexOf(this);
  });
  terms.choose('amina', 'year');
  await open({}, '#/analytics/amina');
  const week = await screen.findByRole('button', { name: /^16–21 ноября/ });
  const line = week.parentElement as HTMLElement;
  expect(line.children).toHaveLength(12);
  await waitFor(() => expect(line.scrollLeft).toBe(11 * 50 - (300 - 50) / 2));
});

it('the tests ahead stand there before the first week has a mark', async () => {
  const end = await open({}, '#/today');
  end.alter('analytics', (view) => ({ ...view, weeks: [], weekdays: [], heaviest_text: null, filling: 'empty' }));
  router.go('#/analytics/amina');
  expect(await screen.findByRole('heading', { level: 2, name: 'Впереди' })).toBeTruthy();
  expect(document.querySelector('main .nothing')).toBeTruthy();
});
