// How the key of the diary is kept: chosen and changed in the settings; and a backup on a new device.
import { fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import type { Fixtures } from '../fixtures/end';
import { PIN } from '../fixtures/lock';
import { open } from './window';

afterEach(() => useEnd(null));

const last = (end: Fixtures, command: string) => end.asked.findLast((each) => each.command === command)?.request;
const within = (label: string) => screen.getAllByLabelText(label).find((each) => each.closest('form')?.contains(screen.getByLabelText('Новая кодовая фраза'))) as HTMLInputElement;
const type = (input: HTMLElement, value: string) => fireEvent.input(input, { target: { value } });

it('a diary whose key the system keeps is locked with a passphrase, typed twice', async () => {
  const end = await open({}, '#/settings/privacy');
  await screen.findByText('Закрыть дневник кодовой фразой');
  expect(screen.queryByLabelText('Нынешняя кодовая фраза'), 'there is none yet').toBeNull();
  await type(within('Новая кодовая фраза'), 'летняя гроза');
  await type(within('Ещё раз'), 'летняя гразо');
  const form = within('Новая кодовая фраза').form as HTMLFormElement;
  await fireEvent.submit(form);
  expect(form.querySelector('[role=alert]')?.textContent).toContain('не совпадают');
  expect(last(end, 'change_key')).toBeUndefined();
  await type(within('Ещё раз'), 'летняя гроза');
  await fireEvent.submit(form);
  await waitFor(() => expect(last(end, 'change_key')).toEqual({ current: null, new: 'летняя гроза' }));
  expect(await screen.findByText('Сменить кодовую фразу')).toBeTruthy();
  expect(app.said).toContain('только ваша фраза');
});

it('where there is an app lock, its PIN comes before a first passphrase', async () => {
  const end = await open({}, '#/settings/privacy');
  await end.ask('change_lock', { current: null, new: PIN, remove: false, after_minutes: null, strict: null });
  await app.read();
  await screen.findByText('Закрыть дневник кодовой фразой');
  const form = within('Новая кодовая фраза').form as HTMLFormElement;
  const guess = async (pin: string) => {
    await type(await screen.findByLabelText('ПИН-код или пароль замка'), pin);
    await fireEvent.submit(form);
  };
  for (const label of ['Новая кодовая фраза', 'Ещё раз']) await type(within(label), 'летняя гроза');
  await guess('0000');
  await waitFor(() => expect(form.querySelector('[role=alert]')?.textContent).toContain('ПИН-код не подходит'));
  expect(within('Новая кодовая фраза').value, 'what was chosen stays').toBe('летняя гроза');
  await guess(PIN);
  await waitFor(() => expect(last(end, 'change_key')).toEqual({ current: PIN, new: 'летняя гроза' }));
  // From then on the passphrase is asked for instead.
  await screen.findByText('Сменить кодовую фразу');
  expect(screen.queryByLabelText('ПИН-код или пароль замка')).toBeNull();
});

it('a passphrase is changed by whoever knows it, or given up for the system', async () => {
  const end = await open({ passphrase: true }, '#/settings/privacy');
  await screen.findByText('Сменить кодовую фразу');
  const form = within('Новая кодовая фраза').form as HTMLFormElement;
  await fireEvent.click(screen.getByRole('button', { name: 'Хранить ключ в системе', hidden: true }));
  expect(form.querySelector('[role=alert]')?.textContent).toContain('Сначала введите');
  for (const [label, value] of [['Нынешняя кодовая фраза', 'wrong'], ['Новая кодовая фраза', 'зимняя вьюга'], ['Ещё раз', 'зимняя вьюга']] as const) await type(within(label), value);
  await fireEvent.submit(form);
  await waitFor(() => expect(form.querySelector('[role=alert]')?.textContent).toContain('не подходит'));
  expect(within('Новая кодовая фраза').value, 'what was chosen stays').toBe('зимняя вьюга');
  await type(within('Нынешняя кодовая фраза'), 'летняя гроза');
  await fireEvent.click(screen.getByRole('button', { name: 'Хранить ключ в системе', hidden: true }));
  await waitFor(() => expect(last(end, 'change_key')).toEqual({ current: 'летняя гроза', new: null }));
  expect(await screen.findByText('Закрыть дневник кодовой фразой')).toBeTruthy();
});

it('the first screen of a new device restores a backup', async () => {
  const end = await open({ scenario: 'welcome' }, '#/today');
  const summary = await screen.findByText('Восстановить дневник из копии');
  const details = summary.closest('details') as HTMLDetailsElement;
  expect(last(end, 'backup_settings'), 'a keyring is not asked before that is opened').toBeUndefined();
  details.open = true;
  await fireEvent(details, new Event('toggle'));
  await type(await screen.findByLabelText('Файл копии'), '/media/stick/peremena.backup');
  await type(screen.getByLabelText('Её кодовая фраза'), 'слова для копий');
  expect(screen.queryByRole('button', { name: 'Проверить' })).toBeNull();
  end.fail('restore_backup', { code: 'storage', message: 'Эта фраза не подходит к копии.', retry_after: null });
  const form = screen.getByLabelText('Файл копии').closest('form') as HTMLFormElement;
  await fireEvent.submit(form);
  expect((await screen.findByRole('alert')).textContent).toContain('не подходит');
  end.fail('restore_backup', null);
  await fireEvent.submit(form);
  await waitFor(() => expect(last(end, 'restore_backup')).toEqual({ file: '/media/stick/peremena.backup', passphrase: 'слова для копий', replace: true, own_passphrase: null }));
  await waitFor(() => expect(location.hash).toBe('#/today'));
  expect(app.said).toContain('восстановлен');
  expect(await screen.findByText(/Войти снова|Войдите/)).toBeTruthy();
});

it('and where no keyring answers there, it is locked with a passphrase of its own, typed twice', async () => {
  const end = await open({ scenario: 'welcome' }, '#/help');
  end.alter('backup_settings', (view) => ({ ...view, folders: [], has_passphrase: false, has_own_passphrase: true }));
  location.hash = '#/today';
  const details = (await screen.findByText('Восстановить дневник из копии')).closest('details') as HTMLDetailsElement;
  details.open = true;
  await fireEvent(details, new Event('toggle'));
  await type(await screen.findByLabelText('Файл копии'), '/media/stick/peremena.backup');
  await type(screen.getByLabelText('Её кодовая фраза'), 'слова для копий');
  await type(screen.getByLabelText('Новая кодовая фраза для этого устройства'), 'летняя гроза');
  const form = screen.getByLabelText('Файл копии').closest('form') as HTMLFormElement;
  await fireEvent.submit(form);
  expect((await screen.findByRole('alert')).textContent).toContain('не совпадают');
  await type(screen.getByLabelText('Ещё раз'), 'летняя гроза');
  await fireEvent.submit(form);
  await waitFor(() => expect(last(end, 'restore_backup')).toMatchObject({ own_passphrase: 'летняя гроза' }));
});
