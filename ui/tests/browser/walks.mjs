// What a person does, by keyboard alone or with large letters, and what the address then says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { launch, painted } from './browser.mjs';

const focused = (page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    if (at === document.body || at?.id === 'main') return '';
    const label = at?.closest('label');
    return (at?.getAttribute('aria-label') || label?.textContent || at?.textContent || '').trim().replace(/\s+/g, ' ');
  });
const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));

/** Presses Tab until the focus is on what says `text`. */
async function tabTo(page, text, limit = 60) {
  for (let step = 0; step < limit; step += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).includes(text)) return step + 1;
  }
  throw new Error(`Tab never reached "${text}"`);
}

/** What has the focus shows it. */
async function shown(page) {
  const ring = await page.evaluate(() => {
    const at = document.activeElement;
    const row = at?.closest('li, label');
    return [at, row].some((element) => element && getComputedStyle(element).outlineStyle !== 'none' && parseFloat(getComputedStyle(element).outlineWidth) >= 2);
  });
  assert.ok(ring, `the focus on "${await focused(page)}" is not seen`);
}

const flat = (text) => text.replace(/[\s\u00A0\u00AD\u2060]+/g, '');

/** What means harm, as the simulated school sends it. */
const hostile = JSON.parse(readFileSync(new URL('../../../crates/school-sim/src/hostile.json', import.meta.url), 'utf8'))
  .map((each) => flat(each.text.repeat(each.times ?? 1)))
  // Too short a one would be found in any page.
  .filter((text) => text.length > 7);

/** Where texts of a school stand; the test of the page itself walks the same ones. */
const screens = JSON.parse(readFileSync(new URL('../fixtures/screens-of-school.json', import.meta.url), 'utf8'));

/** What a phone takes of its window, in CSS pixels: the clock, the line at the foot, the notch of one that lies. */
const insets = {
  '360x640': { top: 48, right: 0, bottom: 34, left: 0 },
  '640x360': { top: 24, right: 48, bottom: 24, left: 48 },
  // A bigger phone that lies has the rail.
  '844x390': { top: 24, right: 48, bottom: 24, left: 48 },
};

/** Everything that a finger would press in what the phone keeps for itself. */
const pressedInInsets = (page, inset) =>
  page.evaluate(({ top, right, bottom, left }) => {
    const [wide, high] = [document.documentElement.clientWidth, window.innerHeight];
    const found = new Set();
    for (let x = 2; x < wide; x += 6) {
      for (let y = 2; y < high; y += 6) {
        if (y >= top && y < high - bottom && x >= left && x < wide - right) continue;
        const control = document.elementFromPoint(x, y)?.closest('a, button, input, select, textarea, summary, label, [role^=menuitem], [role=option]');
        if (control) found.add(`${control.tagName} "${(control.getAttribute('aria-label') ?? control.textContent ?? '').trim().slice(0, 30)}" at ${x},${y}`);
      }
    }
    return [...found].slice(0, 5);
  }, inset);

