import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, describe, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { router } from '../../src/lib/router.svelte';
import type { Fixtures } from '../fixtures/end';
import { open } from './window';

let end: Fixtures;
afterEach(() => useEnd(null));

describe('signing in again', () => {
  const last = () => end.asked.findLast((each) => each.command === 'sign_in_password')?.request;

  it('is filled with what the account was set to, and loses none of it', async () => {
    end = await open({ scenario: 'sign_in' }, '#/sign-in/netschool?account=account-2');
    const address = (await screen.findByRole('textbox', { name: /Адрес сервера/ })) as HTMLInputElement;
    expect(address.value).toBe('sgo.example.org');
    expect((screen.getByRole('combobox', { name: 'Регион или сервер' }) as HTMLSelectElement).value).toBe('another');
    expect((screen.getByRole('switch', { name: /Не спрашивать пароль/ }) as HTMLInputElement).checked).toBe(true);
    for (const [name, value] of [['Логин', 'g'], ['Пароль', 'т']] as const) await fireEvent.input(screen.getByLabelText(name), { target: { value } });
    await fireEvent.input(screen.getByRole('textbox', { name: /^Школа/ }), { target: { value: '17' } });
    await fireEvent.click(screen.getByRole('button', { name: 'Войти' }));
    await waitFor(() => expect(last()).toMatchObject({ base: 'https://sgo.example.org', settings: { host: 'sgo.example.org', keep_password: 'yes' } }));
  });
});

describe('while the school is asked', () => {
  it('nothing is taken away from under the keyboard, and the way is the one that was sent', async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/petersburg');
    const way = (name: string) => screen.getByRole('radio', { name }) as HTMLInputElement;
    await screen.findByRole('radio', { name: 'Логин и пароль' });
    await fireEvent.click(way('Логин и пароль'));
    for (const [name, value] of [['Логин', 'g'], ['Пароль', 'т']] as const) await fireEvent.input(screen.getByLabelText(name), { target: { value } });
    let answer = () => {};
    const ask = end.ask.bind(end);
    end.ask = async (command, request) => {
      const view = await ask(command, request);
      if (command === 'sign_in_password') await new Promise<void>((done) => (answer = done));
      return view;
    };
    await fireEvent.submit(screen.getByLabelText('Логин').closest('form') as HTMLFormElement);
    await screen.findByRole('button', { name: 'Вхожу…' });
    expect(document.querySelectorAll('main :disabled')).toHaveLength(0);
    await fireEvent.click(way('Ключ доступа'));
    await waitFor(() => expect(way('Логин и пароль').checked).toBe(true));
    expect((screen.getByLabelText('Логин') as HTMLInputElement).value).toBe('g');
    answer();
    await screen.findByRole('button', { name: 'Открыть дневник' });
  });
});

describe('another server', () => {
  it('is typed before a password goes anywhere: an empty line sends nothing to the default one', async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    await fireEvent.change(await screen.findByRole('combobox', { name: 'Регион или сервер' }), { target: { value: 'another' } });
    const typed = (await screen.findByRole('textbox', { name: /Адрес сервера/ })) as HTMLInputElement;
    for (const [name, value] of [['Логин', 'g'], ['Пароль', 'т']] as const) await fireEvent.input(screen.getByLabelText(name), { target: { value } });
    const school = () => fireEvent.input(screen.getByRole('textbox', { name: /^Школа/ }), { target: { value: '17' } });
    await school();
    expect(typed.form?.checkValidity()).toBe(false);
    await fireEvent.click(screen.getByRole('button', { name: 'Войти' }));
    expect(end.asked.filter((each) => each.command === 'sign_in_password')).toEqual([]);
    await fireEvent.input(typed, { target: { value: 'sgo.example.ru' } });
    await school();
    expect(typed.form?.checkValidity()).toBe(true);
    await fireEvent.click(screen.getByRole('button', { name: 'Войти' }));
    await waitFor(() => expect(end.asked.findLast((each) => each.command === 'sign_in_password')?.request).toMatchObject({ settings: { host: 'sgo.example.ru' } }));
  });

  it('may be left empty where the whole address is typed', async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    await fireEvent.change(await screen.findByRole('combobox', { name: 'Регион или сервер' }), { target: { value: 'another' } });
    const typed = (await screen.findByRole('textbox', { name: /Адрес сервера/ })) as HTMLInputElement;
    await fireEvent.input(screen.getByRole('textbox', { name: /Адрес, если/ }), { target: { value: 'https://sgo.example.org' } });
    expect(typed.required).toBe(false);
  });
});

