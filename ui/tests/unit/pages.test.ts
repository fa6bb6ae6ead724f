import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { open } from './window';

afterEach(() => useEnd(null));

describe('homework', () => {
  it('a task of ones own is written, ticked, taken out and put back', async () => {
    const end = await open({}, '#/homework/amina');
    await fireEvent.click(await screen.findByRole('button', { name: 'Записать своё' }));
    const dialog = await screen.findByRole('dialog');
    await fireEvent.input(within(dialog).getByLabelText('Что сделать'), { target: { value: 'Выучить стих' } });
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Сохранить' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(end.asked.findLast((each) => each.command === 'put_task')?.request).toMatchObject({ student: 'amina', id: null, text: 'Выучить стих', due: '2026-11-21' });
    expect(await screen.findByRole('checkbox', { name: /Выучить стих/ })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Убрать: Выучить стих' }));
    await waitFor(() => expect(screen.queryByRole('checkbox', { name: /Выучить стих/ })).toBeNull());
    await fireEvent.click(screen.getByRole('button', { name: 'Вернуть' }));
    expect(await screen.findByRole('checkbox', { name: /Выучить стих/ })).toBeTruthy();
    // What the school gave can be ticked, not taken out.
    expect(screen.queryByRole('button', { name: /Убрать: Слова/ })).toBeNull();
  });

  it('is chosen by subject, and earlier weeks come when asked for', async () => {
    const end = await open({}, '#/homework/amina');
    expect((await screen.findAllByRole('heading', { level: 2 })).map((each) => each.textContent)).toEqual(['Просрочено', 'На завтра', 'На понедельник', 'На вторник']);
    await fireEvent.click(screen.getByRole('button', { name: 'Показать раньше' }));
    expect(await screen.findByRole('heading', { name: 'Раньше' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: 'Алгебра' }));
    await waitFor(() => expect(screen.queryByRole('heading', { name: 'На вторник' })).toBeNull());
    expect(end.asked.at(-1)?.request).toMatchObject({ subject: 'Алгебра', weeks_back: 2 });
  });
});

describe('«Ещё»', () => {
  it('leads to every screen that a phone has no room for', async () => {
    await open({}, '#/more');
    const main = screen.getByRole('main');
    await fireEvent.click(within(main).getByRole('link', { name: 'Домашние задания' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Домашние задания' })).toBeTruthy();
    expect(location.hash).toBe('#/homework/amina');
  });
});
