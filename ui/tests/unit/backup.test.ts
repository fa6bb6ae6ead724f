import { fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import Backup from '../../src/lib/components/Backup.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';

let end: Fixtures;

beforeEach(async () => {
  // jsdom draws no dialogs.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  // What was said in the test before is not said in this one.
  app.said = '';
  end = fixtures({ scenario: 'family' });
  useEnd(end);
  useLanguage('ru');
  render(Backup);
  await screen.findByRole('heading', { name: 'Резервные копии' });
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
  expect(app.said).toBe('Фразы не совпадают.');
  expect(last('change_backup')).toBeUndefined();
  await fireEvent.input(within(form).getByLabelText('Ещё раз'), { target: { value: 'слова для копий' } });
  await fireEvent.submit(form);
  await waitFor(() => expect(last('change_backup')).toEqual({ passphrase: 'слова для копий' }));
});

it('a backup is made, and its words are said', async () => {
  await fireEvent.click(screen.getByRole('button', { name: 'Сделать копию сейчас' }));
  await waitFor(() => expect(app.said).toBe('Копия сделана в 2 папках.'));
});

it('nothing is restored before that is confirmed', async () => {
  const restore = () => screen.getAllByText('Восстановить').filter((each) => each.tagName === 'BUTTON');
  expect((restore()[0] as HTMLButtonElement).disabled).toBe(true);
  await fireEvent.input(screen.getByLabelText('Файл копии'), { target: { value: '/media/stick/1.backup' } });
  await fireEvent.input(screen.getByLabelText('Её кодовая фраза'), { target: { value: 'слова для копий' } });
  await fireEvent.click(restore()[0] as HTMLElement);
  expect(last('restore_backup')).toBeUndefined();
  await fireEvent.click(restore().at(-1) as HTMLElement);
  await waitFor(() => expect(last('restore_backup')).toEqual({ file: '/media/stick/1.backup', passphrase: 'слова для копий', replace: true }));
  await waitFor(() => expect(app.said).toBe('Дневник восстановлен.'));
});