describe('the school of a region', () => {
  const region = (value: string) => fireEvent.change(screen.getByRole('combobox', { name: 'Регион или сервер' }), { target: { value } });
  const school = () => screen.getByRole('textbox', { name: /^Школа/ }) as HTMLInputElement;
  const form = async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    await screen.findByRole('combobox', { name: 'Регион или сервер' });
    await region('asurso.ru');
  };

  it('is forgotten with the region, and so is what was found there', async () => {
    await form();
    await fireEvent.input(school(), { target: { value: 'Лицей' } });
    await fireEvent.click(await screen.findByRole('button', { name: /Лицей № 170/ }));
    expect(school().value).toBe('170');
    await region('another');
    expect(school().value).toBe('');
    expect(screen.queryByRole('button', { name: /Лицей № 170/ })).toBeNull();
  });

  it('that is told too late is not offered in another region', async () => {
    await form();
    let answer = () => {};
    const late = new Promise<void>((resolve) => (answer = resolve));
    const ask = end.ask.bind(end);
    end.ask = async (command, request) => {
      if (command === 'find_schools') await late;
      return ask(command, request);
    };
    await fireEvent.input(school(), { target: { value: 'Лицей' } });
    expect(await screen.findByText('Ищем…')).toBeTruthy();
    await region('another');
    answer();
    await late;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(screen.queryByRole('button', { name: /Лицей № 170/ })).toBeNull();
    expect(screen.queryByText('Ищем…')).toBeNull();
  });

  it('that cannot be looked for says so beside its field, and leaves the trouble of signing in alone', async () => {
    await form();
    end.fail('sign_in_password', { code: 'credentials', message: 'Логин или пароль не подошли.', retry_after: null });
    for (const [name, value] of [['Логин', 'g'], ['Пароль', 'т']] as const) await fireEvent.input(screen.getByLabelText(name), { target: { value } });
    await fireEvent.submit(school().form as HTMLFormElement);
    expect((await screen.findByRole('alert')).textContent).toContain('не подошли');
    end.fail('find_schools', { code: 'other', message: 'Сервер не отвечает.', retry_after: null });
    await fireEvent.input(school(), { target: { value: 'Лицей' } });
    expect((await screen.findByText('Сервер не отвечает.')).closest('.school')).toBeTruthy();
    expect(screen.getByRole('alert').textContent).toContain('не подошли');
    end.fail('find_schools', null);
    await fireEvent.input(school(), { target: { value: 'Лице' } });
    await screen.findByRole('button', { name: /Лицей № 170/ });
    expect(screen.getByRole('alert').textContent).toContain('не подошли');
  });
});

describe('the page of a region', () => {
  it('is offered once the region is known, beside the way that is being gone', async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    const region = await screen.findByRole('combobox', { name: 'Регион или сервер' });
    expect(screen.queryByRole('radio', { name: 'На странице школы' })).toBeNull();
    await fireEvent.input(screen.getByLabelText('Логин'), { target: { value: 'g' } });
    await fireEvent.change(region, { target: { value: 'asurso.ru' } });
    const page = (await screen.findByRole('radio', { name: 'На странице школы' })) as HTMLInputElement;
    expect(page.checked).toBe(false);
    expect((screen.getByLabelText('Логин') as HTMLInputElement).value).toBe('g');
    await fireEvent.click(page);
    // The region stays in sight, and what is chosen there is where the window goes.
    expect((screen.getByRole('combobox', { name: 'Регион или сервер' }) as HTMLSelectElement).value).toBe('asurso.ru');
    await fireEvent.click(screen.getByRole('button', { name: 'Открыть страницу входа' }));
    await waitFor(() => expect(end.asked.findLast((each) => each.command === 'sign_in_page')?.request).toMatchObject({ system: 'netschool', settings: { host: 'asurso.ru' } }));
  });

  it('goes again with the region', async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    const region = await screen.findByRole('combobox', { name: 'Регион или сервер' });
    await fireEvent.change(region, { target: { value: 'asurso.ru' } });
    await fireEvent.click(await screen.findByRole('radio', { name: 'На странице школы' }));
    await fireEvent.change(screen.getByRole('combobox', { name: 'Регион или сервер' }), { target: { value: '' } });
    await waitFor(() => expect(screen.queryByRole('radio', { name: 'На странице школы' })).toBeNull());
    expect(screen.getByLabelText('Логин')).toBeTruthy();
  });
});

