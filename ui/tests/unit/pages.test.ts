import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import { sign, turns } from '../../src/lib/keys.svelte';
import { addressOf, places } from '../../src/lib/places';
import { router } from '../../src/lib/router.svelte';
import { open } from './window';

afterEach(() => useEnd(null));

describe('homework', () => {
  it('a task of ones own is written, ticked, taken out and put back', async () => {
    const end = await open({}, '#/homework/amina');
    await fireEvent.click(await screen.findByText('Записать своё'));
    const dialog = await screen.findByRole('dialog');
    await fireEvent.input(within(dialog).getByLabelText('Что сделать'), { target: { value: 'Выучить стих' } });
    await fireEvent.click(within(dialog).getByText('Сохранить'));
    await waitFor(() => expect(document.querySelector('dialog')).toBeNull());
    expect(end.asked.findLast((each) => each.command === 'put_task')?.request).toMatchObject({ student: 'amina', id: null, text: 'Выучить стих', due: '2026-11-21' });
    const box = () => screen.queryByLabelText('Выучить стих', { selector: 'input' });
    await waitFor(() => expect(box()).toBeTruthy());
    await fireEvent.click(screen.getByLabelText('Убрать: Выучить стих'));
    await waitFor(() => expect(box()).toBeNull());
    await fireEvent.click(screen.getByText('Вернуть'));
    await waitFor(() => expect(box()).toBeTruthy());
    // What the school gave can be ticked, not taken out.
    expect(screen.queryByLabelText(/Убрать: Слова/)).toBeNull();
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

describe('attendance', () => {
  it('says how much was missed, and that late is not absent; a day leads to the diary', async () => {
    await open({}, '#/attendance/amina');
    expect(await screen.findByText(/Пропущено 10\sуроков/)).toBeTruthy();
    expect(screen.getByText(/1\sопоздание. Опоздание — не пропуск/)).toBeTruthy();
    const month = screen.getByRole('table', { name: 'Ноябрь' });
    const ill = within(month).getByRole('link', { name: '10 ноября: 6 уроков, по болезни' });
    expect(ill.getAttribute('href')).toBe('#/diary/amina/2026-11-10');
    expect(within(month).getAllByRole('link')).toHaveLength(4);
    expect(screen.getByRole('link', { name: /5-й урок/ }).getAttribute('href')).toBe('#/diary/amina/2026-11-18?lesson=lesson-18-5');
  });

  it('where the school publishes nothing, says that and not that nothing was missed', async () => {
    await open({ scenario: 'unpublished' }, '#/attendance/amina');
    expect(await screen.findByText('Школа этого не публикует')).toBeTruthy();
    expect(screen.queryByText('Пропусков нет')).toBeNull();
  });
});

describe('the summary sheet', () => {
  it('is a table of subjects and terms that tells marks from what only might become one', async () => {
    await open({}, '#/terms/amina');
    const table = await screen.findByRole('table', { name: /Сводная ведомость/ });
    const row = within(table).getByRole('row', { name: /Алгебра/ });
    expect(within(row).getByText('оценка 4, средний 4,31')).toBeTruthy();
    expect(within(row).getByText('средний 4,38, выходит 4')).toBeTruthy();
    expect(within(table).getAllByRole('columnheader')).toHaveLength(6);
    expect(screen.getByRole('heading', { name: 'Где числа расходятся' })).toBeTruthy();
    expect(within(row).getByRole('link').getAttribute('href')).toBe(`#/marks/amina/${encodeURIComponent('Алгебра')}`);
  });
});

describe('what if', () => {
  it('asks Rust with what is supposed, says that it is not real, and says when a wish cannot be', async () => {
    const end = await open({}, `#/marks/amina/${encodeURIComponent('Алгебра')}`);
    await fireEvent.click(await screen.findByRole('button', { name: 'Что если' }));
    const panel = await screen.findByRole('region', { name: 'Что если' });
    expect(within(panel).getByText('Это не настоящие оценки: они нигде не сохранятся.')).toBeTruthy();
    await waitFor(() => expect(panel.textContent).toContain('4,38'));
    await fireEvent.click(within(panel).getByRole('button', { name: 'Добавить 5' }));
    await waitFor(() => expect(panel.textContent).toContain('+0,05'));
    const selects = within(panel).getAllByRole('combobox', { name: /Контрольная работа/ });
    await fireEvent.change(selects[0] as HTMLElement, { target: { value: 'drop' } });
    await waitFor(() => expect(end.asked.at(-1)?.request).toMatchObject({ subject: 'Алгебра', term: '2', add: [{ value: '5', weight: 1 }], change: [], drop: ['m1'], wish: null, with: null }));
    // Another one is supposed to be better, and then to be as it is.
    const answer = within(panel).getByRole('combobox', { name: /Ответ на уроке/ });
    await fireEvent.change(answer, { target: { value: '5' } });
    await waitFor(() => expect(end.asked.at(-1)?.request).toMatchObject({ change: [{ value: '5' }], drop: ['m1'] }));
    await fireEvent.change(answer, { target: { value: '' } });
    await waitFor(() => expect(end.asked.at(-1)?.request).toMatchObject({ change: [], drop: ['m1'] }));
    await fireEvent.click(within(panel).getByRole('button', { name: 'Начать заново' }));
    await fireEvent.change(within(panel).getByLabelText('Цель'), { target: { value: '5' } });
    await fireEvent.change(within(panel).getByLabelText('Новые оценки'), { target: { value: '4' } });
    expect(await within(panel).findByText(/не получится, сколько бы их ни было/)).toBeTruthy();
    // A wish that is none is said so beside it; what was supposed is answered all the same.
    end.alter('what_if', (view, { wish }) => (wish === '7' ? { ...view, need: null, wish_problem: 'Напишите оценку от 2 до 5.' } : view));
    await fireEvent.change(within(panel).getByLabelText('Цель'), { target: { value: 'average' } });
    await fireEvent.input(await within(panel).findByLabelText('Какой средний'), { target: { value: '7' } });
    expect((await within(panel).findByText('Напишите оценку от 2 до 5.')).closest('.need')).toBeTruthy();
    await fireEvent.click(within(panel).getByRole('button', { name: 'Добавить 4' }));
    await waitFor(() => expect(panel.querySelector('.result')?.textContent).toContain('−0,03'));
    expect(within(panel).queryByRole('alert')).toBeNull();
  });
});

describe('search', () => {
  it('marks what was found, narrows by kind, and keeps the question in the address', async () => {
    const end = await open({}, '#/search');
    const field = await screen.findByRole('searchbox');
    expect(document.activeElement).toBe(field);
    expect(screen.getByText(/Слово можно писать в любой форме/)).toBeTruthy();
    await fireEvent.input(field, { target: { value: 'контрольную' } });
    expect(await screen.findByText('Найдено: 5')).toBeTruthy();
    expect(decodeURIComponent(location.hash)).toBe('#/search?q=контрольную');
    expect([...document.querySelectorAll('mark')].map((each) => each.textContent)).toEqual(['Контрольникова', 'Контрольная', 'контрольной', 'контрольной', 'Контрольный']);
    await fireEvent.click(screen.getByRole('radio', { name: /Темы уроков/ }));
    await waitFor(() => expect(within(screen.getByRole('main')).getAllByRole('link')).toHaveLength(2));
    expect(end.asked.at(-1)?.request).toMatchObject({ query: 'контрольную', kind: 'lesson' });
    await fireEvent.input(field, { target: { value: 'щщ' } });
    expect(await screen.findByText('Ничего не нашлось')).toBeTruthy();
    expect(screen.getByText(/^Проверьте написание/)).toBeTruthy();
  });
});

describe('the question of a search', () => {
  const found = () => within(screen.getByRole('main')).queryAllByRole('link').length;

  it('goes along to another child, and drops the kind with the letters it was chosen for', async () => {
    const end = await open({}, '#/search');
    const field = (await screen.findByRole('searchbox')) as HTMLInputElement;
    await fireEvent.input(field, { target: { value: 'контрольную' } });
    await fireEvent.click(await screen.findByRole('radio', { name: /Темы уроков/ }));
    await waitFor(() => expect(found()).toBe(2));
    expect(decodeURIComponent(location.hash)).toBe('#/search?q=контрольную&kind=lesson');
    app.choose('timur');
    await waitFor(() => expect(end.asked.at(-1)?.request).toMatchObject({ query: 'контрольную', student: 'timur', kind: null }));
    expect((screen.getByRole('searchbox') as HTMLInputElement).value).toBe('контрольную');
    // Another question from outside, by the quick way: asked whole.
    router.go('#/search/timur?q=алгебра');
    await waitFor(() => expect((screen.getByRole('searchbox') as HTMLInputElement).value).toBe('алгебра'));
    await waitFor(() => expect(end.asked.at(-1)?.request).toMatchObject({ query: 'алгебра', kind: null }));
  });

  it('is written into the address once somebody pauses, not at each letter', async () => {
    const end = await open({}, '#/search');
    const field = await screen.findByRole('searchbox');
    const write = vi.spyOn(history, 'replaceState');
    for (let end = 1; end <= 9; end += 1) await fireEvent.input(field, { target: { value: 'контрольн'.slice(0, end) } });
    expect(write).not.toHaveBeenCalled();
    expect(await screen.findByText('Найдено: 5')).toBeTruthy();
    expect(write).toHaveBeenCalledTimes(1);
    expect(end.asked.filter((each) => each.command === 'search')).toHaveLength(1);
    // Enter does not wait.
    await fireEvent.input(field, { target: { value: 'контрольная' } });
    await fireEvent.submit(field);
    expect(decodeURIComponent(location.hash)).toBe('#/search?q=контрольная');
    write.mockRestore();
  });
});

describe('school and class', () => {
  it('tells the school, the people and the year, with the days to the next holidays', async () => {
    await open({}, '#/school/amina');
    const main = screen.getByRole('main');
    expect(await within(main).findByRole('heading', { level: 2, name: 'Учителя' })).toBeTruthy();
    expect(within(main).getByText('Классный руководитель').nextElementSibling?.textContent).toContain('Магомедова');
    expect(main.textContent).toContain('Зимние каникулы: через 41');
    expect(main.querySelector('[aria-current=date]')?.textContent).toContain('четверть');
  });
});

describe('the record', () => {
  it('tells eleven kinds and what is late, and keeps another limit', async () => {
    const end = await open({}, '#/record/amina');
    const list = (await screen.findByRole('heading', { level: 2, name: 'Полнота' })).closest('section') as HTMLElement;
    expect(within(list).getAllByRole('listitem')).toHaveLength(11);
    expect(list.textContent).toContain('сюда не передаётся: События школы');
    expect(screen.getByRole('link', { name: /позже срока на\s3/ }).getAttribute('href')).toBe('#/diary/amina/2026-11-20');
    await fireEvent.change(screen.getByLabelText(/Срок для задания после последнего урока/), { target: { value: '360' } });
    await waitFor(() => expect(screen.queryByRole('link', { name: /позже срока на\s3/ })).toBeNull());
    expect(end.asked.at(-1)?.request).toMatchObject({ student: 'amina', limits: { homework_minutes: 360, mark_days: 7 } });
  });
});

describe('events and messages', () => {
  it('are chosen by kind, open at an item, and say what a system lacks', async () => {
    await open({}, '#/events/amina/message?item=message-1');
    expect(await screen.findByRole('heading', { level: 2, name: 'Экскурсия в музей' })).toBeTruthy();
    await waitFor(() => expect(document.querySelector('.picked')?.textContent).toContain('Сбор в'));
    await fireEvent.click(screen.getByRole('radio', { name: /Замечания/ }));
    expect(await screen.findByText('«Дневник.ру» не передаёт сюда замечаний')).toBeTruthy();
    expect(screen.getByText(/Как программе это у неё спросить/), 'and why').toBeTruthy();
    expect(location.hash).toBe('#/events/amina/remark');
  });
});

describe('keys', () => {
  it('lead to every screen whatever the layout, and are listed', async () => {
    await open({}, '#/today/amina');
    await fireEvent.keyDown(window, { key: 'п', code: 'KeyG' });
    await fireEvent.keyDown(window, { key: 'р', code: 'KeyH' });
    expect(await screen.findByRole('heading', { level: 1, name: 'Домашние задания' })).toBeTruthy();
    await fireEvent.keyDown(window, { key: 'р', code: 'KeyH' });
    expect(location.hash).toBe('#/homework/amina');
    await fireEvent.keyDown(window, { key: '/', code: 'Slash' });
    expect(await screen.findByRole('searchbox')).toBeTruthy();
    // In a field letters are letters.
    await fireEvent.keyDown(screen.getByRole('searchbox'), { key: '?', code: 'Digit7' });
    expect(screen.queryByRole('dialog')).toBeNull();
    await fireEvent.keyDown(window, { key: '?', code: 'Digit7' });
    const list = await screen.findByRole('dialog', { name: 'Клавиши' });
    const listed = within(list).getAllByRole('term').map((term) => term.textContent);
    expect(listed).toHaveLength(17);
    // Two ways to the search are one line.
    expect(new Set(listed).size).toBe(listed.length);
    expect(within(list).getByText('Поиск').closest('div')?.textContent).toMatch(/G S или \//);
    // Who does not want them switches them off; the list stays in reach.
    await fireEvent.click(within(list).getByRole('switch', { name: /Клавиши без Ctrl/ }));
    await fireEvent.click(within(list).getByRole('button', { name: 'Закрыть' }));
    expect(screen.queryByRole('dialog')).toBeNull();
    await fireEvent.keyDown(window, { key: '?', code: 'Digit7' });
    expect(screen.queryByRole('dialog')).toBeNull();
    await fireEvent.keyDown(window, { key: 'k', code: 'KeyK', ctrlKey: true });
    await fireEvent.input(await screen.findByRole('combobox'), { target: { value: 'клав' } });
    await fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
    await fireEvent.click(within(await screen.findByRole('dialog', { name: 'Клавиши' })).getByRole('switch'));
    await fireEvent.click(screen.getByRole('button', { name: 'Закрыть' }));
    await fireEvent.keyDown(window, { key: '?', code: 'Digit7' });
    expect(await screen.findByRole('dialog', { name: 'Клавиши' })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: 'Закрыть' }));
  });
});

describe('the list of keys', () => {
  it('names every place, and each leads where its line says', async () => {
    await open({}, '#/more');
    const go = vi.spyOn(router, 'go').mockImplementation(() => {});
    await fireEvent.keyDown(window, { key: '?', code: 'Digit7' });
    const list = await screen.findByRole('dialog', { name: 'Клавиши' });
    const lines = within(list)
      .getAllByRole('term')
      .map((term) => ({ name: term.textContent, keys: [...(term.parentElement?.querySelectorAll('kbd') ?? [])].map((key) => key.textContent) }));
    await fireEvent.click(within(list).getByRole('button', { name: 'Закрыть' }));
    const leading = lines.filter(({ keys }) => keys[0] === 'G');
    expect(leading.map(({ keys }) => keys[1]).sort()).toEqual([...places.map((place) => place.key.toUpperCase()), ','].sort());
    for (const { name, keys } of leading) {
      const key = keys[1] ?? '';
      await fireEvent.keyDown(window, { key: 'g', code: 'KeyG' });
      await fireEvent.keyDown(window, { key: key.toLowerCase(), code: key === ',' ? 'Comma' : `Key${key}` });
      // What leads there from the rail is called the same.
      const named = [...document.querySelectorAll('nav a')].find((link) => link.querySelector('.name')?.textContent === name);
      expect(go, name).toHaveBeenLastCalledWith(named?.getAttribute('href'));
    }
    go.mockRestore();
  });
});

describe('a key', () => {
  it.each([
    ['g on a Latin keyboard', { key: 'g', code: 'KeyG' }, 'g'],
    ['the same key under ЙЦУКЕН', { key: 'п', code: 'KeyG' }, 'g'],
    ['under ЙЦУКЕН with capitals locked', { key: 'П', code: 'KeyG' }, 'g'],
    ['g where Dvorak has it', { key: 'g', code: 'KeyU' }, 'g'],
    ['what stands on Dvorak where others have g', { key: 'i', code: 'KeyG' }, 'i'],
    ['? as English has it', { key: '?', code: 'Slash', shiftKey: true }, '?'],
    ['? as ЙЦУКЕН has it', { key: '?', code: 'Digit7', shiftKey: true }, '?'],
    ['the key of ? under ЙЦУКЕН', { key: ',', code: 'Slash', shiftKey: true }, '?'],
    ['/ as ЙЦУКЕН has it', { key: '/', code: 'Backslash', shiftKey: true }, '/'],
    ['the key of / under ЙЦУКЕН', { key: '.', code: 'Slash' }, '/'],
    ['the dash that German has there', { key: '-', code: 'Slash' }, '-'],
    ['the full stop of an English keyboard', { key: '.', code: 'Period' }, '.'],
    ['the key of a comma under ЙЦУКЕН', { key: 'б', code: 'Comma' }, ','],
    ['a key that has no place', { key: 'п', code: '' }, 'п'],
  ])('%s', (_, event, says) => expect(sign({ shiftKey: false, ...event })).toBe(says));
});

describe('the arrows', () => {
  const press = (on: HTMLElement, more: KeyboardEventInit = {}) => {
    let way: number | undefined;
    const heard = (event: KeyboardEvent) => (way = turns(event));
    addEventListener('keydown', heard);
    on.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true, ...more }));
    removeEventListener('keydown', heard);
    return way;
  };

  it('turn pages, but where they do something else', () => {
    document.body.innerHTML = '<main><a href="#/x">a</a><select></select><textarea></textarea><input /></main><dialog><button></button></dialog>';
    const at = (name: string) => document.querySelector(name) as HTMLElement;
    expect([press(at('a')), press(at('a'), { key: 'ArrowRight' }), press(at('a'), { key: 'a' })]).toEqual([-1, 1, 0]);
    for (const name of ['select', 'textarea', 'input', 'dialog button']) expect(press(at(name)), name).toBe(0);
    for (const held of ['altKey', 'ctrlKey', 'metaKey', 'shiftKey']) expect(press(at('a'), { [held]: true }), held).toBe(0);
    document.body.replaceChildren();
  });
});

