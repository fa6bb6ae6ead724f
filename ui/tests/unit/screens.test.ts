import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { flushSync, tick } from 'svelte';
import { afterEach, describe, expect, it, vi } from 'vitest';

import App from '../../src/App.svelte';
import { useEnd } from '../../src/lib/api';
import type { StartView } from '../../src/lib/api/types';
import { app } from '../../src/lib/app.svelte';
import { router } from '../../src/lib/router.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';
import type { Choice } from '../fixtures/school';

let end: Fixtures;

async function open(choice: Partial<Choice>, hash = '#/today'): Promise<void> {
  localStorage.clear();
  app.start = null;
  app.scope = '';
  app.era += 1;
  delete document.documentElement.dataset.painted;
  end = fixtures(choice);
  useEnd(end);
  useLanguage(choice.language ?? 'ru');
  router.replace(hash);
  render(App);
  await waitFor(() => expect(app.start).not.toBeNull());
  await tick();
}

const asked = (command: string) => end.asked.filter((each) => each.command === command).length;

afterEach(() => useEnd(null));

describe('the first frame', () => {
  it('has the navigation before Rust has answered, and no spinner', () => {
    useEnd({ ask: () => new Promise(() => {}), hear: () => () => {} });
    useLanguage('ru');
    app.start = null;
    render(App);
    expect(screen.getByRole('navigation', { name: 'Разделы' })).toBeTruthy();
    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('draws Сегодня from what `start` brought, and then says so', async () => {
    await open({ scenario: 'one' });
    expect(screen.getByRole('heading', { level: 1, name: 'Пятница, 20\u00A0ноября' })).toBeTruthy();
    expect(screen.getByText('Сейчас, третий урок · ещё 17 минут')).toBeTruthy();
    await waitFor(() => expect(document.documentElement.dataset.painted).toBe('1'));
    expect(performance.getEntriesByName('painted').length).toBeGreaterThan(0);
  });

  it('draws what the window was made with, before any answer, and not once more for the same answer', async () => {
    localStorage.clear();
    end = fixtures({ scenario: 'one' });
    const first = (await end.ask('start', {})) as StartView;
    let answer: (start: StartView) => void = () => {};
    useEnd({ ...end, ask: (command, request) => (command === 'start' ? new Promise((done) => (answer = done)) : end.ask(command, request)) });
    app.start = null;
    router.replace('#/today');
    window.__PEREMENA_FIRST__ = first;
    app.begin();
    expect(window.__PEREMENA_FIRST__).toBeUndefined();
    const [era, drawn] = [app.era, app.start];
    render(App);
    expect(screen.getByText('Сейчас, третий урок · ещё 17 минут')).toBeTruthy();
    await tick();
    answer(structuredClone(first));
    await new Promise((done) => setTimeout(done));
    expect(app.era).toBe(era);
    expect(app.start).toBe(drawn);
  });

  it('keeps what is drawn where only a moment has passed since the window was made', async () => {
    localStorage.clear();
    end = fixtures({ scenario: 'one' });
    const first = (await end.ask('start', {})) as StartView;
    const later = structuredClone(first);
    const child = later.family.students[0];
    if (child) Object.assign(child, { freshness: 'old', freshness_text: 'обновлено 31 минуту назад', unread: 7 });
    let answer: (start: StartView) => void = () => {};
    useEnd({ ...end, ask: (command, request) => (command === 'start' ? new Promise((done) => (answer = done)) : end.ask(command, request)) });
    app.start = null;
    router.replace('#/today');
    window.__PEREMENA_FIRST__ = first;
    app.begin();
    const era = app.era;
    render(App);
    await tick();
    answer(later);
    await waitFor(() => expect(app.family.students[0]?.unread).toBe(7));
    expect(screen.getByText('Сейчас, третий урок · ещё 17 минут')).toBeTruthy();
    expect(app.era).toBe(era);
    expect(app.family.students[0]?.freshness).toBe('old');
  });

  it('takes no answer of before the one that came last', async () => {
    const ready = (await fixtures({ scenario: 'one' }).ask('start', {})) as StartView;
    const locked = (await fixtures({ scenario: 'locked' }).ask('start', {})) as StartView;
    const answers: ((start: StartView) => void)[] = [];
    end = fixtures({ scenario: 'one' });
    useEnd({ ...end, ask: (command, request) => (command === 'start' ? new Promise((done) => answers.push(done)) : end.ask(command, request)) });
    app.start = null;
    const slow = app.read();
    const quick = app.read();
    await waitFor(() => expect(answers).toHaveLength(2));
    answers[1]?.(locked);
    await quick;
    answers[0]?.(ready);
    await slow;
    expect(app.start).toMatchObject({ state: 'locked' });
  });

  it('draws all anew where the family is another than the window was made with', async () => {
    localStorage.clear();
    end = fixtures({ scenario: 'one' });
    const first = (await end.ask('start', {})) as StartView;
    app.start = null;
    window.__PEREMENA_FIRST__ = first;
    app.begin();
    const era = app.era;
    useEnd(fixtures({ scenario: 'family' }));
    await app.read();
    expect(app.era).toBe(era + 1);
  });

  it('draws nothing of what a window was made with where its page is loaded anew', async () => {
    app.start = null;
    window.__PEREMENA_FIRST__ = (await fixtures({ scenario: 'one' }).ask('start', {})) as StartView;
    const entries = vi.spyOn(performance, 'getEntriesByType').mockReturnValue([{ type: 'reload' } as unknown as PerformanceEntry]);
    app.begin();
    entries.mockRestore();
    expect([app.start, window.__PEREMENA_FIRST__]).toEqual([null, undefined]);
  });

  it('tells what went wrong where there is no start, and tries again', async () => {
    end = fixtures({});
    useEnd(end);
    useLanguage('ru');
    app.start = null;
    end.fail('start', { code: 'storage', message: 'Диск не отвечает.', retry_after: null });
    render(App);
    expect((await screen.findByRole('alert')).textContent).toContain('Диск не отвечает.');
    end.fail('start', null);
    await fireEvent.click(screen.getByRole('button', { name: 'Попробовать ещё раз' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});

describe('the five states', () => {
  it('nothing here has words of its own: holiday, no lessons, not loaded, not published', async () => {
    for (const [scenario, hash, words] of [
      ['holiday', '#/today/amina', 'Осенние каникулы до 8 ноября'],
      ['empty', '#/today/amina', 'Уроков нет'],
      ['never', '#/today/amina', 'Ещё не загружено'],
      ['unpublished', '#/marks/amina', 'Школа этого не публикует'],
      ['empty', '#/marks/amina', 'Оценок пока нет'],
    ] as const) {
      await open({ scenario }, hash);
      expect(await screen.findByText(words)).toBeTruthy();
      document.body.innerHTML = '';
    }
  });

  it('a school that does not answer leaves what is known, with its age', async () => {
    await open({ scenario: 'failing' }, '#/marks/amina');
    const trouble = await screen.findByRole('region', { name: 'Не всё в порядке' });
    expect(trouble.textContent).toContain('Школа не отвечает.');
    expect(trouble.textContent).toContain('через 3\u00A0минуты');
    expect(trouble.textContent).toContain('обновлено вчера в\u00A018:40');
    expect(screen.getByRole('link', { name: 'Алгебра' })).toBeTruthy();
    await fireEvent.click(within(trouble).getByRole('button', { name: 'Попробовать сейчас' }));
    await waitFor(() => expect(asked('sync_now')).toBe(1));
  });

  it('an ended session is one banner with one button, told once for one account', async () => {
    await open({ scenario: 'sign_in' }, '#/today');
    const banners = await screen.findAllByRole('button', { name: 'Войти снова' });
    expect(banners).toHaveLength(1);
    await fireEvent.click(banners[0] as HTMLElement);
    await waitFor(() => expect(location.hash).toBe('#/sign-in/dnevnik-ru?account=account-1'));
    expect(await screen.findByText('Оценки, история и настройки останутся на месте.')).toBeTruthy();
  });

  it('a command that fails shows its words and one thing to do, below them what was there', async () => {
    await open({ scenario: 'family' }, '#/marks/amina');
    await screen.findByRole('link', { name: 'Алгебра' });
    end.fail('marks', { code: 'storage', message: 'Не удалось прочитать.', retry_after: null });
    end.tell({ event: 'changed', students: ['amina'] });
    expect((await screen.findByRole('alert')).textContent).toContain('Не удалось прочитать.');
    expect(screen.getByRole('link', { name: 'Алгебра' })).toBeTruthy();
    end.fail('marks', null);
    await fireEvent.click(screen.getByRole('button', { name: 'Попробовать ещё раз' }));
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  });
});

describe('events', () => {
  it('re-read what is shown, and only that', async () => {
    await open({ scenario: 'family' }, '#/diary/amina');
    await screen.findByRole('heading', { name: '16\u2060–\u206021\u00A0ноября' });
    const before = asked('diary');
    end.tell({ event: 'changed', students: ['timur'] });
    await tick();
    expect(asked('diary')).toBe(before);
    end.tell({ event: 'changed', students: ['amina'] });
    await waitFor(() => expect(asked('diary')).toBe(before + 1));
    expect(asked('marks')).toBe(0);
  });

  it('an open goes there', async () => {
    await open({ scenario: 'family' });
    end.tell({ event: 'open', route: '#/marks/amina/%D0%90%D0%BB%D0%B3%D0%B5%D0%B1%D1%80%D0%B0?mark=m1' });
    expect(await screen.findByRole('heading', { level: 1, name: 'Алгебра' })).toBeTruthy();
    await waitFor(() => expect(document.querySelector('.picked')?.textContent).toContain('Контрольная работа'));
  });
});

describe('the switch of children', () => {
  it('is a menu button of radio items that arrows walk', async () => {
    await open({ scenario: 'family' });
    const trigger = screen.getAllByRole('button', { name: /Чей дневник/ })[0] as HTMLElement;
    trigger.focus();
    await fireEvent.keyDown(trigger, { key: 'ArrowDown' });
    const menu = await screen.findByRole('menu');
    const items = within(menu).getAllByRole('menuitemradio');
    expect(items.map((item) => item.dataset.name)).toEqual(['Вся семья', 'Амина', 'Тимур', 'Мадина']);
    expect(items[0]?.getAttribute('aria-checked')).toBe('true');
    await waitFor(() => expect(document.activeElement).toBe(items[0]));
    await fireEvent.keyDown(menu, { key: 'ArrowDown' });
    expect(document.activeElement).toBe(items[1]);
    await fireEvent.keyDown(menu, { key: 'м' });
    expect(document.activeElement).toBe(items[3]);
    await fireEvent.keyDown(menu, { key: 'Escape' });
    expect(screen.queryByRole('menu')).toBeNull();
    expect(document.activeElement).toBe(trigger);
  });

  it('shows the same screen for the child that is chosen', async () => {
    await open({ scenario: 'family' }, '#/diary/amina');
    await fireEvent.click(screen.getAllByRole('button', { name: /Чей дневник/ })[0] as HTMLElement);
    await fireEvent.click(await screen.findByRole('menuitemradio', { name: /Тимур/ }));
    expect(location.hash).toBe('#/diary/timur');
    await waitFor(() => expect(end.asked.at(-1)?.request.student ?? '').toBe('timur'));
  });
});

describe('homework', () => {
  it('is ticked at once, and again unticked where Rust refuses', async () => {
    await open({ scenario: 'one' }, '#/today/amina');
    const box = (await screen.findByRole('checkbox', { name: /История/ })) as HTMLInputElement;
    await fireEvent.click(box);
    expect(box.checked).toBe(true);
    await waitFor(() => expect(screen.getByText('сделано 2 из 4')).toBeTruthy());
    end.fail('tick', { code: 'storage', message: 'Не удалось записать.', retry_after: null });
    const other = screen.getByRole('checkbox', { name: /Английский/ }) as HTMLInputElement;
    await fireEvent.click(other);
    await waitFor(() => expect(other.checked).toBe(false));
    expect(screen.getByRole('status').textContent).toContain('Не удалось записать.');
  });
});

describe('where the profile is not open', () => {
  it.each([
    ['await_key', 'Жду ключ от дневника', 'Попробовать ещё раз'],
    ['wrong_key', 'Ключ не подходит', 'Попробовать ещё раз'],
    ['no_access', 'Нет доступа к файлу', 'Попробовать ещё раз'],
    ['damaged', 'Файл дневника повреждён', 'Восстановить'],
    ['enter_passphrase', 'Введите кодовую фразу', 'Открыть'],
    ['locked', 'Дневник заперт', 'Открыть'],
    ['choose_passphrase', 'Придумайте кодовую фразу', 'Создать дневник'],
  ] as const)('%s says so within the navigation, with one thing to do', async (scenario, title, deed) => {
    await open({ scenario });
    expect(await screen.findByRole('heading', { level: 1, name: title })).toBeTruthy();
    expect(within(screen.getByRole('main')).getByRole('button', { name: deed })).toBeTruthy();
    expect(screen.getByRole('navigation', { name: 'Разделы' })).toBeTruthy();
  });

  it('the passphrase opens it, and a wrong one says so', async () => {
    await open({ scenario: 'enter_passphrase' });
    const field = await screen.findByLabelText('Кодовая фраза');
    await fireEvent.input(field, { target: { value: 'нет' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Открыть' }));
    expect((await screen.findByRole('alert')).textContent).toContain('не подходит');
    await fireEvent.input(field, { target: { value: 'верная фраза' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Открыть' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Пятница, 20\u00A0ноября' })).toBeTruthy();
  });
});

describe('first start', () => {
  it('leads into the demo school and out again', async () => {
    await open({ scenario: 'welcome' });
    await fireEvent.click(await screen.findByRole('button', { name: 'Показать на примере' }));
    const strip = await screen.findByRole('region', { name: 'Пример' });
    await fireEvent.click(within(strip).getByRole('button', { name: 'Выйти' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Дневник для всей семьи' })).toBeTruthy();
  });

  it('offers the ways the system has, says where the password goes, and sends what was typed', async () => {
    await open({ scenario: 'welcome' }, '#/sign-in/dnevnik-ru');
    expect((await screen.findAllByRole('radio')).map((radio) => radio.parentElement?.textContent?.trim())).toEqual(['На странице школы', 'Логин и пароль', 'Ключ доступа']);
    await fireEvent.click(screen.getByRole('radio', { name: 'Логин и пароль' }));
    expect(screen.getByText(/Пароль уходит прямо на сервер/)).toBeTruthy();
    await fireEvent.input(screen.getByLabelText('Логин'), { target: { value: 'gadzhieva' } });
    await fireEvent.input(screen.getByLabelText('Пароль'), { target: { value: 'тайна' } });
    end.fail('sign_in_password', { code: 'credentials', message: 'Логин или пароль не подошли.', retry_after: null });
    await fireEvent.click(screen.getByRole('button', { name: 'Войти' }));
    expect((await screen.findByRole('alert')).textContent).toContain('не подошли');
    end.fail('sign_in_password', null);
    await fireEvent.click(screen.getByRole('button', { name: 'Войти' }));
    expect(await screen.findByRole('heading', { level: 1, name: 'Вот кто нашёлся' })).toBeTruthy();
    expect(end.asked.findLast((each) => each.command === 'sign_in_password')?.request).toMatchObject({ system: 'dnevnik-ru', login: 'gadzhieva', password: 'тайна', base: null, school: null });
  });

  it('a closed window of the school is no error', async () => {
    await open({ scenario: 'welcome' }, '#/sign-in/dnevnik-ru');
    end.fail('sign_in_page', { code: 'cancelled', message: 'Окно закрыто.', retry_after: null });
    await fireEvent.click(await screen.findByRole('button', { name: 'Открыть страницу входа' }));
    await waitFor(() => expect(asked('sign_in_page')).toBe(1));
    expect(screen.queryByRole('alert')).toBeNull();
  });
});

/** Names are compared as they are read: without the places where a word may part. */
const called = (words: string) => (name: string) => name.replaceAll('\u00AD', '').replaceAll('\u00A0', ' ').includes(words);

describe('the feed', () => {
  it('is grouped by day and child, filtered by kind, read further, and read whole', async () => {
    await open({ scenario: 'family' }, '#/feed');
    expect(await screen.findByRole('heading', { level: 2, name: /сегодня 20\u00A0ноября/ })).toBeTruthy();
    expect(screen.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent?.trim().slice(1))).toEqual(['Амина', 'Тимур', 'Амина', 'Мадина']);
    await fireEvent.click(screen.getByRole('button', { name: 'Показать раньше' }));
    expect(await screen.findByRole('heading', { level: 2, name: /18\u00A0ноября/ })).toBeTruthy();
    await fireEvent.click(screen.getByRole('button', { name: /Прочитать всё/ }));
    await waitFor(() => expect(screen.queryByRole('button', { name: /Прочитать всё/ })).toBeNull());
    expect(app.family.unread).toBe(0);
    await fireEvent.click(screen.getByRole('radio', { name: 'Пропуски' }));
    await waitFor(() => expect(screen.queryByRole('link', { name: /Алгебра/ })).toBeNull());
    expect(screen.getAllByRole('link', { name: called('Физкультура') })).toHaveLength(1);
  });
});

describe('what was read at once by accident', () => {
  it.each(['#/feed', '#/feed/amina'])('is unread again on %s', async (hash) => {
    await open({ scenario: 'family' }, hash);
    const all = await screen.findByRole('button', { name: /Прочитать всё/ });
    const before = app.family.students.map((each) => each.unread);
    await fireEvent.click(all);
    expect(await screen.findByText(/^Прочитано: /)).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('button', { name: /Прочитать всё/ })).toBeNull());
    await fireEvent.click(screen.getByRole('button', { name: 'Вернуть' }));
    await waitFor(() => expect(app.family.students.map((each) => each.unread)).toEqual(before));
    expect(await screen.findByRole('button', { name: /Прочитать всё/ })).toBeTruthy();
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Вернуть' })).toBeNull());
  });
});

describe('a system with a server for each region', () => {
  it('asks for region, school and what it may keep, and finds the school by a part of its name', async () => {
    await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    await fireEvent.change(await screen.findByRole('combobox', { name: 'Регион или сервер' }), { target: { value: 'asurso.ru' } });
    await fireEvent.input(screen.getByRole('textbox', { name: /^Школа/ }), { target: { value: 'Лицей' } });
    await fireEvent.click(await screen.findByRole('button', { name: /Лицей № 170/ }));
    expect(end.asked.findLast((each) => each.command === 'find_schools')?.request).toMatchObject({ system: 'netschool', part: 'Лицей', settings: { host: 'asurso.ru' } });
    await fireEvent.input(screen.getByLabelText('Логин'), { target: { value: 'gadzhieva' } });
    await fireEvent.input(screen.getByLabelText('Пароль'), { target: { value: 'тайна' } });
    await fireEvent.click(screen.getByRole('switch', { name: /Не спрашивать пароль/ }));
    await fireEvent.click(screen.getByRole('button', { name: 'Войти' }));
    await waitFor(() => expect(end.asked.findLast((each) => each.command === 'sign_in_password')?.request).toMatchObject({ school: '170', settings: { host: 'asurso.ru', keep_password: 'yes' } }));
  });

  it('lets another server be typed', async () => {
    await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    await fireEvent.change(await screen.findByRole('combobox', { name: 'Регион или сервер' }), { target: { value: 'another' } });
    await fireEvent.input(await screen.findByRole('textbox', { name: /Адрес сервера/ }), { target: { value: 'sgo.example.ru' } });
    await fireEvent.input(screen.getByRole('textbox', { name: /^Школа/ }), { target: { value: 'Школа' } });
    await waitFor(() => expect(end.asked.findLast((each) => each.command === 'find_schools')?.request).toMatchObject({ settings: { host: 'sgo.example.ru' } }));
  });
});

describe('the feed as a record', () => {
  it('says of each change what became of its notice, and names the reminders', async () => {
    await open({ scenario: 'family' }, '#/feed');
    const text = (name: string) => screen.findByRole('link', { name: called(name) }).then((link) => link.textContent?.replaceAll('\u00A0', ' ').replaceAll('\u2060', ''));
    expect(await text('Контрольная работа')).toContain('Уведомление в 10:31');
    expect(await text('История')).toContain('Идут уроки: уведомим сегодня в 14:30');
    expect(await text('Окружающий мир')).toContain('Без уведомления: выключено в настройках');
    expect(await text('На завтра не сделано')).toContain('Алгебра: № 412, 415');
  });
});

describe('settings', () => {
  it('another language redraws everything in it', async () => {
    await open({ scenario: 'family' }, '#/settings/appearance');
    await fireEvent.click(await screen.findByRole('radio', { name: 'English' }));
    expect(await screen.findByRole('navigation', { name: 'Sections' })).toBeTruthy();
    expect(document.documentElement.lang).toBe('en');
  });

  it('an account says what its system does not give, and why', async () => {
    await open({ scenario: 'family' }, '#/settings/accounts');
    const [first, ...others] = await screen.findAllByText('Чего эта система не даёт');
    expect(others, 'nothing is said of an account that lacks nothing').toHaveLength(0);
    const list = first?.closest('details') as HTMLElement;
    expect(list.textContent).toContain('«Дневник.ру» не передаёт сюда сообщений');
    expect(list.textContent).toMatch(/устроена отдельно, под своим паролем/);
  });

  it('the same table chooses what makes a sound', async () => {
    await open({ scenario: 'family' }, '#/settings/notifications');
    const topic = () => within(screen.getByRole('group', { name: 'Контрольные' })).getByRole<HTMLInputElement>('checkbox', { name: 'Тимур' });
    await screen.findByRole('group', { name: 'Контрольные' });
    await fireEvent.click(screen.getByRole('radio', { name: 'О чём со звуком' }));
    await fireEvent.click(topic());
    await waitFor(() => expect(topic().checked).toBe(false));
    await fireEvent.click(screen.getByRole('radio', { name: 'О чём рассказывать' }));
    expect(topic().checked, 'still told, without a sound').toBe(true);
    await fireEvent.click(topic());
    await waitFor(() => expect(topic().checked).toBe(false));
    await fireEvent.click(screen.getByRole('radio', { name: 'О чём со звуком' }));
    expect(topic().disabled, 'what is not told makes no sound').toBe(true);
  });

  it('the way is looked at on a press, and the report is read before it is saved', async () => {
    await open({ scenario: 'failing' }, '#/settings/status');
    await fireEvent.click(await screen.findByRole('button', { name: 'Проверить сейчас' }));
    expect(await screen.findByText('Не всё работает')).toBeTruthy();
    expect(screen.getByText(/Не удаётся связаться с «Дневник\.ру»/)).toBeTruthy();
    expect(asked('check')).toBe(1);
    expect(screen.queryByRole('button', { name: 'Сохранить в файл' })).toBeNull();
    await fireEvent.click(screen.getByRole('button', { name: 'Составить отчёт' }));
    expect((await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Отчёт о неполадке' })).value).toContain('account 1: dnevnik-ru');
    await fireEvent.click(screen.getByRole('button', { name: 'Сохранить в файл' }));
    await waitFor(() => expect(asked('save_report')).toBe(1));
  });

  it('another theme is drawn and kept for the next first frame', async () => {
    await open({ scenario: 'family' }, '#/settings/appearance');
    await fireEvent.click(await screen.findByRole('radio', { name: 'Чёрная' }));
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('black'));
    expect(localStorage.getItem('peremena.theme')).toBe('black');
  });

  it('an account is left only after a question', async () => {
    HTMLDialogElement.prototype.showModal = vi.fn(function (this: HTMLDialogElement) {
      this.open = true;
    });
    await open({ scenario: 'family' }, '#/settings/accounts');
    await screen.findByRole('heading', { level: 2, name: 'Учётные записи' });
    await fireEvent.click(screen.getAllByRole('button', { name: 'Выйти' })[0] as HTMLElement);
    expect(asked('sign_out')).toBe(0);
    const dialog = await screen.findByRole('dialog');
    flushSync();
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Выйти' }));
    await waitFor(() => expect(asked('sign_out')).toBe(1));
    expect(await screen.findByRole('heading', { level: 1, name: 'Дневник для всей семьи' })).toBeTruthy();
  });
});
