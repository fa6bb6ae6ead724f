// Foreign data says some things twice: two teachers of one name, two accounts of one system. Each is drawn.
import { fireEvent, screen, within } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { open } from './window';

afterEach(() => useEnd(null));

const twice = <T>(list: T[]): T[] => [...list, ...list];

it('two accounts of one system are two steps of the check', async () => {
  const end = await open({}, '#/settings/status');
  end.alter('check', (view) => ({ ...view, steps: twice(view.steps) }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Проверить сейчас' }));
  expect(await screen.findAllByText('Школа ответила за 0,8 с. Видно 2 ребёнка')).toHaveLength(2);
});

it('two tests of one lesson are late twice', async () => {
  const end = await open({}, '#/more');
  end.alter('record', (view) => ({ ...view, kinds: twice(view.kinds), timeliness: view.timeliness.map((line) => ({ ...line, late: twice(line.late) })) }));
  location.hash = '#/record/amina';
  expect(await screen.findAllByRole('link', { name: /Химия/ })).toHaveLength(2);
});

it('two teachers of one name and two numbers of one telephone are all told', async () => {
  const end = await open({}, '#/more');
  end.alter('school', (view) => ({ ...view, school: twice(view.school), guardians: twice(view.guardians), teachers: twice(view.teachers), dates: twice(view.dates) }));
  location.hash = '#/school/amina';
  const main = within(await screen.findByRole('main'));
  expect(await main.findAllByText(/Алиев/)).toHaveLength(2);
  expect(main.getAllByText('+7 (8722) 00-00-02')).toHaveLength(2);
});

it('two children of one account with two troubles are two banners', async () => {
  const end = await open({ scenario: 'failing' }, '#/more');
  end.alter('today', (view) => {
    const second = view.sections[1]?.student;
    if (second?.trouble) second.trouble = { ...second.trouble, what: 'К этому ребёнку нет доступа.' };
    return view;
  });
  location.hash = '#/today';
  expect(await screen.findByText('К этому ребёнку нет доступа.')).toBeTruthy();
  expect(screen.getByText('Школа не отвечает.')).toBeTruthy();
});

it('the sheet, attendance and a subject draw what stands there twice', async () => {
  const end = await open({}, '#/more');
  end.alter('terms', (view) => ({ ...view, notes: twice(view.notes) }));
  end.alter('attendance', (view) => ({ ...view, totals: twice(view.totals), reasons: twice(view.reasons) }));
  end.alter('subject', (view) => ({ ...view, term_marks: twice(view.term_marks), marks: view.marks.map((entry) => ({ ...entry, history: twice(entry.history) })) }));
  location.hash = '#/terms/amina';
  expect(await screen.findAllByText(/Стоит 4, хотя средний 3,40/)).toHaveLength(2);
  location.hash = '#/attendance/amina';
  expect(await screen.findAllByText('по болезни')).toHaveLength(2);
  location.hash = `#/marks/amina/${encodeURIComponent('Алгебра')}`;
  expect((await screen.findByRole('heading', { level: 2, name: 'Итоговые оценки' })).closest('section')?.querySelectorAll('li')).toHaveLength(2);
});
