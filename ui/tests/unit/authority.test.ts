// One authority more for one account: off by default, with a warning, from a file or from the machine itself.
import { cleanup, fireEvent, render, screen, waitFor } from '@testing-library/svelte';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { useEnd } from '../../src/lib/api';
import type { AccountView, SettingsView } from '../../src/lib/api/types';
import Authority from '../../src/lib/components/Authority.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';

let end: Fixtures;
let shown: { rerender: (props: { account: AccountView }) => Promise<void> };

const first = (view: SettingsView) => view.accounts[0] as AccountView;

beforeEach(async () => {
  end = fixtures({ scenario: 'family' });
  useEnd(end);
  useLanguage('ru');
  const view = (await end.ask('settings', {})) as SettingsView;
  shown = render(Authority, { account: first(view), put: (next: SettingsView) => void shown.rerender({ account: first(next) }) });
});
afterEach(() => {
  cleanup();
  useEnd(null);
});

const input = () => screen.getByLabelText('Файл сертификата, PEM или DER');
const last = () => end.asked.findLast(({ command }) => command === 'trust_authority')?.request;
const choose = (file: File) => fireEvent.change(input(), { target: { files: [file] } });

it('warns before a file is chosen, and hands over what stands in it', async () => {
  expect(screen.getByText(/может прочитать всё/)).toBeTruthy();
  expect(screen.getByText(/доверяет только тем/)).toBeTruthy();
  await choose(new File(['-----BEGIN CERTIFICATE-----'], 'root.crt'));
  await waitFor(() => expect(last()).toMatchObject({ certificate: btoa('-----BEGIN CERTIFICATE-----') }));
  expect(await screen.findByText(/^10:17:1E:/), 'the fingerprint is there to be compared').toBeTruthy();
  expect(screen.getByText(/Действителен до/)).toBeTruthy();
});

it('is trusted no more when that is chosen', async () => {
  await choose(new File(['x'], 'root.der'));
  await fireEvent.click(await screen.findByRole('button', { name: 'Больше не доверять' }));
  await waitFor(() => expect(last()).toMatchObject({ certificate: null }));
  expect(await screen.findByLabelText('Файл сертификата, PEM или DER')).toBeTruthy();
});

it('a file that is too long is not even read', async () => {
  await choose(new File([new Uint8Array(1024 * 1024 + 1)], 'film.pem'));
  expect((await screen.findByRole('alert')).textContent).toContain('слишком большой');
  expect(last()).toBeUndefined();
});

it('what Rust says of a file is said, and nothing is taken for trusted', async () => {
  end.fail('trust_authority', { code: 'request', message: 'Срок этого сертификата истёк. Скачайте новый.', retry_after: null });
  await choose(new File(['old'], 'old.crt'));
  expect((await screen.findByRole('alert')).textContent).toContain('Срок этого сертификата истёк');
  expect(input()).toBeTruthy();
});

it('one of the machine is shown with all its facts, and trusted only once that is chosen', async () => {
  await fireEvent.click(screen.getByRole('button', { name: 'Взять из системы' }));
  expect(await screen.findByText(/Russian Trusted Root CA/)).toBeTruthy();
  expect(screen.getByText(/^10:17:1E:/), 'the fingerprint is there to be compared').toBeTruthy();
  expect(screen.getByText(/Действителен до/)).toBeTruthy();
  expect(screen.queryByText(/Система уже доверяет/)).toBeNull();
  expect(last(), 'looking trusts nothing').toBeUndefined();
  await fireEvent.click(screen.getByRole('button', { name: /^Доверять этому: Russian Trusted Root CA/ }));
  await waitFor(() => expect(last()).toMatchObject({ certificate: 'bmF0aW9uYWw=' }));
  expect(await screen.findByRole('button', { name: 'Больше не доверять' })).toBeTruthy();
});

it('what the owner has added is shown when asked for, and what all accounts trust anyway is called so', async () => {
  await fireEvent.click(screen.getByRole('button', { name: 'Взять из системы' }));
  expect(await screen.findByText(/Russian Trusted Root CA/)).toBeTruthy();
  expect(screen.queryByText('Own of the House')).toBeNull();
  await fireEvent.click(screen.getByRole('button', { name: 'Показать другие добавленные' }));
  expect(await screen.findByText('Own of the House')).toBeTruthy();
  expect(screen.getByText(/Система уже доверяет этому сертификату/)).toBeTruthy();
  await fireEvent.click(screen.getByRole('button', { name: 'Не брать из системы' }));
  expect(screen.queryByText('Own of the House')).toBeNull();
  expect(last()).toBeUndefined();
});

it('a machine without one says so', async () => {
  end.alter('system_authorities', () => ({ authorities: [] }));
  await fireEvent.click(screen.getByRole('button', { name: 'Взять из системы' }));
  expect((await screen.findByRole('status')).textContent).toContain('среди сертификатов этого компьютера нет');
});
