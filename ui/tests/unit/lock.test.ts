import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../../src/App.svelte';
import { useEnd } from '../../src/lib/api';
import { app } from '../../src/lib/app.svelte';
import Lock from '../../src/lib/components/Lock.svelte';
import { useLanguage } from '../../src/lib/words.svelte';
import { fixtures, type Fixtures } from '../fixtures/end';
import { PIN } from '../fixtures/lock';
import { school } from '../fixtures/school';

let end: Fixtures;

const asked = (command: string) => end.asked.filter((each) => each.command === command).map((each) => each.request);

beforeEach(() => {
  HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
    this.open = true;
  };
  app.said = '';
  app.start = null;
  useLanguage('ru');
});
afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
  useEnd(null);
});

describe('a locked window', () => {
  beforeEach(async () => {
    end = fixtures({ scenario: 'locked' });
    useEnd(end);
    location.hash = '#/marks/amina';
    render(App);
    await screen.findByRole('heading', { level: 1, name: 'Дневник заперт' });
  });

  async function type(pin: string): Promise<void> {
    await fireEvent.input(screen.getByLabelText('ПИН-код'), { target: { value: pin } });
    await fireEvent.click(screen.getByRole('button', { name: 'Открыть' }));
  }

  it('asks for nothing of a child, and the PIN leads to where one was', async () => {
    end.tell({ event: 'status' });
    end.tell({ event: 'changed', students: ['amina'] });
    await new Promise((done) => setTimeout(done, 20));
    expect(new Set(end.asked.map((each) => each.command))).toEqual(new Set(['start']));
    expect(document.activeElement).toBe(screen.getByLabelText('ПИН-код'));
    await type('0000');
    expect((await screen.findByRole('alert')).textContent).toContain('ПИН-код не подходит');
    expect((screen.getByLabelText('ПИН-код') as HTMLInputElement).value).toBe('');
    end.asked.length = 0;
    await type(PIN);
    expect(await screen.findByRole('heading', { level: 1, name: 'Оценки' })).toBeTruthy();
    // Rust says to every window that it is open; this one knows, and reads nothing twice.
    const all = () => end.asked.map((each) => each.command).sort();
    await waitFor(() => expect(all()).toEqual(['enter_lock', 'marks', 'start']));
    await new Promise((done) => setTimeout(done, 20));
    expect(all()).toEqual(['enter_lock', 'marks', 'start']);
  });

  it('offers to begin anew only after so many wrong guesses, and asks first', async () => {
    for (let guess = 0; guess < 5; guess += 1) {
      expect(screen.queryByRole('button', { name: 'Начать новый дневник' })).toBeNull();
      await type('0000');
      await screen.findByRole('alert');
      await waitFor(() => expect(asked('enter_lock')).toHaveLength(guess + 1));
    }
    expect((await screen.findByRole('alert')).textContent).toContain('через 30 секунд');
    await fireEvent.click(await screen.findByRole('button', { name: 'Начать новый дневник' }));
    const dialog = await screen.findByRole('dialog');
    expect(asked('set_aside_locked')).toHaveLength(0);
    await fireEvent.click(within(dialog).getByRole('button', { name: 'Начать новый дневник' }));
    await waitFor(() => expect(asked('set_aside_locked')).toHaveLength(1));
  });

  it('that was opened from elsewhere is open, though the guess was wrong', async () => {
    const opened = school({ scenario: 'family', language: 'ru', theme: 'light' }).start();
    end.alter('start', () => opened);
    await type('0000');
    expect(await screen.findByRole('heading', { level: 1, name: 'Оценки' })).toBeTruthy();
  });
});

describe('the lock in the settings', () => {
  beforeEach(async () => {
    end = fixtures({ scenario: 'family' });
    useEnd(end);
    await app.read();
    render(Lock);
    await screen.findByRole('heading', { name: 'Замок' });
  });

  async function fill(label: string, value: string): Promise<void> {
    await fireEvent.input(await screen.findByLabelText(label), { target: { value } });
  }

  it('is set with a PIN that was typed twice alike, changed and removed with it', async () => {
    await fill('ПИН-код или пароль', PIN);
    await fill('Ещё раз', '4712');
    await fireEvent.submit(screen.getByLabelText('Ещё раз').closest('form') as HTMLFormElement);
    // Said in the form it belongs to, and not at the foot of the window.
    const form = () => screen.getByLabelText('Ещё раз').closest('form') as HTMLFormElement;
    expect(within(form()).getByRole('alert').textContent).toBe('Второй раз введено другое. Наберите ещё раз.');
    expect(app.said).toBe('');
    expect(asked('change_lock')).toHaveLength(0);
    await fill('Ещё раз', PIN);
    await fireEvent.submit(screen.getByLabelText('Ещё раз').closest('form') as HTMLFormElement);
    await waitFor(() => expect(asked('change_lock')).toHaveLength(1));
    expect(asked('change_lock')[0]).toMatchObject({ current: null, new: PIN });
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Замок'));
    expect(screen.queryByRole('alert')).toBeNull();
    await fireEvent.click(await screen.findByText('Изменить или выключить замок'));
    const off = () => screen.getByRole('button', { name: 'Выключить замок' });
    await fill('Нынешний ПИН-код или пароль', '0000');
    await fireEvent.click(off());
    await waitFor(() => expect(within(form()).getByRole('alert').textContent).toBe('ПИН-код не подходит.'));
    // What confirms the change is asked last, right above what it confirms.
    expect([...form().querySelectorAll('input[type=password]')].map((each) => each.closest('label')?.textContent?.trim())).toEqual(['Новый ПИН-код или пароль, если нужен', 'Ещё раз', 'Нынешний ПИН-код или пароль']);
    await fill('Нынешний ПИН-код или пароль', PIN);
    await fireEvent.click(off());
    await waitFor(() => expect(asked('change_lock').at(-1)).toMatchObject({ current: PIN, remove: true }));
    expect(await screen.findByRole('button', { name: 'Включить замок' })).toBeTruthy();
  });
});

it('somebody who is there is told of, and not at every key', async () => {
  end = fixtures({ scenario: 'family' });
  useEnd(end);
  await end.ask('change_lock', { current: null, new: PIN, remove: false, after_minutes: null, strict: null });
  const { unmount } = render(App);
  await waitFor(() => expect(app.start?.lock).toBeTruthy());
  await fireEvent.keyDown(document.body, { key: 'Shift' });
  await fireEvent.pointerDown(document.body);
  expect(asked('touch')).toHaveLength(1);
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 11_000);
  await fireEvent.keyDown(document.body, { key: 'Shift' });
  expect(asked('touch')).toHaveLength(2);
  // A window that is gone tells of nobody.
  unmount();
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 30_000);
  await fireEvent.keyDown(document.body, { key: 'Shift' });
  expect(asked('touch')).toHaveLength(2);
});