export const walks = {
  async 'nothing that is pressed lies under a phone’s clock, its notch or its line at the foot'({ browser, url, out }) {
    const places = [
      ['today', 'family', '#/today'],
      ['diary', 'family', '#/diary/amina/2026-11-20'],
      ['marks', 'family', '#/marks/amina'],
      ['settings', 'family', '#/settings/files'],
      ['demo', 'demo', '#/today'],
      ['welcome', 'welcome', '#/today'],
      ['switcher', 'family', '#/today/amina', (page) => page.locator('.switcher:visible').click()],
      ['palette', 'family', '#/today', (page) => page.keyboard.press('Control+k')],
      ['shortcuts', 'family', '#/today', (page) => page.keyboard.press('?')],
    ];
    for (const [size, inset] of Object.entries(insets)) {
      const [width, height] = size.split('x').map(Number);
      const context = await browser.newContext({ viewport: { width, height }, hasTouch: true, isMobile: true, locale: 'ru' });
      context.setDefaultTimeout(120_000);
      for (const [name, fixture, hash, act] of places) {
        const page = await context.newPage();
        await page.goto(`${url}?fixture=${fixture}&lang=ru&theme=${name === 'marks' ? 'dark' : 'light'}${hash}`);
        await painted(page, 120_000);
        await page.evaluate((inset) => Object.entries(inset).forEach(([side, far]) => document.documentElement.style.setProperty(`--inset-${side}`, `${far}px`)), inset);
        // From here on the page is as on a phone that has such insets: what it begins with is drawn anew.
        if (act) await act(page);
        await page.waitForTimeout(150);
        for (const far of act ? [0] : [0, 0.5, 1]) {
          await page.evaluate((far) => window.scrollTo(0, far * document.documentElement.scrollHeight), far);
          await page.waitForTimeout(50);
          assert.deepEqual(await pressedInInsets(page, inset), [], `${name} at ${size}, scrolled to ${far}`);
          if (out) await page.screenshot({ path: join(out, `insets-${name}-${size}-${far}.png`) });
        }
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(over <= 0, `${name} at ${size} scrolls sideways by ${over}`);
        await page.close();
      }
      await context.close();
    }
  },

  async 'the days of a week stick below the header, however high it is'({ browser, url }) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'ru' });
    context.setDefaultTimeout(120_000);
    for (const fixture of ['family', 'long']) {
      const page = await context.newPage();
      await page.goto(`${url}?fixture=${fixture}&lang=ru&theme=light#/diary/amina/2026-11-19?view=day`);
      await painted(page, 120_000);
      await page.evaluate(() => window.scrollTo(0, 200));
      await page.waitForTimeout(50);
      const [header, days] = await page.evaluate(() => ['header', '.strip'].map((part) => document.querySelector(part).getBoundingClientRect()));
      assert.ok(Math.abs(days.top - header.bottom) <= 1.5, `${fixture}: the days begin at ${days.top}, the header ends at ${header.bottom}`);
      await page.close();
    }
    await context.close();
  },

  async 'no line of the diary runs through what stands above it'({ browser, url }) {
    const phone = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'ru' });
    phone.setDefaultTimeout(120_000);
    const page = await phone.newPage();
    await page.goto(`${url}?fixture=long&lang=ru&theme=light#/diary/amina/2026-11-19?view=week`);
    await painted(page, 120_000);
    // The hour of a lesson that has nothing to do and nowhere to go is the lowest in its row.
    const near = await page.evaluate(() =>
      [...document.querySelectorAll('.lesson')].filter((row) => [...row.querySelectorAll('time, p, h3')].some((each) => each.getBoundingClientRect().bottom > row.getBoundingClientRect().bottom - 8)).map((row) => row.textContent.trim().slice(0, 40)),
    );
    assert.deepEqual(near, []);
    // At its foot a line ends between what is told, not within it.
    const broken = await page.evaluate(() => [...document.querySelectorAll('.foot span')].filter((each) => each.getBoundingClientRect().height > 24).map((each) => each.textContent));
    assert.deepEqual(broken, []);
    await phone.close();
  },

  async 'a page that a finger draws down asks the school'({ browser, url, out }) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'ru' });
    context.setDefaultTimeout(120_000);
    const page = await context.newPage();
    await page.goto(`${url}?fixture=family&lang=ru&theme=light#/today/amina`);
    await painted(page, 120_000);
    const touch = await context.newCDPSession(page);
    const finger = (type, y) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: type === 'touchEnd' ? [] : [{ x: 180, y }] });
    await finger('touchStart', 200);
    for (let y = 220; y <= 260; y += 20) await finger('touchMove', y);
    await page.getByText('Потяните, чтобы обновить').waitFor();
    for (let y = 280; y <= 340; y += 20) await finger('touchMove', y);
    await page.getByText('Отпустите, чтобы обновить').waitFor();
    if (out) await page.screenshot({ path: join(out, 'pull-phone.png') });
    await finger('touchEnd');
    // What the button says when it is done.
    await page.locator('.said.there').waitFor();
    await page.getByText('Отпустите, чтобы обновить').waitFor({ state: 'detached' });
    // From the middle of the page the finger scrolls back, and asks for nothing.
    await page.evaluate(() => window.scrollTo(0, 300));
    await page.locator('.said:not(.there)').waitFor({ state: 'attached' });
    await finger('touchStart', 200);
    for (let y = 220; y <= 340; y += 20) await finger('touchMove', y);
    await finger('touchEnd');
    await page.waitForTimeout(300);
    assert.equal(await page.locator('.said.there, .pull').count(), 0);
    await context.close();
  },

  async 'hostile texts do nothing on any screen'({ context, url }) {
    const reached = [];
    await context.route('**/*', (route) => {
      if (route.request().url().startsWith(url)) return route.continue();
      reached.push(route.request().url());
      return route.abort();
    });
    const page = await context.newPage();
    page.on('dialog', (dialog) => (reached.push(dialog.message()), dialog.dismiss()));
    page.on('pageerror', (error) => reached.push(String(error)));
    page.on('popup', () => reached.push('a window'));
    // Text of a policy that was broken means that something was tried.
    page.on('console', (message) => message.type() === 'error' && reached.push(message.text()));
    const harmed = async (hash, harm) => {
      const address = `${url}?fixture=family&harm=${harm}${encodeURI(hash)}`;
      await page.goto(address);
      await painted(page);
      // An event of the pointer on everything that is there.
      await page.evaluate(() => document.querySelectorAll('main *').forEach((each) => ['mouseover', 'focus', 'error', 'load', 'toggle'].forEach((name) => each.dispatchEvent(new Event(name)))));
      await page.waitForTimeout(50);
      assert.equal(await page.evaluate(() => '__live' in window), false, hash);
      assert.equal(page.url(), address, 'the page was led away');
      // What was written by a school stands in texts, in fields, and in names that are read aloud: some of it here.
      const written = () => [document.querySelector('main').textContent, ...[...document.querySelectorAll('main [aria-label]')].map((each) => each.getAttribute('aria-label')), ...[...document.querySelectorAll('main input')].map((each) => each.value)].join(' ');
      const drawn = flat(await page.evaluate(written));
      return hostile.some((text) => drawn.includes(text));
    };
    for (const [place, hash] of screens.entries()) {
      // A screen with few texts of a school may have got only those that are too short to be looked for.
      let drawn = false;
      for (const more of [0, 5, 11, 31, 57, 83, 101]) drawn ||= await harmed(hash, place * 23 + more);
      assert.ok(drawn, `${hash}: nothing hostile is drawn`);
    }
    assert.deepEqual(reached, []);
    await page.close();
  },

  async 'by keyboard alone, from the switch of children to one mark and back'({ open }) {
    const page = await open({ hash: '#/today' });
    await page.keyboard.press('Tab');
    assert.match(await focused(page), /К содержанию/);
    await tabTo(page, 'Чей дневник');
    await shown(page);
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
    assert.match(await focused(page), /Амина/);
    await page.keyboard.press('Enter');
    assert.equal(await hash(page), '#/today/amina');
    await tabTo(page, 'Оценки');
    await shown(page);
    await page.keyboard.press('Enter');
    assert.equal(await hash(page), '#/marks/amina');
    await page.getByRole('link', { name: 'Алгебра' }).waitFor();
    await tabTo(page, '2 четверть');
    await page.keyboard.press('ArrowLeft');
    await page.waitForFunction(() => document.querySelector('fieldset .on')?.textContent?.includes('1\u00A0четверть'));
    await tabTo(page, 'Алгебра');
    await shown(page);
    await page.keyboard.press('Enter');
    assert.equal(await hash(page), '#/marks/amina/Алгебра');
    await page.getByRole('heading', { name: 'Алгебра' }).waitFor();
    await tabTo(page, 'Назад');
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash === '#/marks/amina');
  },

  async 'by keyboard alone, a homework is ticked and a lesson is opened'({ open }) {
    const page = await open({ hash: '#/diary/amina' });
    await page.getByRole('heading', { name: /16\S*21\sноября/ }).waitFor();
    await tabTo(page, 'Печать');
    await shown(page);
    await tabTo(page, 'Русский язык');
    await page.keyboard.press('Enter');
    assert.ok(await page.getByText('каб. 305 · Магомедова').first().isVisible());
    await tabTo(page, 'Упр. 214');
    await page.keyboard.press('Space');
    assert.ok(await page.evaluate(() => document.activeElement?.checked));
    await page.keyboard.press('Escape');
    await page.evaluate(() => document.activeElement?.blur());
    await page.keyboard.press('ArrowRight');
    await page.getByRole('heading', { name: /23\S*28\sноября/ }).waitFor();
    await tabTo(page, 'Эта неделя');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /16\S*21\sноября/ }).waitFor();
  },

  async 'by keyboard alone, a theme is chosen and an account is not left by accident'({ open }) {
    const page = await open({ hash: '#/settings' });
    await page.getByRole('heading', { name: 'Учётные записи' }).waitFor();
    await tabTo(page, 'Выйти');
    await page.keyboard.press('Enter');
    assert.match(await focused(page), /Отмена/);
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await tabTo(page, 'Светлая', 120);
    await shown(page);
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
  },

  async 'a dialog that closes gives the focus back to what opened it'({ open }) {
    const page = await open({ hash: '#/settings' });
    await page.getByRole('heading', { name: 'Учётные записи' }).waitFor();
    const gone = () => page.waitForFunction(() => !document.querySelector('dialog'));
    await tabTo(page, 'Выйти');
    for (const leave of [() => page.keyboard.press('Escape'), () => page.getByRole('button', { name: 'Отмена' }).click()]) {
      await page.keyboard.press('Enter');
      await page.getByRole('dialog').waitFor();
      await leave();
      await gone();
      assert.equal(await focused(page), 'Выйти');
    }
    for (const keys of ['?', 'Control+k']) {
      await page.keyboard.press(keys);
      await page.getByRole('dialog').waitFor();
      await page.keyboard.press('Escape');
      await gone();
      assert.equal(await focused(page), 'Выйти', keys);
    }
    // One dialog that leads to another, and what leads elsewhere.
    await page.keyboard.press('Control+k');
    await page.keyboard.type('клав');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Клавиши' }).waitFor();
    await page.keyboard.press('Escape');
    await gone();
    assert.equal(await focused(page), 'Выйти');
    await page.keyboard.press('Control+k');
    await page.keyboard.type('лента');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Лента' }).waitFor();
    await page.waitForFunction(() => document.activeElement?.id === 'main');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await tabTo(page, 'Записать своё');
    await page.keyboard.press('Enter');
    await page.keyboard.type('Выучить стих');
    await tabTo(page, 'Сохранить');
    await page.keyboard.press('Enter');
    await gone();
    assert.equal(await focused(page), 'Записать своё');
  },

  async 'by keyboard alone, a task of ones own is written, taken out and put back'({ open }) {
    const page = await open({ hash: '#/today/amina' });
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.getByRole('heading', { name: 'Домашние задания' }).waitFor();
    await tabTo(page, 'Записать своё');
    await shown(page);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.type('Выучить стих');
    await tabTo(page, 'Сохранить');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Выучить стих' }).waitFor();
    await tabTo(page, 'Убрать: Выучить стих');
    await shown(page);
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Вернуть' }).waitFor();
    await tabTo(page, 'Вернуть');
    await page.keyboard.press('Enter');
    await page.getByRole('checkbox', { name: 'Выучить стих' }).waitFor();
  },

  async 'by keyboard alone, something is searched for, opened, and found again on the way back'({ open }) {
    const page = await open({ hash: '#/today' });
    await page.keyboard.press('/');
    await page.getByRole('searchbox').waitFor();
    await page.keyboard.type('контрольную');
    await page.getByText('Найдено: 5').waitFor();
    await tabTo(page, 'Повторить к контрольной');
    await shown(page);
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => location.hash.startsWith('#/diary/amina/2026-11-19'));
    await page.goBack();
    await page.getByText('Найдено: 5').waitFor();
    assert.equal(await page.getByRole('searchbox').inputValue(), 'контрольную');
  },

  async 'by keyboard alone, a mark is supposed and a screen is chosen from the list of keys'({ open }) {
    const page = await open({ hash: `#/marks/amina/${encodeURIComponent('Алгебра')}` });
    await page.getByRole('heading', { name: 'Алгебра' }).waitFor();
    await tabTo(page, 'Что если');
    await shown(page);
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Что если' }).waitFor();
    await tabTo(page, 'Добавить 5');
    await page.keyboard.press('Enter');
    await page.getByRole('region', { name: 'Что если' }).getByText('+0,05').waitFor();
    await page.keyboard.press('?');
    await page.getByRole('dialog', { name: 'Клавиши' }).waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.keyboard.press('g');
    await page.keyboard.press('a');
    await page.getByRole('table', { name: 'Ноябрь' }).waitFor();
    await tabTo(page, '10 ноября: 6 уроков');
    await shown(page);
    await page.keyboard.press('Enter');
    assert.equal(await hash(page), '#/diary/amina/2026-11-10');
  },

  async 'back finds the place where one was reading'({ open }) {
    const page = await open({ fixture: 'long', hash: '#/diary/amina' });
    await page.setViewportSize({ width: 360, height: 640 });
    await page.evaluate(() => window.scrollTo(0, 700));
    await page.evaluate(() => (location.hash = '#/feed'));
    await page.getByRole('heading', { name: 'Лента' }).waitFor();
    assert.equal(await page.evaluate(() => scrollY), 0);
    await page.goBack();
    await page.waitForFunction(() => Math.abs(scrollY - 700) < 3);
  },

  async 'back closes what lies over the page, and only then leaves it'({ open }) {
    const page = await open({ hash: '#/feed' });
    await page.evaluate(() => (location.hash = '#/homework/amina'));
    await page.getByRole('heading', { name: 'Домашние задания' }).waitFor();
    const back = () => page.evaluate(() => history.back());
    for (const [name, call] of [
      ['a form', () => page.getByRole('button', { name: 'Записать своё' }).click()],
      ['the palette', () => page.keyboard.press('Control+k')],
      ['the list of keys', () => page.keyboard.press('?')],
      ['the switch of children', () => page.locator('.switcher:visible').click()],
    ]) {
      await call();
      await page.locator('dialog[open], [role=menu]').waitFor();
      await back();
      await page.waitForFunction(() => !document.querySelector('dialog[open], [role=menu]') && location.hash === '#/homework/amina');
      assert.equal(await page.getByRole('heading', { level: 1 }).textContent(), 'Домашние задания', name);
    }
    await back();
    await page.getByRole('heading', { name: 'Лента' }).waitFor();
  },

  async 'a day is swiped'({ browser, open: _, url }) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'ru' });
    const page = await context.newPage();
    await page.goto(`${url}?fixture=family#/diary/amina/2026-11-20`);
    await page.getByRole('heading', { name: /Пятница/ }).waitFor();
    const swipe = (from, to) =>
      page.evaluate(
        ([from, to]) => {
          const day = document.querySelector('section.day');
          const at = (x) => new Touch({ identifier: 1, target: day, clientX: x, clientY: 400 });
          day.dispatchEvent(new TouchEvent('touchstart', { touches: [at(from)], changedTouches: [at(from)], bubbles: true }));
          day.dispatchEvent(new TouchEvent('touchend', { touches: [], changedTouches: [at(to)], bubbles: true }));
        },
        [from, to],
      );
    await swipe(300, 80);
    await page.getByRole('heading', { name: /Суббота/ }).waitFor();
    await swipe(300, 80);
    await page.getByRole('heading', { name: /Понедельник 23/ }).waitFor();
    await swipe(80, 300);
    await page.getByRole('heading', { name: /Суббота 21/ }).waitFor();
    assert.equal(await hash(page), '#/diary/amina/2026-11-21');
    await context.close();
  },

  async 'what was looked at for two seconds is seen'({ open }) {
    const page = await open({ hash: '#/feed' });
    await page.waitForFunction(() => document.querySelector('nav .count')?.textContent === '4');
    await page.waitForFunction(() => !document.querySelector('nav .count'), null, { timeout: 6000 });
  },

  async 'a title of one word stands in one line, however narrow the window is beside its buttons'({ context, url }) {
    const page = await context.newPage();
    await page.goto(`${url}?fixture=family#/marks/amina/${encodeURIComponent('Естествознание')}`);
    await page.reload();
    await painted(page);
    for (let width = 720; width <= 1440; width += 40) {
      await page.setViewportSize({ width, height: 800 });
      const lines = await page.evaluate(() => {
        const range = document.createRange();
        range.selectNodeContents(document.querySelector('h1'));
        return range.getClientRects().length;
      });
      assert.equal(lines, 1, `${width}`);
    }
  },

  async 'letters of twice the size cut nothing off'({ url, out }) {
    // As in the browser's own settings: what is measured in em and rem grows, and so do the widths that layouts turn at.
    const browser = await launch('--blink-settings=defaultFontSize=32,defaultFixedFontSize=26');
    for (const viewport of [
      { width: 360, height: 640 },
      { width: 1440, height: 900 },
    ]) {
      const context = await browser.newContext({ viewport, locale: 'ru' });
      const page = await context.newPage();
      for (const [name, address] of [
        ['today', '?fixture=long#/today/amina'],
        ['diary', '?fixture=long#/diary/amina/2026-11-20'],
        ['week', '?fixture=long#/diary/amina/2026-11-20?view=week'],
        ['month', '?fixture=long#/diary/amina?view=month'],
        ['marks', '?fixture=long#/marks/amina'],
        ['help', '?fixture=family#/help'],
        ['children', '?fixture=long#/settings/children'],
        ['files', '?fixture=long#/settings/files'],
        ['subject', '?fixture=family#/marks/amina/%D0%90%D0%BB%D0%B3%D0%B5%D0%B1%D1%80%D0%B0'],
        ['feed', '?fixture=family#/feed'],
        ['homework', '?fixture=long#/homework/amina'],
        ['attendance', '?fixture=long#/attendance/amina'],
        ['analytics', '?fixture=long#/analytics/amina'],
        ['terms', '?fixture=family#/terms/amina'],
        ['events', '?fixture=family#/events/amina'],
        ['school', '?fixture=long#/school/amina'],
        ['record', '?fixture=long#/record/amina'],
        ['search', '?fixture=long#/search?q=%D0%BA%D0%BE%D0%BD%D1%82%D1%80%D0%BE%D0%BB%D1%8C%D0%BD%D0%B0%D1%8F'],
        ['more', '?fixture=family#/more'],
        ['settings', '?fixture=family#/settings/accounts'],
        ['sign-in', '?fixture=welcome#/sign-in/dnevnik-ru'],
      ]) {
        await page.goto(`${url}${address}`);
        assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).fontSize), '32px');
        await page.reload();
        await painted(page);
        await page.waitForTimeout(60);
        if (out) await page.screenshot({ path: join(out, `double-${name}-${viewport.width}.png`), fullPage: true });
        const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (over > 0) console.log(await page.evaluate(() => [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1 && !e.closest('.hidden, .kinds')).slice(0, 8).map((e) => `${e.tagName}.${e.className}`)));
        assert.ok(over <= 0, `${name} at ${viewport.width} scrolls sideways by ${over}`);
      }
      await context.close();
    }
    await browser.close();
  },

  async 'nothing goes on moving where less motion is asked for'({ open }) {
    const page = await open({ fixture: 'syncing', hash: '#/marks/amina' });
    await page.getByRole('link', { name: 'Алгебра' }).waitFor();
    // Where it is not asked for, something does: else nothing is looked at here.
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await page.waitForFunction(() => document.getAnimations().some((each) => each.playState === 'running' && each.effect.getComputedTiming().iterations === Infinity));
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await page.waitForFunction(() => document.getAnimations().every((each) => each.playState !== 'running'));
  },

  async 'what is chosen is told from the rest where the system sets all colours'({ open }) {
    const page = await open({ hash: '#/diary/amina/2026-11-20?view=week' });
    await page.emulateMedia({ forcedColors: 'active' });
    const grounds = (one, other) => page.evaluate(([one, other]) => [one, other].map((each) => getComputedStyle(document.querySelector(each)).backgroundColor), [one, other]);
    const differ = async (one, other, where) => {
      const [a, b] = await grounds(one, other);
      assert.notEqual(a, b, where);
    };
    await differ('.segments > [aria-current]', '.segments > :not([aria-current])', 'day, week or month');
    await page.keyboard.press('Control+k');
    await page.locator('[role=option]').first().waitFor();
    await differ('[role=option][aria-selected=true]', '[role=option][aria-selected=false]', 'the palette');
    await page.keyboard.press('Escape');
    // A mark says its value in letters, whatever its colours were.
    await page.evaluate(() => (location.hash = '#/marks/amina'));
    await page.locator('.mark').first().waitFor();
    assert.deepEqual(await page.evaluate(() => [...document.querySelectorAll('main .mark')].filter((each) => !each.textContent.trim()).length), 0);
  },

  async 'a week is printed on one page'({ open, out }) {
    const page = await open({ hash: '#/diary/amina/2026-11-20', theme: 'dark' });
    await page.getByRole('heading', { name: /16\S*21\sноября/ }).waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, ...(out ? { path: join(out, 'week.pdf') } : {}) });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    assert.equal(pages, 1, `the week takes ${pages} pages`);
  },

  async 'the summary sheet is printed on one page, without what is pressed'({ open, out }) {
    const page = await open({ hash: '#/terms/amina', theme: 'dark' });
    await page.getByRole('table', { name: /Сводная ведомость/ }).waitFor();
    const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, ...(out ? { path: join(out, 'sheet.pdf') } : {}) });
    const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
    assert.equal(pages, 1, `the sheet takes ${pages} pages`);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('button', { name: 'Печать' }).isVisible(), false);
  },

  async 'the marks of a term, a month and a subject are printed with their owner, without what is pressed'({ open, out }) {
    for (const [name, hash, ready] of [
      ['marks', '#/marks/amina', 'Алгебра'],
      ['month', '#/diary/amina?view=month', 'Понедельник'],
      ['subject', `#/marks/amina/${encodeURIComponent('Алгебра')}`, 'Сколько каких оценок'],
    ]) {
      const page = await open({ hash, theme: 'dark' });
      await page.getByText(ready).first().waitFor();
      const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true, ...(out ? { path: join(out, `${name}.pdf`) } : {}) });
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page[^s]/g)?.length ?? 0;
      assert.equal(pages, 1, `${name} takes ${pages} pages`);
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.getByText('Гаджиева Амина Руслановна').isVisible());
      assert.equal(await page.getByRole('button', { name: 'Печать' }).isVisible(), false);
      const faint = await page.evaluate(() =>
        [...document.querySelectorAll('main :is(b, span, h2)')]
          .filter((element) => element.childNodes[0]?.nodeType === 3 && element.getClientRects().length && !element.closest('.hidden'))
          .map((element) => [element.textContent, getComputedStyle(element).color.match(/\d+/g).map(Number)])
          // The weight of a colour for the eye, of 255: what is lighter than this is not read on white.
          .filter(([, [red, green, blue]]) => 0.3 * red + 0.59 * green + 0.11 * blue > 130),
      );
      assert.deepEqual(faint, [], `${name} is pale on paper`);
      // Nor does a dark ground stand under what is written: that of the theme on the screen.
      const dark = await page.evaluate(() =>
        [...document.querySelectorAll('main *')]
          .filter((element) => element.getClientRects().length && element.textContent.trim() && !element.closest('.hidden'))
          .map((element) => [element.textContent.trim().slice(0, 20), getComputedStyle(element).backgroundColor.match(/[\d.]+/g).map(Number)])
          .filter(([, [red, green, blue, alpha = 1]]) => alpha > 0.5 && 0.3 * red + 0.59 * green + 0.11 * blue < 200),
      );
      assert.deepEqual(dark, [], `${name} has dark grounds on paper`);
      if (out) await page.screenshot({ path: join(out, `print-${name}.png`) });
      await page.close();
    }
  },

  async 'the latest of twelve weeks stands in sight on a phone'({ browser, open: _, url }) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'ru' });
    const page = await context.newPage();
    await page.goto(`${url}?fixture=family#/analytics/amina`);
    await page.getByRole('radio', { name: 'Год' }).check({ force: true });
    await page.getByRole('button', { name: /^1–5 сентября/ }).waitFor();
    const seen = () =>
      page.evaluate(() => {
        const [week, line] = [document.querySelector('.week[aria-pressed=true]'), document.querySelector('.weeks')];
        const [box, of] = [week.getBoundingClientRect(), line.getBoundingClientRect()];
        return line.scrollWidth > line.clientWidth && box.left >= of.left - 1 && box.right <= of.right + 1;
      });
    assert.ok(await seen());
    await context.close();
  },

  async 'what is pressed keeps the focus while it works, or gives it to what stands in its place'({ open }) {
    const page = await open({ hash: '#/settings/files' });
    await page.getByRole('button', { name: 'Записать', exact: true }).waitFor();
    // How often the focus was nowhere, looked at with every frame.
    await page.evaluate(() => {
      window.nowhere = 0;
      const look = () => {
        if (document.activeElement === document.body) window.nowhere += 1;
        requestAnimationFrame(look);
      };
      window.look = look;
    });
    const watch = () => page.evaluate(() => ((window.nowhere = 0), window.look()));
    const held = async (what) => assert.equal(await page.evaluate(() => window.nowhere), 0, `${what}: the focus was lost`);
    await tabTo(page, 'Записать', 200);
    await watch();
    await page.keyboard.press('Enter');
    await page.getByText(/412 записей/).waitFor();
    await held('a file is written');
    await tabTo(page, 'Обновлять этот файл');
    await page.keyboard.press('Enter');
    await page.getByText('обновлено только что').waitFor();
    await tabTo(page, 'Больше не обновлять');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: 'Обновлять этот файл' }).waitFor();
    await page.evaluate(() => (location.hash = '#/settings/status'));
    await page.getByRole('button', { name: 'Проверить сейчас' }).focus();
    await watch();
    await page.keyboard.press('Enter');
    await page.locator('.steps').waitFor();
    await held('the connection is checked');
    // What goes away with what it did leaves the focus beside it.
    for (const [place, name, beside] of [['#/diary/amina/2026-11-09?view=week', 'Эта неделя', 'Неделя вперёд'], ['#/diary/amina/2026-12-01?view=month', 'Этот месяц', 'Следующий месяц'], ['#/feed', 'Показать раньше', 'Без уведомления']]) {
      await page.evaluate((to) => (location.hash = to), place);
      const button = page.getByRole('button', { name });
      await button.focus();
      await watch();
      await page.keyboard.press('Enter');
      await button.waitFor({ state: 'detached' });
      await held(name);
      assert.ok((await focused(page)).includes(beside), `${name}: the focus is on "${await focused(page)}"`);
    }
  },

  async 'files fit a phone: every kind is in sight, and the end of a path'({ browser, open: _, url }) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'ru' });
    const page = await context.newPage();
    await page.goto(`${url}?fixture=family#/settings/files`);
    const place = page.getByLabel('Куда записать: полный путь', { exact: true });
    await place.waitFor();
    const kinds = await page.evaluate(() => {
      const card = document.querySelector('.card.setting').getBoundingClientRect();
      return [...document.querySelectorAll('.card.setting .kinds label')].map((each) => each.getBoundingClientRect()).every((box) => box.left >= card.left && box.right <= card.right);
    });
    assert.ok(kinds, 'a kind of file is out of sight');
    const atEnd = () => page.waitForFunction(() => [...document.querySelectorAll('.card.setting .field input')].every((input) => input.scrollWidth > input.clientWidth && input.scrollLeft + input.clientWidth >= input.scrollWidth - 2));
    await atEnd();
    await place.focus();
    await page.getByRole('button', { name: 'Обновлять этот файл' }).focus();
    await atEnd();
    await context.close();
  },

  async 'by keyboard alone, a child is moved up and a month is opened'({ open }) {
    const page = await open({ hash: '#/settings/children' });
    await page.getByRole('heading', { name: 'Дети' }).waitFor();
    await tabTo(page, 'Выше: Мадина', 120);
    await shown(page);
    await page.keyboard.press('Enter');
    await page.getByText('Мадина: место 2 из 3').waitFor();
    assert.match(await focused(page), /Выше: Мадина/);
    await page.keyboard.press('Enter');
    await page.getByText('Мадина: место 1 из 3').waitFor();
    await page.waitForFunction(() => document.activeElement?.getAttribute('aria-label') === 'Ниже: Мадина');
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByRole('navigation', { name: 'Сколько показать' }).waitFor();
    await tabTo(page, 'Месяц');
    await shown(page);
    await page.keyboard.press('Enter');
    await page.getByRole('table', { name: 'Ноябрь 2026' }).waitFor();
    await tabTo(page, '20 ноября');
    await shown(page);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: /Пятница 20/ }).waitFor();
    await page.goBack();
    await page.getByRole('table', { name: 'Ноябрь 2026' }).waitFor();
  },

  async 'what sends a letter stays under the finger, whatever is told meanwhile'({ browser, open: _, url }) {
    const context = await browser.newContext({ viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true, locale: 'ru' });
    const page = await context.newPage();
    await page.goto(`${url}?fixture=failing#/write/amina/answer/message-1`);
    await page.locator('.to').waitFor();
    const text = page.locator('textarea');
    const send = page.getByRole('button', { name: /^Отправить/ });
    const place = () =>
      page.evaluate(() => {
        const [button, form] = [document.querySelector('form [type=submit]'), document.querySelector('form')].map((each) => each.getBoundingClientRect());
        return [button.left - form.left, button.top - form.top];
      });
    await text.fill('Спасибо, Амина придёт.');
    const before = await place();
    // What was typed is kept as soon as the field is left: that word comes between finger down and finger up.
    const box = await send.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + 4);
    await page.mouse.down();
    await page.getByText(/10:43/).waitFor();
    await page.mouse.up();
    // It was pressed: nobody knows whether it has arrived, which is said in several lines.
    await page.locator('form [role=alert]').waitFor();
    assert.deepEqual(await place(), before, 'it has moved');
    const seen = await page.locator('form [role=alert]').boundingBox();
    assert.ok(seen.y >= 0 && seen.y + seen.height <= 640, 'what is wrong is out of sight');
    await context.close();
  },
};
