import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import Backup from '../../src/lib/components/Backup.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';

let end: Fixtures;

/** The page over an end of its own, in the place of the one before. */
async function shown(scenario: 'family' | 'enter_passphrase'): Promise<void> {
  cleanup();
  end = fixtures({ scenario });
  useEnd(end);
  // Another diary: what the one before had is not remembered.
  app.era += 1;
  render(Backup);
  await screen.findByRole('heading', { name: 'Резервные копии' });
}

beforeEach(async () => {
  // jsdom draws no dialogs.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  // What was said in the test before is not said in this one.
  app.said = '';
  useLanguage('ru');
  await shown('family');
});
afterEach(() => useEnd(null));

const last = (command: string) => end.asked.findLast((each) => each.command === command)?.request;

it('says where the copies go, and what is wrong with one place', () => {
  const rows = screen.getAllByRole('listitem').map((row) => row.textContent);
  expect(rows[0]).toContain('/home/family/Облако/Перемена');
  expect(rows[1]).toContain('Папки нет на месте.');
  expect(screen.queryByRole('button', { name: 'Добавить' }), 'two are the most').toBeNull();
});

it('a folder is let go of, and another one is named', async () => {
  await fireEvent.click(screen.getByRole('button', { name: 'Больше не копировать в /media/family/stick' }));
  await waitFor(() => expect(last('change_backup')).toEqual({ folders: ['/home/family/Облако/Перемена'] }));
  await fireEvent.input(await screen.findByLabelText('Вторая папка, в другом месте'), { target: { value: ' /mnt/nas ' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Добавить' }));
  await waitFor(() => expect(last('change_backup')).toEqual({ folders: ['/home/family/Облако/Перемена', '/mnt/nas'] }));
});

it('two different passphrases are not sent', async () => {
  const form = screen.getByLabelText('Новая кодовая фраза для копий').closest('form') as HTMLFormElement;
  await fireEvent.input(within(form).getByLabelText('Новая кодовая фраза для копий'), { target: { value: 'слова для копий' } });
  await fireEvent.input(within(form).getByLabelText('Ещё раз'), { target: { value: 'слова для копии' } });
  await fireEvent.submit(form);
  // Said in the form it belongs to, and not at the foot of the window.
  expect(within(form).getByRole('alert').textContent).toBe('Фразы не совпадают.');
  expect(app.said).toBe('');
  expect(last('change_backup')).toBeUndefined();
  await fireEvent.input(within(form).getByLabelText('Ещё раз'), { target: { value: 'слова для копий' } });
  await fireEvent.submit(form);
  await waitFor(() => expect(last('change_backup')).toEqual({ passphrase: 'слова для копий' }));
  expect(screen.queryByRole('alert')).toBeNull();
});

it('what went wrong is said where it was asked for', async () => {
  const refuse = (command: Parameters<Fixtures['fail']>[0], message: string) => end.fail(command, { code: 'storage', message, retry_after: null });
  const alert = () => screen.findByRole('alert');
  refuse('change_backup', 'Такой папки нет.');
  await fireEvent.click(screen.getByRole('button', { name: 'Больше не копировать в /media/family/stick' }));
  expect((await alert()).textContent).toBe('Такой папки нет.');
  refuse('create_backup', 'На диске нет места.');
  await fireEvent.click(screen.getByRole('button', { name: 'Сделать копию сейчас' }));
  await waitFor(async () => expect((await alert()).previousElementSibling?.textContent).toBe('Сделать копию сейчас'));
  expect((await alert()).textContent).toBe('На диске нет места.');
  refuse('verify_backup', 'Такого файла нет.');
  await fill('Файл копии', '/media/stick/нет.backup');
  await fireEvent.submit(screen.getByLabelText('Файл копии').closest('form') as HTMLFormElement);
  const form = screen.getByLabelText('Файл копии').closest('form') as HTMLFormElement;
  expect((await within(form).findByRole('alert')).textContent).toBe('Такого файла нет.');
  expect(app.said).toBe('');
});

it('a backup is made, and its words are said', async () => {
  await fireEvent.click(screen.getByRole('button', { name: 'Сделать копию сейчас' }));
  await waitFor(() => expect(app.said).toBe('Копия сделана в 2 папках.'));
});

const fill = (label: string, value: string) => fireEvent.input(screen.getByLabelText(label), { target: { value } });
const restore = () => screen.getAllByText('Восстановить').filter((each) => each.tagName === 'BUTTON') as HTMLButtonElement[];

it('nothing is restored before that is confirmed', async () => {
  expect(restore()[0]?.disabled).toBe(true);
  await fill('Файл копии', '/media/stick/1.backup');
  await fill('Её кодовая фраза', 'слова для копий');
  expect(screen.queryByLabelText('Кодовая фраза нынешнего дневника'), 'the keyring has its key').toBeNull();
  await fireEvent.click(restore()[0] as HTMLElement);
  expect(last('restore_backup')).toBeUndefined();
  await fireEvent.click(restore().at(-1) as HTMLElement);
  await waitFor(() => expect(last('restore_backup')).toEqual({ file: '/media/stick/1.backup', passphrase: 'слова для копий', replace: true, own_passphrase: null }));
  await waitFor(() => expect(app.said).toBe('Дневник восстановлен.'));
});

it('a diary with a passphrase is not replaced without it', async () => {
  await shown('enter_passphrase');
  await fill('Файл копии', '/media/stick/1.backup');
  await fill('Её кодовая фраза', 'слова для копий');
  expect(restore()[0]?.disabled).toBe(true);
  await fill('Кодовая фраза нынешнего дневника', 'ключ этой машины');
  await fireEvent.click(restore()[0] as HTMLElement);
  await fireEvent.click(restore().at(-1) as HTMLElement);
  await waitFor(() => expect(last('restore_backup')).toMatchObject({ passphrase: 'слова для копий', own_passphrase: 'ключ этой машины' }));
});
