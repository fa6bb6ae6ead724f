// What a phone hands to other apps: files by its share sheet, the page by its print dialog. A computer does neither.
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/svelte';
import { afterEach, expect, it, vi } from 'vitest';

import { useEnd } from '../../src/lib/api';
import type { SettingsView } from '../../src/lib/api/types';
import { app } from '../../src/lib/app.svelte';
import { router } from '../../src/lib/router.svelte';
import { viewport } from '../../src/lib/viewport.svelte';
import type { Fixtures } from '../fixtures/end';
import { open } from './window';

let end: Fixtures;

async function shown(shares: boolean, hash: string): Promise<void> {
  end = await open({}, hash);
  if (app.start) app.start.shares = shares;
}

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  useEnd(null);
});

const last = (command: string) => end.asked.findLast((each) => each.command === command)?.request;

it('an export goes to the sheet, and no path is asked for', async () => {
  await shown(true, '#/settings/files');
  const share = await screen.findByRole('button', { name: 'Поделиться' });
  expect(screen.queryByLabelText('Куда записать: полный путь')).toBeNull();
  await fireEvent.click(screen.getByRole('radio', { name: 'Календарь' }));
  await fireEvent.click(share);
  await waitFor(() => expect(last('share_export')).toEqual({ student: 'amina', format: 'ics' }));
  expect(last('save_export')).toBeUndefined();
  end.fail('share_export', { code: 'request', message: 'Передать файл не удалось.', retry_after: null });
  await fireEvent.click(screen.getByRole('button', { name: 'Поделиться' }));
  expect((await screen.findByRole('alert')).textContent).toContain('не удалось');
});

it('on a computer a path is asked for, and nothing is shared', async () => {
  await shown(false, '#/settings/files');
  expect(await screen.findByLabelText('Куда записать: полный путь')).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Поделиться' })).toBeNull();
});

it('the report goes to the sheet as it was read', async () => {
  await shown(true, '#/settings/status');
  await fireEvent.click(await screen.findByRole('button', { name: 'Составить отчёт' }));
  await fireEvent.click(await screen.findByRole('button', { name: 'Поделиться' }));
  await waitFor(() => expect(last('share_report')).toEqual({}));
});

it('a week is printed from a phone too, and a phone that cannot print says so', async () => {
  await shown(true, '#/diary/amina?view=week');
  end.fail('print_page', { code: 'request', message: 'Напечатать отсюда не удалось.', retry_after: null });
  await fireEvent.click(await screen.findByRole('button', { name: 'Печать' }));
  await waitFor(() => expect(app.said).toContain('не удалось'));
  expect(viewport.printing).toBe(false);
});

it('a page is printed by the shell where its web view cannot, else by itself', async () => {
  const print = vi.fn();
  vi.stubGlobal('print', print);
  await shown(true, '#/terms/amina');
  await fireEvent.click(await screen.findByRole('button', { name: 'Печать' }));
  await waitFor(() => expect(last('print_page')).toEqual({}));
  expect(print).not.toHaveBeenCalled();
  expect(viewport.printing, 'as on paper, while the dialog is there').toBe(true);
  await fireEvent.pointerDown(document.body);
  expect(viewport.printing).toBe(false);
  cleanup();
  await shown(false, '#/terms/amina');
  await fireEvent.click(await screen.findByRole('button', { name: 'Печать' }));
  expect(print).toHaveBeenCalledOnce();
  expect(last('print_page')).toBeUndefined();
});

it('pictures of the screen are kept away where the phone can, and nobody else is asked', async () => {
  await shown(true, '#/settings/privacy');
  await waitFor(() => expect(end.asked.some(({ command }) => command === 'settings')).toBe(true));
  expect(screen.queryByRole('switch', { name: /Не снимать экран/ })).toBeNull();
  cleanup();
  end = await open({}, '#/today');
  const before = (await end.ask('settings', {})) as SettingsView;
  end.alter('settings', () => ({ ...before, secure_screen: false }));
  router.replace('#/settings/privacy');
  await fireEvent.click(await screen.findByRole('switch', { name: /Не снимать экран/ }));
  await waitFor(() => expect(last('change_settings')).toEqual({ secure_screen: true }));
});