describe('the palette', () => {
  it('names each of its choices once', async () => {
    await open({}, '#/today');
    await fireEvent.keyDown(window, { key: 'л', code: 'KeyK', ctrlKey: true });
    const field = await screen.findByRole('combobox');
    const ids = screen.getAllByRole('option').map((option) => option.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => /\s/.test(id))).toEqual([]);
    await fireEvent.keyDown(field, { key: 'ArrowUp' });
    expect(document.getElementById(field.getAttribute('aria-activedescendant') ?? '')?.getAttribute('aria-selected')).toBe('true');
    await fireEvent.keyDown(window, { key: 'k', code: 'KeyK', ctrlKey: true });
  });

  it('leads to every section of the settings that there is, and to no other', async () => {
    for (const scenario of ['family', 'demo'] as const) {
      await open({ scenario }, '#/settings');
      const main = within(screen.getByRole('main'));
      await main.findByRole('link', { name: 'Безопасность' });
      const sections = main.getAllByRole('link').map((each) => each.textContent?.trim());
      expect(sections.includes('Файлы для других программ')).toBe(scenario === 'family');
      await call();
      const offered = (await screen.findAllByRole('option')).map((each) => each.textContent?.trim());
      for (const section of sections) expect(offered).toContain(section);
      expect(offered.includes('Файлы для других программ')).toBe(scenario === 'family');
      await call();
      cleanup();
    }
  });

  it('leads to every place, each look of the diary and the form for another school', async () => {
    await open({}, '#/more');
    const go = vi.spyOn(router, 'go').mockImplementation(() => {});
    const ways = [
      ...places.map((place) => [place.name(app.student(app.child)), addressOf(place, app.child, app.scope)]),
      ['День дневника', '#/diary/amina?view=day'],
      ['Неделя дневника', '#/diary/amina?view=week'],
      ['Месяц дневника', '#/diary/amina?view=month'],
      ['Добавить ребёнка или школу', '#/welcome'],
    ];
    for (const [name, to] of ways) {
      await call();
      const option = [...document.querySelectorAll('[role=option]')].filter((each) => each.textContent?.trim() === name);
      expect(option, name).toHaveLength(1);
      await fireEvent.click(option[0] as HTMLElement);
      expect(go, name).toHaveBeenLastCalledWith(to);
    }
    go.mockRestore();
  });

  const call = () => fireEvent.keyDown(window, { key: 'л', code: 'KeyK', ctrlKey: true });

  it('finds a screen by the beginning of a word, a child by name, and searches for the rest', async () => {
    await open({}, '#/today');
    await call();
    const field = await screen.findByRole('combobox');
    await fireEvent.input(field, { target: { value: 'кла' } });
    expect(screen.getAllByRole('option').map((each) => each.textContent?.trim())).toEqual(['Школа и класс', 'Клавиши', 'Искать «кла»']);
    await fireEvent.keyDown(field, { key: 'Enter' });
    expect(await screen.findByRole('heading', { level: 1, name: 'Школа и класс' })).toBeTruthy();
    await call();
    await fireEvent.input(await screen.findByRole('combobox'), { target: { value: 'тим' } });
    await fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
    await waitFor(() => expect(location.hash).toBe('#/school/timur'));
    await call();
    await fireEvent.input(await screen.findByRole('combobox'), { target: { value: 'контрольную' } });
    await fireEvent.keyDown(screen.getByRole('combobox'), { key: 'Enter' });
    await waitFor(() => expect(decodeURIComponent(location.hash)).toBe('#/search/timur?q=контрольную'));
    await call();
    const again = await screen.findByRole('combobox');
    await fireEvent.keyDown(again, { key: 'ArrowUp' });
    expect(screen.getByRole('option', { selected: true }).textContent?.trim()).toBe('Обновить');
    await call();
    expect(screen.queryByRole('combobox')).toBeNull();
  });
});

