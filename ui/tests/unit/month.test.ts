import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { viewport } from '../../src/lib/viewport.svelte';
import { open } from './window';

afterEach(() => useEnd(null));

const month = () => screen.findByRole('table', { name: 'Ноябрь 2026' });

describe('the month of the diary', () => {
  it('is a table of days, each of which says what it holds and leads to the day', async () => {
    await open({}, '#/diary/amina?view=month');
    const table = await month();
    expect(within(table).getAllByRole('columnheader')).toHaveLength(7);
    expect(within(table).getAllByRole('link')).toHaveLength(30);
    const today = within(table).getByRole('link', { current: 'date' });
    expect(today.getAttribute('aria-label')).toContain('контрольная: Алгебра');
    expect(today.getAttribute('href')).toBe('#/diary/amina/2026-11-20?view=day');
  });

  it('opens the day that is pressed, a Sunday too', async () => {
    await open({}, '#/diary/amina?view=month');
    await fireEvent.click(within(await month()).getByRole('link', { name: /^22 ноября/ }));
    expect(await screen.findByRole('heading', { level: 2, name: /Воскресенье 22/ })).toBeTruthy();
  });

  it('asks no school for a week of its own, and turns its pages by keys', async () => {
    const end = await open({}, '#/diary/amina?view=month');
    await month();
    expect(end.asked.some((each) => each.command === 'diary')).toBe(false);
    await fireEvent.keyDown(document.body, { key: 'ArrowLeft' });
    expect(await screen.findByRole('table', { name: 'Октябрь 2026' })).toBeTruthy();
    expect(location.hash).toBe('#/diary/amina/2026-10-01?view=month');
    await fireEvent.click(screen.getByRole('button', { name: 'Этот месяц' }));
    await month();
  });

  it('is one of three ways to look, and a link to a lesson looks at its day', async () => {
    await open({}, '#/diary/amina/2026-11-17?lesson=lesson-17-3');
    const views = await screen.findByRole('navigation', { name: 'Сколько показать' });
    expect(within(views).getByRole('link', { current: true }).textContent).toBe('День');
    await fireEvent.click(within(views).getByRole('link', { name: 'Неделя' }));
    await waitFor(() => expect(screen.getAllByRole('heading', { level: 2 })).toHaveLength(6));
    expect(location.hash).toBe('#/diary/amina/2026-11-17?view=week');
    await fireEvent.click(screen.getByRole('link', { name: 'Месяц' }));
    await month();
  });

  it('takes the focus over from the look before, and gives it on', async () => {
    await open({}, '#/diary/amina/2026-11-17?view=week');
    const press = async (name: string) => {
      const link = await screen.findByRole('link', { name });
      link.focus();
      await fireEvent.click(link);
      await waitFor(() => expect(document.activeElement?.textContent).toBe(name));
      expect(document.activeElement?.getAttribute('aria-current')).toBe('true');
    };
    await press('Месяц');
    await month();
    await press('Неделя');
    await press('День');
    await press('Месяц');
    const day = within(await month()).getByRole('link', { name: /^18 ноября/ });
    day.focus();
    await fireEvent.click(day);
    await screen.findByRole('heading', { level: 2, name: /Среда 18/ });
    await waitFor(() => expect(document.activeElement?.id).toBe('main'));
  });

  it('that is not loaded says how it loads', async () => {
    await open({ scenario: 'never' }, '#/diary/amina?view=month');
    expect(await screen.findByText(/Откройте любой день/)).toBeTruthy();
  });
});

describe('a day of a month', () => {
  const cell = async (day: number) => within(await month()).getByRole('link', { name: new RegExp(`^${day} ноября`) }).textContent?.replaceAll('\u00AD', '').replace(/\s+/g, ' ').trim();

  it('tells its marks by their values on a phone, and what was missed by a word', async () => {
    await open({}, '#/diary/amina?view=month');
    expect(await cell(16)).toBe('16 454');
    expect(await cell(19)).toContain('435');
    expect(await cell(18)).toContain('пропуск');
    expect(await cell(10)).toContain('пропуск ×6');
    expect(await cell(13)).toContain('опозд.');
    expect(await cell(20)).toContain('К');
    expect(screen.getByText('каникулы')).toBeTruthy();
    expect((await month()).querySelector('td i[class]:not(.set)')).toBeNull();
  });

  it.each([
    ['a tablet', false, 'К Алгебра'],
    ['a desk', true, 'контрольная: Алгебра'],
  ])('tells a test on %s', async (_, wide, text) => {
    viewport.broad = true;
    viewport.wide = wide;
    try {
      await open({}, '#/diary/amina?view=month');
      expect(await cell(25)).toContain(text);
    } finally {
      viewport.broad = viewport.wide = false;
    }
  });
});

describe('what a school divides its year into', () => {
  it('is what the sheet is called, child by child', async () => {
    await open({}, '#/terms/timur');
    expect(await screen.findByRole('heading', { level: 1, name: 'Полугодия' })).toBeTruthy();
    const sections = screen.getByRole('navigation', { name: 'Разделы' });
    expect(within(sections).getByRole('link', { name: 'Полугодия' })).toBeTruthy();
    location.hash = '#/terms/amina';
    await waitFor(() => expect(within(sections).getByRole('link', { name: 'Четверти' })).toBeTruthy());
  });
});
