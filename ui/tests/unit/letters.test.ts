// Messages that are opened, answered and written.
import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { router } from '../../src/lib/router.svelte';
import type { Fixtures } from '../fixtures/end';
import { open } from './window';

/** It is kept after a pause in typing. */
const PATIENCE = { timeout: 5000 };

afterEach(() => useEnd(null));

const requests = (end: Fixtures, command: string) => end.asked.filter((each) => each.command === command).map((each) => each.request);

async function type(label: string, value: string): Promise<void> {
  await fireEvent.input(await screen.findByLabelText(label), { target: { value } });
}

/** What was written is done with: the window has gone back. */
const gone = () => waitFor(() => expect(location.hash).not.toContain('write'));

/** Chooses somebody in the dialog and closes it. */
async function choose(name: string): Promise<void> {
  await fireEvent.click(await screen.findByRole('button', { name: 'Выбрать получателей' }));
  const dialog = await screen.findByRole('dialog');
  await fireEvent.click(await within(dialog).findByLabelText(name));
  await fireEvent.click(within(dialog).getByRole('button', { name: /^Готово/ }));
}

describe('a message', () => {
  it('is opened once by whoever chose to, and says what the school sees', async () => {
    const end = await open({}, '#/events/amina/message');
    expect(await screen.findByText('Когда вы открываете сообщение, школа видит, что оно прочитано.')).toBeTruthy();
    expect(requests(end, 'open_letter')).toEqual([]);
    await fireEvent.click(screen.getByRole('link', { name: 'Открыть сообщение: Экскурсия в музей' }));
    expect(await screen.findByText(/Автобус вернётся/)).toBeTruthy();
    expect(screen.getByText('План.pdf')).toBeTruthy();
    expect(requests(end, 'open_letter')).toEqual([{ student: 'amina', id: 'message-1' }]);
    expect(screen.getByRole('link', { name: 'Ответить' }).getAttribute('href')).toBe('#/write/amina/answer/message-1');
  });

  it('that cannot be had now shows what the list told, and is asked for again by hand', async () => {
    const end = await open({}, '#/today');
    end.fail('open_letter', { code: 'school', message: 'Не удаётся связаться с «Дневник.ру». Попробуйте ещё раз позже.', retry_after: null });
    location.hash = '#/message/amina/message-1';
    const wrong = await screen.findByRole('alert');
    expect(wrong.textContent).toContain('Не удаётся связаться');
    expect(screen.getByText('Сбор в 9:00 у входа…')).toBeTruthy();
    end.fail('open_letter', null);
    await fireEvent.click(within(wrong).getByRole('button'));
    expect(await screen.findByText(/Автобус вернётся/)).toBeTruthy();
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('of a system that takes none is not opened and not answered, and why stands there', async () => {
    const end = await open({}, '#/today');
    const no = { state: 'not_by_system' as const, words: '«Дневник.ру» не принимает сообщений из Перемены: пишите на сайте школы.' };
    end.alter('letters', (view) => ({ ...view, writing: no }));
    location.hash = '#/events/amina/message';
    expect(await screen.findByText(/не принимает сообщений из Перемены/)).toBeTruthy();
    expect(screen.queryByRole('link', { name: /Открыть сообщение/ })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Написать' })).toBeNull();
  });
});

describe('writing', () => {
  it('keeps what is typed, finds a receiver by name, and sends it once', async () => {
    const end = await open({}, '#/write/amina');
    await type('Текст сообщения', 'Амина завтра не придёт.');
    expect(await screen.findByText('Сохранено в 10:43, только на этом устройстве', {}, PATIENCE)).toBeTruthy();
    // The address leads back to it from here on.
    await waitFor(() => expect(location.hash).toBe('#/write/amina/letter-1'));
    await fireEvent.click(screen.getByRole('button', { name: 'Выбрать получателей' }));
    const dialog = await screen.findByRole('dialog');
    expect(await within(dialog).findByRole('group', { name: 'Учителя' })).toBeTruthy();
    await fireEvent.input(within(dialog).getByLabelText('Найти по имени'), { target: { value: 'петр семенов' } });
    expect(within(dialog).getAllByRole('checkbox')).toHaveLength(1);
    expect(within(dialog).getByRole('status').textContent).toMatch(/Найден 1/);
    await fireEvent.click(within(dialog).getByLabelText('Семёнов Пётр Кириллович'));
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Готово, выбрано: 1' }));
    const send = screen.getByRole('button', { name: 'Отправить' });
    await fireEvent.click(send);
    await fireEvent.click(send);
    await waitFor(() => expect(screen.getByText('Сообщение отправлено.')).toBeTruthy());
    await gone();
    const sent = requests(end, 'send_letter');
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ again: false, letter: { student: 'amina', id: 'letter-1', text: 'Амина завтра не придёт.', to: [{ id: 'teacher-4' }] } });
  });

  it('an answer has its subject and the one who wrote; taken out, nobody is put back', async () => {
    const end = await open({}, '#/write/amina/answer/message-1');
    expect(await screen.findByLabelText('Тема')).toHaveProperty('value', 'Re: Экскурсия в музей');
    const out = await screen.findByRole('button', { name: 'Убрать из получателей: Магомедова Зарема Ахмедовна' });
    expect(requests(end, 'keep_letter')).toEqual([]);
    await fireEvent.click(out);
    await fireEvent.click(screen.getByRole('button', { name: 'Выбрать получателей' }));
    await screen.findByRole('dialog');
    expect(screen.queryByRole('button', { name: /^Убрать из получателей/ })).toBeNull();
  });

  it('where nobody knows whether it has arrived, that is said, and it goes again only after another yes', async () => {
    const end = await open({ scenario: 'failing' }, '#/write/amina');
    await type('Текст сообщения', 'Спасибо');
    await choose('Алиева Патимат Рамазановна');
    await fireEvent.click(screen.getByRole('button', { name: 'Отправить' }));
    expect((await screen.findByText(/Неизвестно, дошло ли сообщение/)).getAttribute('role')).toBe('alert');
    await fireEvent.click(await screen.findByRole('button', { name: 'Отправить ещё раз' }));
    const dialog = await screen.findByRole('dialog');
    expect(requests(end, 'send_letter')).toHaveLength(1);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Отправить ещё раз' }));
    await waitFor(() => expect(requests(end, 'send_letter')).toHaveLength(2));
    expect(requests(end, 'send_letter')[1]).toMatchObject({ again: true });
    await gone();
  });

  it('what could not be sent stays, and says what to do', async () => {
    const end = await open({}, '#/write/amina');
    end.alter('send_letter', () => ({ outcome: 'kept', words: 'Вход в «Дневник.ру» больше не действует. Сообщение не отправлено и сохранено здесь: войдите ещё раз и отправьте его.', sign_in: true }));
    await type('Текст сообщения', 'Спасибо');
    await choose('Алиева Патимат Рамазановна');
    await fireEvent.click(screen.getByRole('button', { name: 'Отправить' }));
    expect(await screen.findByText(/сохранено здесь: войдите/)).toBeTruthy();
    expect(screen.getByRole('button', { name: 'Войти снова' })).toBeTruthy();
    expect(screen.getByLabelText('Текст сообщения')).toHaveProperty('value', 'Спасибо');
  });

  it('what is on its way is not thrown away', async () => {
    const end = await open({}, '#/write/amina/answer/message-1');
    end.alter('send_letter', () => new Promise<never>(() => {}) as never);
    await type('Текст сообщения', 'Спасибо');
    await fireEvent.click(screen.getByRole('button', { name: 'Отправить' }));
    await waitFor(() => expect(requests(end, 'send_letter')).toHaveLength(1));
    const discard = screen.getByRole('button', { name: 'Удалить черновик' });
    expect(discard.getAttribute('aria-disabled')).toBe('true');
    await fireEvent.click(discard);
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('a list of receivers that cannot be had says so, and is asked for again', async () => {
    const end = await open({}, '#/write/amina');
    end.fail('receivers', { code: 'school', message: 'Сервер «Дневник.ру» сейчас не работает. Попробуйте ещё раз позже.', retry_after: null });
    await fireEvent.click(await screen.findByRole('button', { name: 'Выбрать получателей' }));
    const dialog = await screen.findByRole('dialog');
    const wrong = await within(dialog).findByRole('alert');
    end.fail('receivers', null);
    await fireEvent.click(within(wrong).getByRole('button'));
    expect(await within(dialog).findByLabelText('Гасанова Аида Юсуповна')).toBeTruthy();
  });

  it('a draft stands above the messages, is gone on with, and deleted only after a yes', async () => {
    const end = await open({}, '#/write/amina');
    await type('Тема', 'О дежурстве');
    await screen.findByText(/Сохранено в/, {}, PATIENCE);
    location.hash = '#/events/amina/message';
    await fireEvent.click(await screen.findByRole('link', { name: 'Продолжить: О дежурстве' }));
    expect(await screen.findByLabelText('Тема')).toHaveProperty('value', 'О дежурстве');
    await fireEvent.click(screen.getByRole('button', { name: 'Удалить черновик' }));
    expect(requests(end, 'remove_letter')).toEqual([]);
    await fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Удалить черновик' }));
    await waitFor(() => expect(requests(end, 'remove_letter')).toEqual([{ student: 'amina', id: 'letter-1' }]));
    await gone();
  });

  it('what is typed and not kept yet is kept when one goes elsewhere', async () => {
    const end = await open({}, '#/write/amina');
    await type('Текст сообщения', 'Спасибо');
    location.hash = '#/today';
    await waitFor(() => expect(requests(end, 'keep_letter').at(-1)).toMatchObject({ student: 'amina', text: 'Спасибо' }));
    await screen.findByRole('heading', { level: 1, name: /ноября/ });
    expect(location.hash, 'and nobody is drawn back').toBe('#/today');
  });

  it('goes straight from one letter to another, each in its own form', async () => {
    const end = await open({}, '#/write/amina');
    await type('Тема', 'О дежурстве');
    await screen.findByText(/Сохранено в/, {}, PATIENCE);
    // The draft has got an address; the form is the one that was typed in.
    await waitFor(() => expect(location.hash).toBe('#/write/amina/letter-1'));
    expect(screen.getByLabelText('Тема')).toHaveProperty('value', 'О дежурстве');
    await type('Текст сообщения', 'Дежурим в среду.');
    router.go('#/write/amina/answer/message-1');
    await waitFor(() => expect(screen.getByLabelText('Тема')).toHaveProperty('value', 'Re: Экскурсия в музей'));
    expect(screen.getByLabelText('Текст сообщения')).toHaveProperty('value', '');
    await waitFor(() => expect(requests(end, 'keep_letter').at(-1)).toMatchObject({ id: 'letter-1', text: 'Дежурим в среду.' }));
    history.back();
    await waitFor(() => expect(screen.getByLabelText('Тема')).toHaveProperty('value', 'О дежурстве'));
    expect(screen.getByLabelText('Текст сообщения')).toHaveProperty('value', 'Дежурим в среду.');
  });
});
