/** Answers that come after something else has happened: a lock that fell, another diary, another place. */
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { ask, useEnd } from '../../src/lib/api';
import type { Command } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import { router } from '../../src/lib/router.svelte';
import { PIN } from '../fixtures/lock';
import { open } from './window';

afterEach(() => useEnd(null));

/** From here on answers to `command` are given by the returned function, the oldest first. */
function hold(end: Awaited<ReturnType<typeof open>>, command: Command): { count: () => number; give: () => void } {
  const late: (() => void)[] = [];
  const answer = end.ask.bind(end);
  end.ask = async (asked, request) => {
    const view = await answer(asked, request);
    if (asked === command) await new Promise<void>((done) => late.push(done));
    return view;
  };
  return { count: () => late.length, give: () => late.shift()?.() };
}

const settled = () => new Promise((done) => setTimeout(done, 20));

describe('children in an answer of before', () => {
  it.each(['see', 'name_student', 'family'] as const)('a lock that fell meanwhile shows none of %s', async (command) => {
    const end = await open({}, '#/today');
    await end.ask('change_lock', { current: null, new: PIN, remove: false, after_minutes: null, strict: null, finger: null });
    const whole = await ask('family');
    const held = hold(end, command);
    if (command === 'see') {
      router.go('#/feed');
      await fireEvent.click(await screen.findByRole('button', { name: /Прочитать всё/ }));
    } else if (command === 'family') {
      end.tell({ event: 'status' });
    } else {
      router.go('#/settings/children');
      await fireEvent.click(await screen.findByRole('button', { name: 'Назвать по-своему: Тимур' }));
      await fireEvent.click(screen.getByRole('button', { name: 'Сохранить' }));
    }
    await waitFor(() => expect(held.count()).toBeGreaterThan(0));
    await app.lock();
    await waitFor(() => expect(app.start?.state).toBe('locked'));
    while (held.count()) held.give();
    await settled();
    expect(app.family.students).toEqual([]);
    expect(document.body.textContent).not.toMatch(/Амина|Тимур|Мадина/);
    // Whatever the family is said to be: a locked window names nobody.
    app.family = whole;
    await settled();
    expect(document.body.textContent).not.toMatch(/Амина|Тимур|Мадина/);
  });
});

describe('the feed', () => {
  it('keeps what is shown while new changes come on top', async () => {
    const end = await open({}, '#/feed');
    await fireEvent.click(await screen.findByRole('button', { name: 'Показать раньше' }));
    await screen.findByRole('heading', { level: 2, name: /18\u00A0ноября/ });
    expect(end.asked.findLast((each) => each.command === 'feed')?.request).toMatchObject({ down_to: 'place-19' });
    // What a sync brings: the page is as long as ever, and ends higher.
    const shown = () => [...document.querySelectorAll('main .rows a')].map((each) => each.getAttribute('href'));
    const before = shown();
    end.alter('feed', (view, { down_to }) => (down_to ? view : { ...view, days: view.days.slice(0, 1), more: 'place-20' }));
    const asked = end.asked.length;
    end.tell({ event: 'changed', students: ['amina'] });
    await waitFor(() => expect(end.asked.slice(asked).some((each) => each.command === 'feed')).toBe(true));
    await settled();
    expect(shown()).toEqual(before);
    expect(screen.queryByRole('button', { name: 'Показать раньше' })).toBeNull();
  });

  it('asks for more once, says where that fails, and again when it is pressed again', async () => {
    const end = await open({}, '#/feed');
    const more = await screen.findByRole('button', { name: 'Показать раньше' });
    end.fail('feed', { code: 'storage', message: 'Диск не отвечает.', retry_after: null });
    await fireEvent.click(more);
    expect(await screen.findByText('Диск не отвечает.')).toBeTruthy();
    expect(document.querySelectorAll('main .rows a').length).toBeGreaterThan(0);
    end.fail('feed', null);
    await fireEvent.click(screen.getByRole('button', { name: 'Показать раньше' }));
    expect(await screen.findByRole('heading', { level: 2, name: /18\u00A0ноября/ })).toBeTruthy();
    expect(screen.queryByText('Диск не отвечает.')).toBeNull();
  });
});