describe('ticks on homework', () => {
  it('go to the school where the family wants it, for accounts whose school takes them', async () => {
    const end = await open({ ticks: false }, '#/settings/accounts');
    const named = /Отправлять отметки о сделанном в школу/;
    await fireEvent.click(await screen.findByRole('switch', { name: named }));
    expect(end.asked.at(-1)).toMatchObject({ command: 'send_ticks', request: { account: 'account-1', on: true } });
    await waitFor(() => expect((screen.getByRole('switch', { name: named }) as HTMLInputElement).checked).toBe(true));
    expect(screen.getAllByRole('switch', { name: named })).toHaveLength(1);
  });

  it('say how far they have come', async () => {
    await open({ ticks: true }, '#/homework/amina');
    expect(await screen.findByText(/ещё не отправлено в школу/)).toBeTruthy();
    expect(screen.getByText(/снято только здесь/)).toBeTruthy();
  });
});

describe('a change that is refused', () => {
  it('is said, and its switch shows again what holds', async () => {
    const end = await open({}, '#/settings/notifications');
    const tray = (await screen.findByRole('switch', { name: /Оставаться у часов/ })) as HTMLInputElement;
    const quiet = (await screen.findByRole('switch', { name: /Не отвлекать в школе/ })) as HTMLInputElement;
    const before = [tray.checked, quiet.checked];
    for (const command of ['change_settings', 'change_notices'] as const) end.fail(command, { code: 'storage', message: 'Не записалось.', retry_after: null });
    await fireEvent.click(tray);
    await fireEvent.click(quiet);
    expect(await screen.findByText('Не записалось.')).toBeTruthy();
    await waitFor(() => expect([tray.checked, quiet.checked]).toEqual(before));
  });
});
