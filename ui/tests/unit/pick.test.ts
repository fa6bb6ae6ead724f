// Paths: chosen in the system's own dialog where there is one, typed everywhere.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import type { StartView } from '../../src/lib/api/types';
import { app } from '../../src/lib/app.svelte';
import PathField from '../../src/lib/components/PathField.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';

let end: Fixtures;
let value = '';

async function shown(picks: boolean): Promise<void> {
  cleanup();
  end = fixtures({ scenario: 'family' });
  useEnd(end);
  useLanguage('ru');
  app.start = { ...((await end.ask('start', {})) as StartView), picks };
  value = '/home/family/Загрузки/amina.csv';
  const field = render(PathField, { kind: 'new_file' as const, label: 'Куда', value, change });
  function change(path: string): void {
    value = path;
    void field.rerender({ value: path });
  }
}

beforeEach(() => shown(true));
afterEach(() => {
  cleanup();
  useEnd(null);
});

const button = () => screen.queryByRole('button', { name: 'Выбрать в окне системы: Куда' });
const last = () => end.asked.findLast(({ command }) => command === 'pick')?.request;

it('the dialog begins at what stands in the field, and what is chosen takes its place', async () => {
  await fireEvent.click(button() as HTMLElement);
  await waitFor(() => expect(value).toBe('/home/family/Документы/amina.csv'));
  expect(last()).toEqual({ kind: 'new_file', path: '/home/family/Загрузки/amina.csv' });
});

it('a dialog that is closed without a choice leaves what stood there', async () => {
  end.alter('pick', () => ({ path: null }));
  await fireEvent.click(button() as HTMLElement);
  await waitFor(() => expect(last()).toBeTruthy());
  expect(value).toBe('/home/family/Загрузки/amina.csv');
  expect(screen.queryByRole('alert')).toBeNull();
});

it('a dialog that cannot be shown says so, and the path is typed', async () => {
  end.fail('pick', { code: 'request', message: 'Окно выбора уже открыто.', retry_after: null });
  await fireEvent.click(button() as HTMLElement);
  expect((await screen.findByRole('alert')).textContent).toContain('уже открыто');
  await fireEvent.input(screen.getByLabelText('Куда'), { target: { value: '/tmp/x.csv' } });
  expect(value).toBe('/tmp/x.csv');
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
});

it('where the shell has no dialog there is no button, and the path is typed', async () => {
  await shown(false);
  expect(button()).toBeNull();
  await fireEvent.input(screen.getByLabelText('Куда'), { target: { value: '/tmp/y.csv' } });
  expect(value).toBe('/tmp/y.csv');
});