describe('turning the pages of the diary', () => {
  const arrow = (key: 'ArrowLeft' | 'ArrowRight') => fireEvent.keyDown(document.body, { key });
  const saturday = '#/diary/amina/2026-11-21?view=day';

  it('drags nobody back who has gone elsewhere meanwhile', async () => {
    const end = await open({}, saturday);
    await screen.findByRole('heading', { level: 2, name: /Суббота/ });
    const held = hold(end, 'diary');
    await arrow('ArrowRight');
    await arrow('ArrowRight');
    await waitFor(() => expect(held.count()).toBe(1));
    router.go('#/marks/amina');
    held.give();
    await settled();
    expect(location.hash).toBe('#/marks/amina');
  });

  it('takes each press at the edge of a week, and asks for the week once', async () => {
    const end = await open({}, saturday);
    await screen.findByRole('heading', { level: 2, name: /Суббота/ });
    const held = hold(end, 'diary');
    const asked = () => end.asked.filter((each) => each.command === 'diary' && String(each.request.date) >= '2026-11-22').length;
    for (let press = 0; press < 3; press += 1) await arrow('ArrowRight');
    await waitFor(() => expect(held.count()).toBe(1));
    expect(asked()).toBe(1);
    held.give();
    // The week itself is read by the screen.
    await waitFor(() => expect(location.hash).toBe('#/diary/amina/2026-11-23?view=day'));
    await waitFor(() => expect(held.count()).toBe(1));
    held.give();
    await waitFor(() => expect(location.hash).toBe('#/diary/amina/2026-11-25?view=day'));
    expect(asked()).toBe(2);
  });
});

describe('a task of ones own', () => {
  it('is written once however often it is sent, and a refusal stands in the form', async () => {
    const end = await open({}, '#/homework/amina');
    await fireEvent.click(await screen.findByText('Записать своё'));
    const dialog = await screen.findByRole('dialog');
    const form = dialog.querySelector('form') as HTMLFormElement;
    await fireEvent.input(form.querySelector('textarea') as HTMLElement, { target: { value: '   ' } });
    end.fail('put_task', { code: 'request', message: 'Напишите, что задано.', retry_after: null });
    await fireEvent.submit(form);
    await waitFor(() => expect(form.querySelector('[role=alert]')?.textContent).toContain('Напишите'));
    end.fail('put_task', null);
    const held = hold(end, 'put_task');
    const before = end.asked.filter((each) => each.command === 'put_task').length;
    await fireEvent.input(form.querySelector('textarea') as HTMLElement, { target: { value: 'Выучить стих' } });
    await fireEvent.submit(form);
    await fireEvent.submit(form);
    await waitFor(() => expect(held.count()).toBe(1));
    expect(form.querySelector('[role=alert]')).toBeNull();
    held.give();
    await waitFor(() => expect(document.querySelector('dialog form')).toBeNull());
    await settled();
    expect(end.asked.filter((each) => each.command === 'put_task')).toHaveLength(before + 1);
  });
});

describe('what was typed of a task', () => {
  const field = async () => {
    await fireEvent.click(await screen.findByText('Записать своё'));
    return (await screen.findByRole('dialog')).querySelector('textarea') as HTMLTextAreaElement;
  };
  const gone = () => waitFor(() => expect(document.querySelector('dialog')).toBeNull());

  it('is there again where the form was closed by accident, and only there', async () => {
    await open({}, '#/homework/amina');
    const first = await field();
    await fireEvent.input(first, { target: { value: 'Выучить стих' } });
    first.closest('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }));
    await gone();
    router.go('#/homework/timur');
    await screen.findByText('Записать своё');
    expect((await field()).value).toBe('');
    await fireEvent.click(screen.getByRole('button', { name: 'Отмена' }));
    await gone();
    router.go('#/homework/amina');
    await waitFor(() => expect(app.child).toBe('amina'));
    const again = await field();
    expect(again.value).toBe('');
    await fireEvent.input(again, { target: { value: 'Выучить стих' } });
    again.closest('dialog')?.dispatchEvent(new Event('cancel', { cancelable: true }));
    await gone();
    expect((await field()).value).toBe('Выучить стих');
    await fireEvent.click(screen.getByRole('button', { name: 'Отмена' }));
    await gone();
    expect((await field()).value).toBe('');
  });
});

describe('what belongs to no lesson of its day', () => {
  it.each([
    ['the day', '#/diary/amina/2026-11-19?view=day'],
    ['the week', '#/diary/amina/2026-11-19?view=week'],
    ['today', '#/today/amina'],
  ])('stands in %s', async (_, hash) => {
    await open({ scenario: 'long' }, hash);
    expect((await screen.findAllByText('Вне расписания')).length).toBeGreaterThan(0);
    const link = [...document.querySelectorAll('main a')].find((each) => each.getAttribute('href')?.endsWith('?mark=m-loose'));
    expect(link?.textContent).toContain('Музыка');
    expect(document.querySelector('main')?.textContent?.replaceAll('\u00A0', ' ')).toContain('пропуск, причина не указана');
  });
});
