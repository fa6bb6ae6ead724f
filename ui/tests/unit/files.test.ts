import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import type { FileRow, StartView } from '../../src/lib/api/types';
import { app } from '../../src/lib/app.svelte';
import FileList from '../../src/lib/components/FileList.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';
import { fileRow } from '../fixtures/files';

let end: Fixtures;

function shown(...files: FileRow[]): void {
  cleanup();
  end = fixtures({ scenario: 'family' });
  useEnd(end);
  render(FileList, { files, student: 'amina', label: '1 файл' });
}

beforeEach(() => {
  // jsdom draws no dialogs.
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  useLanguage('ru');
});
afterEach(() => useEnd(null));

const plan = (more: Partial<FileRow> = {}) => fileRow('homework', 'h-1', 'План.pdf', { size: '24 КБ', ...more });
const last = (command: string) => end.asked.findLast((each) => each.command === command)?.request;
const asked = { student: 'amina', kind: 'homework', item: 'h-1', file: 'План.pdf' };

it('a file opens at a press, and is then kept here', async () => {
  shown(plan());
  expect(screen.queryByText(/хранится здесь/)).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf' }));
  await waitFor(() => expect(last('open_attachment')).toEqual(asked));
  expect(await screen.findByText('24 КБ, хранится здесь')).toBeTruthy();
});

it('while it loads it says how far, and can be called off', async () => {
  shown(plan());
  const answer = end.ask.bind(end);
  let fail: (problem: unknown) => void = () => {};
  useEnd({ ...end, ask: (command, request) => (command === 'open_attachment' ? new Promise((_, reject) => (fail = reject)) : answer(command, request)) });
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf' }));
  expect(await screen.findByText('Загружаем…')).toBeTruthy();
  end.tell({ event: 'file', student: 'timur', file: 'План.pdf', percent: 7 });
  end.tell({ event: 'file', student: 'amina', file: 'План.pdf', percent: 42 });
  expect(await screen.findByText(/Загружаем: 42/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Прервать' }));
  await waitFor(() => expect(last('cancel_attachment')).toEqual(asked));
  fail({ code: 'cancelled', message: 'отменено', retry_after: null });
  await waitFor(() => expect(screen.queryByText(/Загружаем/)).toBeNull());
  expect(screen.queryByRole('alert'), 'nothing is wrong').toBeNull();
});

it('on a phone it goes to an app of the family\'s choice', async () => {
  shown(plan({ way: 'save' }));
  app.start = { ...((await end.ask('start', {})) as StartView), shares: true };
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf' }));
  await waitFor(() => expect(last('share_attachment')).toEqual(asked));
  expect(await screen.findByText('24 КБ, хранится здесь')).toBeTruthy();
  expect(screen.queryByRole('dialog'), 'no path is asked for').toBeNull();
  app.start = null;
});

it('what is wrong is said beside the file', async () => {
  shown(plan());
  end.fail('open_attachment', { code: 'request', message: 'Этого файла у школы больше нет.', retry_after: null });
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf' }));
  expect((await screen.findByRole('alert')).textContent).toContain('больше нет');
});

it('what runs programs is saved and never opened', async () => {
  shown(fileRow('homework', 'h-1', 'План.pdf.exe', { way: 'save', why: 'Файлы .exe могут запускать программы.' }));
  expect(screen.getByText(/могут запускать программы/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf.exe' }));
  const path = await screen.findByLabelText('Куда записать: полный путь');
  await waitFor(() => expect((path as HTMLInputElement).value).toBe('/home/family/Загрузки/План.pdf.exe'));
  await fireEvent.input(path, { target: { value: '/tmp/план.exe' } });
  await fireEvent.click(screen.getByRole('button', { name: 'Записать' }));
  await waitFor(() => expect(last('save_attachment')).toEqual({ ...asked, file: 'План.pdf.exe', path: '/tmp/план.exe' }));
  expect(await screen.findByText('Записано в /tmp/план.exe')).toBeTruthy();
  expect(last('open_attachment')).toBeUndefined();
});

it('another site is named before the browser is sent there', async () => {
  shown(plan({ way: 'browser', host: 'video.example.ru' }));
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf' }));
  expect(await screen.findByText(/лежит на video\.example\.ru/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Отмена' }));
  expect(last('browse_attachment')).toBeUndefined();
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Открыть в браузере' }));
  await waitFor(() => expect(last('browse_attachment')).toEqual({ ...asked, host: 'video.example.ru' }));
});

it('a school that sends on to another site is asked about it too', async () => {
  shown(plan());
  end.alter('open_attachment', () => ({ host: 'storage.example.ru' }));
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf' }));
  expect(await screen.findByText(/лежит на storage\.example\.ru/)).toBeTruthy();
  expect(screen.queryByText(/хранится здесь/)).toBeNull();
});

it('what nobody knows the way to is no button, and says why', () => {
  shown(plan({ way: 'none', why: 'Перемена пока не умеет получать этот файл.' }));
  expect(screen.queryByRole('button')).toBeNull();
  expect(screen.getByText(/пока не умеет/)).toBeTruthy();
});

it('what is to be known of several files is said once, and each of them refers to it', () => {
  const why = 'Неизвестно, чем открывать файлы .xyz. Их можно сохранить.';
  const unknown = (name: string) => fileRow('homework', 'h-1', name, { way: 'save', why });
  shown(unknown('1.xyz'), plan({ why: 'Имя кончается на .pdf: это и есть его вид.' }), unknown('2.xyz'));
  const said = screen.getByText(/Неизвестно, чем открывать/);
  for (const name of ['1.xyz', '2.xyz']) expect(screen.getByRole('button', { name }).getAttribute('aria-describedby')).toContain(said.id);
  expect(screen.getByRole('button', { name: 'План.pdf' }).getAttribute('aria-describedby')).not.toContain(said.id);
  expect(screen.getByText(/это и есть его вид/).closest('li'), 'what is of one is said at it').not.toBeNull();
});

it('and not once more where it is saved', async () => {
  shown(fileRow('homework', 'h-1', 'План.pdf.exe', { way: 'save', why: 'Файлы .exe могут запускать программы.' }));
  await fireEvent.click(screen.getByRole('button', { name: 'План.pdf.exe' }));
  await screen.findByLabelText('Куда записать: полный путь');
  expect(screen.getAllByText(/могут запускать программы/)).toHaveLength(1);
});