describe('the list at first start', () => {
  const sought = async (value: string) => fireEvent.input(await screen.findByRole('searchbox', { name: 'Найти по региону или названию' }), { target: { value } });
  const offered = () => [...document.querySelectorAll('section .rows a')].map((link) => [link.querySelector('span')?.textContent?.trim(), link.getAttribute('href')]);

  it('finds the system by the region, however it is typed, and picks the region’s server', async () => {
    end = await open({ scenario: 'welcome' }, '#/today');
    await screen.findByRole('link', { name: /Дневник\.ру/ });
    expect(offered()).toHaveLength(6);
    await sought('область САМАР');
    expect(offered()).toEqual([['Самарская областьСетевой город. Образование', '#/sign-in/netschool?region=asurso.ru']]);
    await sought('москва');
    expect(offered()).toEqual([['МоскваМЭШ', '#/sign-in/mesh']]);
    await sought('самарская');
    router.go('#/sign-in/netschool?region=asurso.ru');
    await waitFor(() => expect((screen.getByRole('combobox', { name: 'Регион или сервер' }) as HTMLSelectElement).value).toBe('asurso.ru'));
  });

  it('says where a region is not known, and offers every system still', async () => {
    end = await open({ scenario: 'welcome' }, '#/today');
    await screen.findByRole('link', { name: /Дневник\.ру/ });
    await sought('Лесная');
    expect(screen.getByText(/Такого региона здесь нет/)).toBeTruthy();
    expect(offered()).toHaveLength(6);
  });

  it('lets an address pick none but a server that is known', async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/netschool?region=evil.example');
    const region = (await screen.findByRole('combobox', { name: 'Регион или сервер' })) as HTMLSelectElement;
    expect(region.value).toBe('');
  });
});

describe('a region that is not in the list', () => {
  it('may be in the system’s own, which is asked for by hand, and each stands once', async () => {
    end = await open({ scenario: 'welcome' }, '#/sign-in/netschool');
    const region = (await screen.findByRole('combobox', { name: 'Регион или сервер' })) as HTMLSelectElement;
    const names = () => [...region.options].map((option) => option.textContent);
    expect(end.asked.map((each) => each.command)).not.toContain('find_regions');
    end.fail('find_regions', { code: 'other', message: 'Сервер не отвечает.', retry_after: null });
    await fireEvent.click(screen.getByRole('button', { name: /Спросить список/ }));
    expect(await screen.findByText('Сервер не отвечает.')).toBeTruthy();
    end.fail('find_regions', null);
    await fireEvent.click(screen.getByRole('button', { name: /Спросить список/ }));
    await waitFor(() => expect(names()).toEqual(['Выберите', 'Самарская область', 'Челябинская область', 'Лесная область', 'Другой']));
    expect(screen.queryByRole('button', { name: /Спросить список/ })).toBeNull();
    await fireEvent.change(region, { target: { value: 'sgo.les.example.ru' } });
    expect(screen.queryByRole('textbox', { name: /Адрес сервера/ })).toBeNull();
    await fireEvent.input(screen.getByRole('textbox', { name: /^Школа/ }), { target: { value: 'Лицей' } });
    await waitFor(() => expect(end.asked.findLast((each) => each.command === 'find_schools')?.request).toMatchObject({ settings: { host: 'sgo.les.example.ru' } }));
  });
});
