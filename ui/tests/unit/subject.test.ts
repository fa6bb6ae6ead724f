import { cleanup, fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { router } from '../../src/lib/router.svelte';
import { open } from './window';

afterEach(() => useEnd(null));

const algebra = '#/marks/amina/%D0%90%D0%BB%D0%B3%D0%B5%D0%B1%D1%80%D0%B0';
const last = (end: Awaited<ReturnType<typeof open>>) => end.asked.findLast((each) => each.command === 'subject')?.request;

it('a mark of an address is asked for, until another term is chosen by hand', async () => {
  const end = await open({}, `${algebra}?mark=m1`);
  await waitFor(() => expect(document.querySelector('.picked')?.textContent).toContain('Контрольная работа'));
  expect(last(end)).toMatchObject({ subject: 'Алгебра', mark: 'm1' });
  await fireEvent.click(screen.getByRole('radio', { name: /^Год/ }));
  await waitFor(() => expect(last(end)).toMatchObject({ term: 'year', mark: null }));
  // Another notification is about another mark.
  router.go(`${algebra}?mark=m2`);
  await waitFor(() => expect(last(end)).toMatchObject({ term: 'year', mark: 'm2' }));
});

it('a mark of a term is shown and picked where the term at hand has no marks yet', async () => {
  const end = await open({}, '#/today');
  end.alter('subject', (view) => ({ ...view, term_marks: [{ title: '1 четверть', chip: { id: 'final', value: '4', weight: null, tint: 'four', label: '4', was: null, unread: false, changes: [] } }] }));
  router.go('#/marks/amina/%D0%9C%D1%83%D0%B7%D1%8B%D0%BA%D0%B0?mark=final');
  expect(await screen.findByRole('heading', { level: 2, name: /Итоговые.оценки/ })).toBeTruthy();
  await waitFor(() => expect(document.querySelector('.picked')?.textContent).toMatch(/1.четверть/));
  expect(document.querySelectorAll('li.mark')).toHaveLength(0);
});

it('a test that waits for its mark is told below the marks, also where there is none yet, and leads to its day', async () => {
  for (const subject of ['%D0%90%D0%BB%D0%B3%D0%B5%D0%B1%D1%80%D0%B0', '%D0%9C%D1%83%D0%B7%D1%8B%D0%BA%D0%B0']) {
    await open({ scenario: 'long' }, `#/marks/amina/${subject}`);
    const line = await screen.findByRole('link', { name: /Самостоятельная.работа.*12.ноября, оценки нет 8.дней/ });
    expect(line.getAttribute('href')).toBe('#/diary/amina/2026-11-12?test=test-12');
    // What is not a mark is neither read as one nor counted.
    expect(line.querySelector('[role=img]')).toBeNull();
    expect(line.closest('li')?.matches('.mark')).toBe(false);
    cleanup();
  }
});
