import { cleanup, fireEvent, render, screen, waitFor, within } from '@testing-library/svelte';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import App from '../../src/App.svelte';
import { useEnd } from '../../src/lib/api';
import type { FingerSettingsView, FingerView, LockView } from '../../src/lib/api/types';
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

describe('a finger at a locked window', () => {
  let says: FingerView | null;

  beforeEach(() => {
    says = { text: null, may_ask: false };
    end = fixtures({ scenario: 'locked' });
    const locked = school({ scenario: 'locked', language: 'ru', theme: 'light' }).start();
    end.alter('start', () => ({ ...locked, lock: { digits: true, strict: false, wait_text: null, may_set_aside: false, finger: says } }));
    useEnd(end);
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
  });

  async function shown(): Promise<void> {
    render(App);
    await screen.findByRole('heading', { level: 1, name: 'Дневник заперт' });
  }

  /** The reader says something. */
  function say(next: FingerView): void {
    says = next;
    end.tell({ event: 'lock' });
  }

  it('is awaited once for each coming, and what the reader says is announced', async () => {
    await shown();
    await waitFor(() => expect(asked('scan_finger')).toHaveLength(1));
    const status = screen.getByText((_, element) => element?.matches('.finger [role=status]') ?? false);
    expect(status.textContent).toBe('');
    for (const text of ['Приложите палец к сканеру.', 'Отпечаток не подходит. Осталось 4 попытки.', 'Приложите палец к сканеру.']) {
      say({ text, may_ask: false });
      await waitFor(() => expect(status.textContent).toBe(text));
    }
    expect(asked('scan_finger')).toHaveLength(1);
    expect(document.activeElement).toBe(screen.getByLabelText('ПИН-код'));
    // Back from another window.
    await fireEvent.focus(window);
    expect(asked('scan_finger')).toHaveLength(2);
  });

  it('is asked for by hand once the reader waits no more, and what was typed stays', async () => {
    await shown();
    expect(screen.queryByRole('button', { name: 'Открыть отпечатком' })).toBeNull();
    await fireEvent.input(screen.getByLabelText('ПИН-код'), { target: { value: '47' } });
    say({ text: null, may_ask: true });
    await fireEvent.click(await screen.findByRole('button', { name: 'Открыть отпечатком' }));
    await waitFor(() => expect(asked('scan_finger')).toHaveLength(2));
    expect((screen.getByLabelText('ПИН-код') as HTMLInputElement).value).toBe('47');
  });

  it('is not awaited behind another window, nor where none opens the lock', async () => {
    vi.mocked(document.hasFocus).mockReturnValue(false);
    await shown();
    await new Promise((done) => setTimeout(done, 20));
    expect(asked('scan_finger')).toHaveLength(0);
    cleanup();
    says = null;
    app.start = null;
    vi.mocked(document.hasFocus).mockReturnValue(true);
    await shown();
    await fireEvent.focus(window);
    expect(asked('scan_finger')).toHaveLength(0);
    expect(document.querySelector('.finger')).toBeNull();
  });
});

describe('a finger in the settings of the lock', () => {
  async function settings(finger: FingerSettingsView, view: Partial<LockView> = {}): Promise<void> {
    end = fixtures({ scenario: 'family' });
    useEnd(end);
    await end.ask('change_lock', { current: null, new: PIN, remove: false, after_minutes: null, strict: null, finger: null });
    const lock = (await end.ask('lock_settings', {})) as LockView;
    end.alter('lock_settings', () => ({ ...lock, ...view }));
    end.alter('finger_settings', () => finger);
    end.asked.length = 0;
    await app.read();
    render(Lock);
    await fireEvent.click(await screen.findByText('Изменить или выключить замок'));
    await waitFor(() => expect(asked('finger_settings')).toHaveLength(1));
    await new Promise((done) => setTimeout(done, 20));
  }

  const finger = () => screen.queryByRole('switch', { name: /Открывать и отпечатком/ }) as HTMLInputElement | null;

  it('is switched on with the PIN', async () => {
    await settings({ on: false, offer: 'ready' });
    expect([finger()?.checked, finger()?.disabled]).toEqual([false, false]);
    await fireEvent.click(finger() as HTMLInputElement);
    await fireEvent.input(screen.getByLabelText('Нынешний ПИН-код или пароль'), { target: { value: PIN } });
    await fireEvent.click(screen.getByRole('button', { name: 'Сохранить' }));
    await waitFor(() => expect(asked('change_lock')).toHaveLength(1));
    expect(asked('change_lock')[0]).toMatchObject({ current: PIN, finger: true });
  });

  it('is not there without a reader, and cannot be had without an enrolled finger', async () => {
    await settings({ on: false, offer: 'absent' });
    expect(finger()).toBeNull();
    cleanup();
    await settings({ on: false, offer: 'none_enrolled' });
    expect(finger()?.disabled).toBe(true);
    expect(finger()?.closest('label')?.textContent).toContain('не знает ни одного вашего пальца');
  });

  it('goes with a strict lock, which says why', async () => {
    await settings({ on: true, offer: 'ready' });
    expect([finger()?.checked, finger()?.disabled]).toEqual([true, false]);
    await fireEvent.click(screen.getByRole('switch', { name: /Строгий замок/ }));
    expect([finger()?.checked, finger()?.disabled]).toEqual([false, true]);
    expect(finger()?.closest('label')?.textContent).toContain('Со строгим замком нельзя');
  });

  it('that is on can be switched off without a reader, and on again for other fingers', async () => {
    await settings({ on: true, offer: 'absent' });
    expect([finger()?.checked, finger()?.disabled]).toEqual([true, false]);
    cleanup();
    await settings({ on: true, offer: 'others' });
    expect([finger()?.checked, finger()?.disabled]).toEqual([false, false]);
    expect(finger()?.closest('label')?.textContent).toContain('другие отпечатки');
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
  await end.ask('change_lock', { current: null, new: PIN, remove: false, after_minutes: null, strict: null, finger: null });
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
