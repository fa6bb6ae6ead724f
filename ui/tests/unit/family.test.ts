import { fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import { router } from '../../src/lib/router.svelte';
import { viewport } from '../../src/lib/viewport.svelte';
import { open } from './window';

afterEach(() => {
  useEnd(null);
  viewport.broad = false;
});

const names = () => app.family.students.map((student) => student.name);
const focused = () => document.activeElement?.getAttribute('aria-label');

describe('the children in the settings', () => {
  it('are named and coloured as the family likes, each colour with a word', async () => {
    const end = await open({}, '#/settings/children');
    const edit = await screen.findByRole('button', { name: 'Назвать по-своему: Тимур' });
    await fireEvent.click(edit);
    const colours = screen.getByRole('group', { name: 'Цвет: Тимур' });
    expect(within(colours).getAllByRole('radio').map((radio) => radio.closest('label')?.textContent?.trim())).toEqual(['ТСиний', 'ТБирюзовый', 'ТЯнтарный', 'ТЛиловый', 'ТКирпичный', 'ТСерый']);
    await fireEvent.click(within(colours).getByRole('radio', { name: 'Лиловый' }));
    await waitFor(() => expect(app.student('timur')?.colour).toBe(3));
    expect(end.asked.findLast((each) => each.command === 'colour_student')?.request).toEqual({ student: 'timur', colour: 3 });
    await fireEvent.input(screen.getByLabelText(/^Имя:/), { target: { value: 'Тёма' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Сохранить' }));
    await waitFor(() => expect(names()).toEqual(['Амина', 'Тёма', 'Мадина']));
    await waitFor(() => expect(focused()).toBe('Назвать по-своему: Тёма'));
  });

  it('stand in the family\'s order, which is told, and the focus goes along', async () => {
    viewport.broad = true;
    const end = await open({}, '#/settings/children');
    const up = await screen.findByRole('button', { name: 'Выше: Мадина' });
    // Pressed twice before the answer: one step, from where she stood.
    await Promise.all([fireEvent.click(up), fireEvent.click(up)]);
    await waitFor(() => expect(names()).toEqual(['Амина', 'Мадина', 'Тимур']));
    expect(end.asked.filter((each) => each.command === 'order_students')).toHaveLength(1);
    expect(end.asked.findLast((each) => each.command === 'order_students')?.request).toEqual({ students: ['amina', 'madina', 'timur'] });
    await waitFor(() => expect(focused()).toBe('Выше: Мадина'));
    expect(app.said).toBe('Мадина: место 2 из 3');
    await fireEvent.click(screen.getByRole('button', { name: 'Выше: Мадина' }));
    await waitFor(() => expect(names()).toEqual(['Мадина', 'Амина', 'Тимур']));
    await waitFor(() => expect(focused(), 'there is no higher').toBe('Ниже: Мадина'));
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Выше: Мадина' }).disabled).toBe(true);
  });

  it('are one line each on a phone, and moved where they are named', async () => {
    await open({}, '#/settings/children');
    const row = (await screen.findByRole('button', { name: 'Назвать по-своему: Тимур' })).closest('li') as HTMLElement;
    expect(row.querySelector('br')).toBeNull();
    expect(within(row).getAllByRole('button')).toHaveLength(1);
    await fireEvent.click(within(row).getByRole('button'));
    await fireEvent.click(within(row).getByRole('button', { name: 'Выше: Тимур' }));
    await waitFor(() => expect(names()).toEqual(['Тимур', 'Амина', 'Мадина']));
    await waitFor(() => expect(focused()).toBe('Ниже: Тимур'));
    // What was chosen holds already: the form is closed, not called off.
    expect(within(row).queryByRole('button', { name: 'Отмена' })).toBeNull();
    await fireEvent.click(within(row).getByRole('button', { name: 'Закрыть' }));
    await waitFor(() => expect(focused()).toBe('Назвать по-своему: Тимур'));
    expect(within(row).queryByRole('textbox')).toBeNull();
  });

  it('are named in one round: what is shown is asked for once', async () => {
    const end = await open({}, '#/settings/children');
    await fireEvent.click(await screen.findByRole('button', { name: 'Назвать по-своему: Тимур' }));
    end.asked.length = 0;
    await fireEvent.input(screen.getByLabelText(/^Имя:/), { target: { value: 'Тёма' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Сохранить' }));
    const asked = () => end.asked.map((each) => each.command).sort();
    await waitFor(() => expect(asked()).toEqual(['family', 'name_student', 'settings']));
    await new Promise((done) => setTimeout(done, 20));
    expect(asked()).toEqual(['family', 'name_student', 'settings']);
  });

  it('stay as they are where the file refuses', async () => {
    viewport.broad = true;
    const end = await open({}, '#/settings/children');
    end.fail('order_students', { code: 'storage', message: 'Диск не отвечает.', retry_after: null });
    await fireEvent.click(await screen.findByRole('button', { name: 'Ниже: Амина' }));
    await waitFor(() => expect(app.said).toBe('Диск не отвечает.'));
    expect(names()).toEqual(['Амина', 'Тимур', 'Мадина']);
  });
});

describe('files for other programs', () => {
  const last = (command: string) => document.querySelector('main') && end.asked.findLast((each) => each.command === command)?.request;
  let end: Awaited<ReturnType<typeof open>>;

  it('are written where they were chosen, and what goes wrong is said beside them', async () => {
    end = await open({}, '#/settings/files');
    const place = await screen.findByLabelText<HTMLInputElement>('Куда записать: полный путь');
    await waitFor(() => expect(place.value).toBe('/home/family/Загрузки/peremena-Амина-2026-11-20.csv'));
    await fireEvent.click(screen.getByRole('radio', { name: 'Всё' }));
    await waitFor(() => expect(place.value).toMatch(/\.json$/));
    await fireEvent.input(place, { target: { value: '/home/family/Загрузки/amina.csv' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Записать' }));
    expect(await screen.findByText(/Такой файл уже есть/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('radio', { name: 'Таблица' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Записать' }));
    expect(await screen.findByText(/412 записей/)).toBeTruthy();
    expect(last('save_export')).toEqual({ student: 'amina', format: 'csv', file: '/home/family/Загрузки/peremena-Амина-2026-11-20.csv' });
  });

  it('a calendar is kept, with homework by choice, and kept no more', async () => {
    end = await open({}, '#/settings/files');
    const file = await screen.findByLabelText<HTMLInputElement>('Файл календаря: полный путь');
    await fireEvent.input(file, { target: { value: '/home/family/amina.txt' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Обновлять этот файл' }));
    expect(await screen.findByText('Имя календаря кончается на .ics')).toBeTruthy();
    await fireEvent.input(file, { target: { value: '/home/family/amina.ics' } });
    const keep = screen.getByRole('button', { name: 'Обновлять этот файл' });
    keep.focus();
    await fireEvent.click(keep);
    await screen.findByText('обновлено только что');
    // The button is gone, and who pressed it is still at this card.
    const card = () => document.activeElement?.closest('.card')?.querySelector('h3')?.textContent;
    await waitFor(() => expect(card()).toBe('Календарь, который обновляется сам'));
    await fireEvent.click(screen.getByRole('switch', { name: /домашние задания/ }));
    await waitFor(() => expect(last('keep_calendar')).toEqual({ student: 'amina', file: '/home/family/amina.ics', homework: true }));
    const stop = await screen.findByRole('button', { name: 'Больше не обновлять' });
    await waitFor(() => expect(stop.getAttribute('aria-disabled')).toBe('false'));
    stop.focus();
    await fireEvent.click(stop);
    expect(await screen.findByLabelText('Файл календаря: полный путь')).toBeTruthy();
    await waitFor(() => expect(card()).toBe('Календарь, который обновляется сам'));
    await fireEvent.click(screen.getByRole('radio', { name: 'Тимур' }));
    expect(await screen.findByText(/Папки нет на месте/)).toBeTruthy();
  });

  it('of one child say nothing at another, however late the answer comes', async () => {
    end = await open({}, '#/settings/files');
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Куда записать: полный путь').value).toMatch(/Амина/));
    const late: (() => void)[] = [];
    const answer = end.ask.bind(end);
    end.ask = async (command, request) => {
      const view = await answer(command, request);
      if (command === 'save_export' || command === 'keep_calendar') await new Promise<void>((done) => late.push(done));
      return view;
    };
    await fireEvent.click(screen.getByRole('button', { name: 'Обновлять этот файл' }));
    await fireEvent.click(screen.getByRole('button', { name: 'Записать' }));
    await waitFor(() => expect(late).toHaveLength(2));
    await fireEvent.click(screen.getByRole('radio', { name: 'Мадина' }));
    await waitFor(() => expect(screen.getByLabelText<HTMLInputElement>('Куда записать: полный путь').value).toMatch(/Мадина/));
    for (const done of late) done();
    await new Promise((done) => setTimeout(done, 20));
    expect(screen.queryByText(/412 записей/)).toBeNull();
    expect(screen.queryByText('обновлено только что')).toBeNull();
    expect(screen.getByLabelText<HTMLInputElement>('Файл календаря: полный путь').value).toMatch(/Мадина/);
    // What was kept for the one is kept.
    await fireEvent.click(screen.getByRole('radio', { name: 'Амина' }));
    expect(await screen.findByText('обновлено только что')).toBeTruthy();
  });

  it('are not offered of an invented school', async () => {
    await open({ scenario: 'demo' }, '#/settings');
    expect(await screen.findByRole('link', { name: 'Дети' })).toBeTruthy();
    expect(screen.queryByRole('link', { name: 'Файлы для других программ' })).toBeNull();
  });
});

describe('help', () => {
  it('names every server of every account, and what lies open', async () => {
    await open({}, '#/help');
    for (const host of ['api.dnevnik.ru', 'login.dnevnik.ru', 'identity.ir-tech.ru']) expect(await screen.findByText(host)).toBeTruthy();
    expect(screen.getByText(/открытый файл/)).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Список клавиш' }));
    expect(await screen.findByRole('dialog', { name: 'Клавиши' })).toBeTruthy();
  });

  it('is there before the first sign-in, and leads back to it', async () => {
    await open({ scenario: 'welcome' }, '#/today');
    await fireEvent.click(await screen.findByRole('link', { name: 'Что покидает это устройство' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Справка' })).toBeTruthy();
    expect(await screen.findByText(/дневник появится на этом устройстве с первым входом/)).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Список клавиш' })).toBeNull();
    expect(screen.queryByRole('link', { name: 'Проверка связи' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Назад' }));
    expect(await screen.findByRole('heading', { level: 2, name: /Где ведут дневник/ })).toBeTruthy();
  });

  it('leads before the first sign-in to nothing that is not there yet', async () => {
    const end = await open({ scenario: 'welcome' }, '#/settings');
    await screen.findByRole('link', { name: 'Безопасность' });
    expect(screen.queryByRole('link', { name: 'Проверка связи' })).toBeNull();
    router.go('#/settings/privacy');
    await screen.findByRole('heading', { name: 'Резервные копии' });
    // There is no diary that could be locked, nor a lock to be asked for.
    expect(end.asked.map((each) => each.command)).not.toContain('lock_settings');
  });

  it('of the example says that it speaks to nobody', async () => {
    await open({ scenario: 'demo' }, '#/help');
    expect(await screen.findByText(/ни к кому не обращаемся/)).toBeTruthy();
    expect(screen.queryByText('api.dnevnik.ru')).toBeNull();
  });
});
