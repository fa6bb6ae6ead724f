/** Where a notice leads: exactly the item has the focus and is marked, on every page on which one can stand. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import type { DayView, LooseMark, MarkChip, TestRow } from '../../src/lib/api/types';
import { router } from '../../src/lib/router.svelte';
import { viewport } from '../../src/lib/viewport.svelte';
import { open } from './window';

afterEach(() => {
  useEnd(null);
  viewport.wide = false;
});

const chip = (id: string): MarkChip => ({ id, value: 'н', weight: null, tint: 'absent', label: 'пропуск', was: null, unread: false, changes: [] });
const loose = (id: string): LooseMark => ({ subject: 'Плавание', text: null, chip: chip(id), route: null });

/** What stands on 18 November besides: two tests, and absences of a lesson, of the whole day and of no lesson. */
function full(day: DayView): DayView {
  if (day.label.date !== '2026-11-18') return day;
  const test = (id: string, topic: string): TestRow => ({ id, day: day.label, subject: 'Геометрия', title: 'Контрольная работа', topic });
  const absences = ['half', 'whole', 'whole'];
  const lessons = day.lessons.map((lesson, index) => ({ ...lesson, absence: absences[index] ? chip(absences[index]) : null }));
  return { ...day, lessons, loose: [loose('other'), loose('outside/1')], tests: [test('t1', 'Окружность'), test('t2', 'Площадь')] };
}

const picked = () => [...document.querySelectorAll('.picked')];

async function goes(to: string, choice = {}) {
  const end = await open(choice, '#/today');
  end.alter('diary', (view) => ({ ...view, days: view.days.map(full) }));
  router.go(to);
  await waitFor(() => expect(picked().length).toBeGreaterThan(0));
  expect(document.activeElement).toBe(picked()[0]);
  return end;
}

describe.each([
  ['a day', false],
  ['the spread of a week', true],
])('on %s', (_, wide) => {
  it.each([
    ['a test', '?test=t2', 'Площадь'],
    ['an absence of a lesson', '?absence=half', ''],
    ['an absence of a lesson that the timetable does not have', '?lesson=gone&absence=outside%2F1', 'Плавание'],
    ['an absence of a lesson that stands there by another entry', '?lesson=lesson-18-3&absence=merged', ''],
  ])('%s is picked alone', async (_, item, says) => {
    viewport.wide = wide;
    await goes(`#/diary/amina/2026-11-18${item}`);
    expect(picked()).toHaveLength(1);
    expect(picked()[0]?.textContent).toContain(says);
  });

  it('planned tests without a lesson stand under a heading of their day', async () => {
    viewport.wide = wide;
    await goes('#/diary/amina/2026-11-18?test=t2');
    const line = picked()[0] as HTMLElement;
    const above = (head: HTMLElement) => head.closest('section') === line.closest('section') && Boolean(head.compareDocumentPosition(line) & Node.DOCUMENT_POSITION_FOLLOWING);
    expect(screen.getAllByText('Контрольные').filter(above)).toHaveLength(1);
  });

  it('a whole day missed marks its lessons and begins at the first', async () => {
    viewport.wide = wide;
    await goes('#/diary/amina/2026-11-18?absence=whole');
    expect(picked()).toHaveLength(2);
  });
});

it('what is read anew drags nobody back to what was picked', async () => {
  const end = await goes('#/diary/amina/2026-11-18?view=day&test=t2');
  const elsewhere = screen.getAllByRole('link')[0];
  elsewhere?.focus();
  const before = end.asked.filter((each) => each.command === 'diary').length;
  end.alter('diary', (view) => ({ ...view, days: view.days.map(full), average_text: 'Прочитано заново' }));
  end.tell({ event: 'changed', students: ['amina'] });
  await waitFor(() => expect(end.asked.filter((each) => each.command === 'diary').length).toBeGreaterThan(before));
  expect(await screen.findByText('Прочитано заново')).toBeTruthy();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
  expect(picked()).toHaveLength(1);
  expect(document.activeElement).toBe(elsewhere);
});

it('a planned test of a list leads to its line in the diary', async () => {
  await open({}, '#/analytics/amina');
  const link = await screen.findByRole('link', { name: /Контрольная работа: Линейная функция/ });
  expect(link.getAttribute('href')).toBe('#/diary/amina/2026-11-25?test=test-1');
});

it('what is gone is told by its line in the feed, however old, and the line stays a link', async () => {
  const end = await goes('#/feed/timur?item=change-9');
  expect(end.asked.findLast((each) => each.command === 'feed')?.request).toMatchObject({ student: 'timur', change: 'change-9' });
  const [line] = picked() as HTMLElement[];
  expect(line?.textContent).toContain('Убрана оценка 2');
  expect(line?.tabIndex).toBe(0);
  // The next notice is about another one.
  router.go('#/feed/timur?item=change-10');
  await waitFor(() => expect(picked()[0]?.textContent).toContain('Экономика'));
  expect(picked()).toHaveLength(1);
  expect(document.activeElement).toBe(picked()[0]);
});

it('a line of the feed stands among all kinds, whatever kind was chosen before', async () => {
  await open({}, '#/feed/timur');
  await fireEvent.click(await screen.findByRole('radio', { name: 'Проход в школу' }));
  await screen.findByText('Такого пока не было');
  router.go('#/feed/timur?item=change-9');
  await waitFor(() => expect(picked()[0]?.textContent).toContain('Убрана оценка 2'));
  // Chosen by hand, a kind holds again.
  await fireEvent.click(await screen.findByRole('radio', { name: 'Проход в школу' }));
  expect(await screen.findByText('Такого пока не было')).toBeTruthy();
});
