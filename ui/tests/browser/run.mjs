// The whole UI in a real browser, over the fixtures build: every screen at every size, theme and language is
// photographed, held to axe, to no sideways scroll and to the app's content policy; then walked by keyboard alone.
//
//   npm run test:browser -- [--out FOLDER] [--only REGEXP] [--languages LIST] [--looks LIST] [--no-axe] [--no-build] [--quick] [--renew]
//
// A screen is loaded once for each size and language, and read in each look one after the other: by all of axe's rules in
// the first, by those that see colours in the others, which differ by colours alone (tokens.css).
//
// --quick, for `cargo xtask test`: Russian and light, and what a screen is when it is empty, failing or overlong at the
// phone's size alone, where there is least room; axe at the smallest and the widest.
//
// --languages and --only take a part of the whole, as a machine that has other work does it: `--languages ru --only
// '^[a-d].*-phone'`. A part is screens alone; walks and golden pictures are asked for by name (`--only walk`).
//
// --renew takes the pictures of golden.mjs anew; `--only golden` and `--only walk` run those alone.
//
// It downloads nothing: see browser.mjs.
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import axeCore from 'axe-core';

import { host, launch, painted, root } from './browser.mjs';
import { golden } from './golden.mjs';
import { walks } from './walks.mjs';

const args = process.argv.slice(2);
const option = (name, otherwise = null) => (args.includes(name) ? args[args.indexOf(name) + 1] : otherwise);
const out = option('--out');
const only = option('--only');
const axe = !args.includes('--no-axe');
const quick = args.includes('--quick');
const chosen = (name, all) => option(name)?.split(',') ?? all;

const algebra = encodeURIComponent('Алгебра');
const endless = encodeURIComponent('Основы духовно-нравственной культуры народов Российской Федерации');

/** A five is added, and the marks that are there are opened to be changed. */
async function whatIf(page) {
  await page.getByRole('button', { name: /Что если|What if/ }).click();
  await page.getByRole('button', { name: /Добавить 5|Add a 5/ }).click();
  await page.locator('summary').click();
}

/** The languages in which buttons are pressed by their names here. Of another one all that stands there by itself is looked at. */
const pressed = ['ru', 'en'];

const press = (page, name) => page.getByRole('button', { name }).first().click();

/** Answers the message and presses what sends it. */
async function answer(page) {
  await page.locator('.to').waitFor();
  await page.locator('textarea').fill('Спасибо, Амина придёт. Возьмём сменную обувь и воду, у входа будем без десяти девять.');
  await press(page, /^(Отправить|Send)$/);
}

/** One that nobody knows of and one that is begun, as the list has them. */
async function letters(page) {
  await answer(page);
  await page.getByRole('alert').last().waitFor();
  await page.evaluate(() => (location.hash = '#/events/amina/message'));
  await page.getByRole('link', { name: /^(Написать|Write)$/ }).click();
  await page.getByLabel(/^(Тема|Subject)$/).waitFor();
  await page.getByLabel(/^(Тема|Subject)$/).fill('О дежурстве в столовой');
  await page.locator('.kept').getByText(/10:43/).waitFor();
  await page.evaluate(() => (location.hash = '#/events/amina/message'));
  await page.getByText('О дежурстве в столовой').waitFor();
}

/** A file of a homework is pressed. */
const leaf = async (page) => press(page, /^Строение листа/);

/** Opens what an account trusts, and chooses a file. */
async function authority(page, file = true) {
  await page.locator('summary').filter({ hasText: /сертификат|certificate/i }).first().click();
  if (file) await page.locator('input[type=file]').first().setInputFiles({ name: 'root.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from('-----BEGIN CERTIFICATE-----') });
  await page.waitForTimeout(150);
}

/** name, fixture, address, and what to do before the picture. */
const screens = [
  ['today-one', 'family', '#/today/amina'],
  ['today-family', 'family', '#/today'],
  ['diary', 'family', '#/diary/amina/2026-11-20'],
  ['diary-lesson', 'family', '#/diary/amina/2026-11-17?lesson=lesson-17-3'],
  ['diary-day', 'family', '#/diary/amina/2026-11-20?view=day'],
  ['diary-week', 'family', '#/diary/amina/2026-11-20?view=week'],
  ['month', 'family', '#/diary/amina?view=month'],
  ['marks', 'family', '#/marks/amina'],
  ['subject', 'family', `#/marks/amina/${algebra}`],
  ['what-if', 'family', `#/marks/amina/${algebra}`, whatIf],
  ['feed', 'family', '#/feed'],
  ['feed-kind-empty', 'family', '#/feed', async (page) => {
    await page.getByRole('radio').last().check({ force: true });
    await page.locator('.nothing').waitFor();
  }],
  ['feed-child', 'family', '#/feed/amina'],
  ['homework', 'family', '#/homework/amina'],
  ['homework-ticks', 'family&ticks', '#/homework/amina'],
  ['settings-ticks', 'family&ticks', '#/settings/accounts'],
  ['homework-new', 'family', '#/homework/amina', async (page) => page.getByRole('button', { name: /Записать|Add your own/ }).click()],
  ['homework-new-refused', 'family&refuse=put_task', '#/homework/amina', async (page) => {
    await press(page, /^(Записать|Add your own)/);
    await page.locator('textarea').fill('-');
    await press(page, /^(Сохранить|Save)$/);
    await page.locator('form').getByRole('alert').waitFor();
  }],
  ['attendance', 'family', '#/attendance/amina'],
  ['analytics', 'family', '#/analytics/amina'],
  ['terms', 'family', '#/terms/amina'],
  ['search', 'family', `#/search?q=${encodeURIComponent('контрольную')}`],
  ['search-kinds', 'family', `#/search?q=${encodeURIComponent('четверть')}`],
  ['search-nothing', 'family', '#/search?q=xyz'],
  ['search-asked', 'family', '#/search/amina'],
  ['school', 'family', '#/school/amina'],
  ['record', 'family', '#/record/amina'],
  ['events', 'family', '#/events/amina'],
  ['events-message', 'family', '#/events/amina/message?item=message-1'],
  ['events-lacking', 'family', '#/events/amina/remark'],
  ['message', 'family', '#/message/amina/message-1'],
  ['write', 'family', '#/write/amina/answer/message-1', async (page) => {
    await page.locator('textarea').fill('Спасибо, Амина придёт.');
    await page.locator('.kept').getByText(/10:43/).waitFor();
  }],
  ['write-receivers', 'family', '#/write/amina', async (page) => {
    await page.getByRole('button', { name: /^(Выбрать получателей|Choose receivers)$/ }).click();
    await page.getByRole('checkbox').first().check();
  }],
  ['message-opening', 'family&hang=open_letter', '#/message/amina/message-1'],
  ['message-refused', 'family&refuse=open_letter', '#/message/amina/message-1'],
  ['write-sending', 'family&hang=send_letter', '#/write/amina/answer/message-1', answer],
  ['write-kept', 'sign_in', '#/write/amina/answer/message-1', async (page) => {
    await page.getByRole('button', { name: /^(Выбрать получателей|Choose receivers)$/ }).click();
    await page.getByRole('checkbox').first().check();
    await page.keyboard.press('Escape');
    await answer(page);
    await page.locator('form').getByRole('alert').waitFor();
  }],
  ['write-unknown', 'failing', '#/write/amina/answer/message-1', async (page) => {
    await answer(page);
    await page.locator('form').getByRole('alert').waitFor();
  }],
  ['write-again', 'failing', '#/write/amina/answer/message-1', async (page) => {
    await answer(page);
    await press(page, /^(Отправить ещё раз|Send again)$/);
  }],
  ['letters-own', 'failing', '#/write/amina/answer/message-1', letters],
  ['letters-sent', 'family', '#/write/amina/answer/message-1', async (page) => {
    await answer(page);
    await page.locator('summary').click();
  }],
  ['events-announcement', 'family', '#/events/amina/announcement'],
  ['file-opening', 'family&hang=open_attachment', '#/homework/amina', leaf],
  ['file-refused', 'family&refuse=open_attachment', '#/homework/amina', leaf],
  ['file-saving', 'family', '#/homework/amina', async (page) => press(page, /^(Сохранить «Строение|Save “Строение)/)],
  ['file-elsewhere', 'family', '#/events/amina/announcement', async (page) => press(page, /^Запись$/)],
  ['history-running', 'family', '#/settings/status', async (page) => press(page, /^(Загрузить прошлые годы|Load past years)/)],
  ['history-stands', 'failing', '#/settings/status'],
  ['authority', 'family', '#/settings/accounts', (page) => authority(page, false)],
  ['authority-trusted', 'family', '#/settings/accounts', authority],
  ['authority-refused', 'family&refuse=trust_authority', '#/settings/accounts', authority],
  ['sign-in-authority', 'welcome', '#/sign-in/netschool', async (page) => {
    await page.locator('summary').last().click();
    await page.locator('input[type=file]').first().setInputFiles({ name: 'root.pem', mimeType: 'application/x-pem-file', buffer: Buffer.from('-----BEGIN CERTIFICATE-----') });
  }],
  ['help', 'family', '#/help', async (page) => page.locator('summary').first().click()],
  ['palette', 'family', '#/today', async (page) => page.keyboard.press('Control+k')],
  ['shortcuts', 'family', '#/today', async (page) => page.keyboard.press('?')],
  ['feed-read', 'family', '#/feed', async (page) => {
    await press(page, /^(Прочитать всё|Mark all as read)/);
    await page.getByRole('button', { name: /^(Вернуть|Undo)$/ }).waitFor();
  }],
  ['more', 'family', '#/more'],
  ['settings', 'family', '#/settings'],
  ['settings-accounts', 'family', '#/settings/accounts'],
  ['settings-children', 'family', '#/settings/children', async (page) => page.getByRole('button', { name: /Тимур$/ }).first().click()],
  ['settings-files', 'family', '#/settings/files', async (page) => {
    await page.getByRole('button', { name: /^(Записать|Write)$/ }).click();
    await page.getByText(/412/).waitFor();
  }],
  ['settings-notifications', 'family', '#/settings/notifications'],
  ['settings-notifications-child', 'family', '#/settings/notifications', async (page) => {
    const child = page.getByRole('group', { name: 'Тимур', exact: true });
    await child.getByRole('combobox', { name: /^(Тихие часы|Quiet hours)/ }).selectOption('own');
    await child.getByRole('combobox', { name: /^(До|To)/ }).waitFor();
    await child.scrollIntoViewIfNeeded();
  }],
  ['settings-status', 'family', '#/settings/status'],
  ['settings-checked', 'failing', '#/settings/status', async (page) => {
    await page.getByRole('button', { name: /Проверить сейчас|Check now/ }).click();
    await page.getByRole('button', { name: /Составить отчёт|Write the report/ }).click();
    await page.locator('.report').waitFor();
  }],
  ['settings-appearance', 'family', '#/settings/appearance'],
  ['settings-privacy', 'family', '#/settings/privacy'],
  ['welcome', 'welcome', '#/today'],
  ['welcome-restore', 'welcome', '#/today', async (page) => {
    await page.locator('summary').click();
    await page.getByRole('button', { name: /^(Выбрать в окне|Choose in a window)/ }).click();
  }],
  ['settings-key', 'family&passphrase', '#/settings/privacy', async (page) => page.locator('summary').filter({ hasText: /фразу|passphrase/ }).first().click()],
  ['help-welcome', 'welcome', '#/help'],
  ['sign-in-page', 'welcome', '#/sign-in/dnevnik-ru'],
  ['sign-in-password', 'welcome', '#/sign-in/netschool'],
  ['sign-in-again', 'sign_in', '#/sign-in/dnevnik-ru?account=account-1'],
  ['switcher', 'family', '#/today/amina', async (page) => page.locator('.switcher:visible').click()],
  ['demo', 'demo', '#/today'],
  ['failing', 'failing', '#/today/amina'],
  ['failing-diary', 'failing', '#/diary/amina'],
  ['signed-out', 'sign_in', '#/today'],
  ['syncing', 'syncing', '#/marks/amina'],
  ['loading', 'loading', '#/today/amina'],
  ['never', 'never', '#/today'],
  ['never-diary', 'never', '#/diary/amina'],
  ['holiday', 'holiday', '#/today/amina'],
  ['holiday-diary', 'holiday', '#/diary/amina'],
  ['never-month', 'never', '#/diary/amina?view=month'],
  ['holiday-month', 'holiday', '#/diary/amina?view=month'],
  ['empty-month', 'empty', '#/diary/amina?view=month'],
  ['failing-month', 'failing', '#/diary/amina?view=month'],
  ['failing-help', 'failing', '#/help'],
  ['demo-help', 'demo', '#/help'],
  ['failing-files', 'failing', '#/settings/files', async (page) => page.locator('label').filter({ hasText: 'Тимур' }).first().click()],
  ['empty-marks', 'empty', '#/marks/amina'],
  ['empty-homework', 'empty', '#/homework/amina'],
  ['never-homework', 'never', '#/homework/amina'],
  ['failing-homework', 'failing', '#/homework/amina'],
  ['empty-analytics', 'empty', '#/analytics/amina'],
  ['empty-attendance', 'empty', '#/attendance/amina'],
  ['unpublished-analytics', 'unpublished', '#/analytics/amina'],
  ['unpublished-attendance', 'unpublished', '#/attendance/amina'],
  ['failing-analytics', 'failing', '#/analytics/amina'],
  ['failing-attendance', 'failing', '#/attendance/amina'],
  ['never-school', 'never', '#/school/amina'],
  ['failing-school', 'failing', '#/school/amina'],
  ['never-record', 'never', '#/record/amina'],
  ['failing-record', 'failing', '#/record/amina'],
  ['empty-events', 'empty', '#/events/amina'],
  ['failing-events', 'failing', '#/events/amina'],
  ['signed-out-write', 'sign_in', '#/write/amina'],
  ['failing-search', 'failing', '#/search/amina?q=x'],
  ['empty-terms', 'empty', '#/terms/amina'],
  ['never-terms', 'never', '#/terms/amina'],
  ['failing-terms', 'failing', '#/terms/amina'],
  ['empty-feed', 'empty', '#/feed'],
  ['never-feed', 'never', '#/feed'],
  ['failing-feed', 'failing', '#/feed'],
  ['empty-today', 'empty', '#/today/amina'],
  ['never-marks', 'never', '#/marks/amina'],
  ['failing-marks', 'failing', '#/marks/amina'],
  ['never-subject', 'never', `#/marks/amina/${algebra}`],
  ['failing-subject', 'failing', `#/marks/amina/${algebra}`],
  ['never-attendance', 'never', '#/attendance/amina'],
  ['never-analytics', 'never', '#/analytics/amina'],
  ['never-events', 'never', '#/events/amina'],
  ['empty-school', 'empty', '#/school/amina'],
  ['empty-record', 'empty', '#/record/amina'],
  ['unpublished', 'unpublished', '#/marks/amina'],
  ['empty-subject', 'family', `#/marks/amina/${encodeURIComponent('Музыка')}`],
  ['broken', 'broken', '#/diary/amina'],
  ['await-key', 'await_key', '#/today'],
  ['choose-passphrase', 'choose_passphrase', '#/today'],
  ['enter-passphrase', 'enter_passphrase', '#/today'],
  ['locked', 'locked', '#/today'],
  ['locked-finger', 'locked&finger', '#/today'],
  ['wrong-key', 'wrong_key', '#/today'],
  ['damaged', 'damaged', '#/today'],
  ['newer', 'newer', '#/today'],
  ['no-access', 'no_access', '#/today'],
  ['long-today', 'long', '#/today/amina'],
  ['long-switcher', 'long', '#/today/amina', async (page) => page.locator('.switcher:visible').click()],
  ['long-diary', 'long', '#/diary/amina/2026-11-20'],
  ['long-diary-outside', 'long', '#/diary/amina/2026-11-19?view=day'],
  ['long-month', 'long', '#/diary/amina?view=month'],
  ['long-children', 'long', '#/settings/children'],
  ['long-marks', 'long', '#/marks/amina'],
  ['long-homework', 'long', '#/homework/amina'],
  ['long-school', 'long', '#/school/amina'],
  ['long-record', 'long', '#/record/amina'],
  ['long-search', 'long', `#/search?q=${encodeURIComponent('контрольную')}`],
  ['long-what-if', 'long', `#/marks/amina/${endless}`, whatIf],
  ['long-what-if-over', 'long', `#/marks/amina/${algebra}`, async (page) => {
    await page.getByRole('radio').first().check({ force: true });
    await press(page, /Что если|What if/);
    await page.getByText(/период закончился|is over/).waitFor();
  }],
  ['long-finals', 'long', `#/marks/amina/${encodeURIComponent('Музыка')}`],
  ['long-analytics', 'long', '#/analytics/amina'],
  ['long-attendance', 'long', '#/attendance/amina'],
  ['long-terms', 'long', '#/terms/amina'],
  ['long-subject', 'long', `#/marks/amina/${endless}`],
  // What means harm is long as well, and stands where a name, an initial or a day does.
  ['hostile-children', 'family&harm=12', '#/settings/children'],
  ['hostile-files', 'family&harm=3', '#/settings/files'],
  ['hostile-search', 'family&harm=60', `#/search?q=${encodeURIComponent('контрольную')}`],
];

// A page that has scrolled to its item has others half under what sticks to the top: axe takes that for their size.
const scrolled = { rules: { 'target-size': { enabled: false } } };

const sizes = [
  { name: 'phone', width: 360, height: 640, touch: true },
  { name: 'tablet', width: 768, height: 1024, touch: true },
  { name: 'desk', width: 1440, height: 900, touch: false },
];

if (out) mkdirSync(out, { recursive: true });

const { url, close } = await host(args);
const browser = await launch();

const wrong = [];
const note = (where, what) => {
  wrong.push(`${where}: ${what}`);
  console.log(`  WRONG ${where}: ${what}`);
};

async function open(context, { fixture, language, theme, hash }, where) {
  const page = await context.newPage();
  // As in the window: nothing may lean on a prototype it could write to.
  await page.addInitScript(() => Object.freeze(Object.prototype));
  page.on('console', (message) => {
    if (message.type() === 'error') note(where, message.text());
  });
  page.on('pageerror', (error) => note(where, String(error)));
  await page.goto(`${url}?fixture=${fixture}&lang=${language}&theme=${theme}${hash}`);
  await painted(page, PATIENCE).catch(() => note(where, 'never painted'));
  await page.waitForTimeout(60);
  return page;
}

/** Nothing reaches beyond the right edge, and nothing touched is smaller than a finger. */
async function measure(page, where, touch) {
  const wide = await page.evaluate(() => {
    const edge = document.documentElement.clientWidth;
    const over = [...document.querySelectorAll('body *')].filter((element) => element.getBoundingClientRect().right > edge + 1 && !element.closest('.hidden, .skip, .thread, svg, .kinds')).map((element) => `${element.tagName}.${element.className}`);
    return document.documentElement.scrollWidth > edge ? [`scrolls sideways by ${document.documentElement.scrollWidth - edge}`, ...over.slice(0, 4)] : over.slice(0, 4);
  });
  if (wide.length) note(where, `too wide: ${wide.join('; ')}`);
  if (!touch) return;
  const small = await page.evaluate(() => {
    // What is pressed is the label of a box, and the whole row of a link that covers it.
    const covers = (element) => {
      const after = getComputedStyle(element, '::after');
      return after.position === 'absolute' && after.inset === '0px' ? element.closest('li') : null;
    };
    return [...document.querySelectorAll('a, button, label, summary, input, select')]
      .filter((element) => !element.closest('.hidden, .skip, [inert]') && !element.matches('.hidden, label input, .field, .field :not(select)') && element.getClientRects().length)
      .map((element) => [element, (covers(element) ?? element).getBoundingClientRect()])
      // A day of a calendar has another beside it on either side.
      .filter(([element, box]) => box.height < 47.5 || box.width < (element.matches('td a') ? 47.5 : 40))
      .map(([element, box]) => `${element.tagName}.${element.className} "${element.textContent.trim().slice(0, 24)}" ${Math.round(box.width)}×${Math.round(box.height)}`);
  });
  if (small.length) note(where, `too small to touch: ${[...new Set(small)].slice(0, 5).join('; ')}`);
}

/** What the settings offer, and what a system asks for on top of it. */
const looks = {
  light: { theme: 'light' },
  dark: { theme: 'dark' },
  black: { theme: 'black' },
  contrast: { theme: 'light', contrast: 'more' },
  'dark-contrast': { theme: 'dark', contrast: 'more' },
};

const PATIENCE = 120_000;

let taken = 0;
let read = 0;

/** Another state of a screen that is looked at by itself. */
const variant = /^(never|failing|empty|long|hostile|syncing|loading|holiday|unpublished|signed-out)(-|$)|-(opening|refused|sending|kept|unknown|again|running|trusted)$/;

const all = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] };
const ofColours = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

async function readByAxe(page, where, runOnly, name) {
  const found = await page.evaluate(
    async (options) => {
      const { violations } = await window.axe.run(document, options);
      return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 2).map(({ target, any }) => `${target.join(' ')} ${any[0]?.message ?? ''}`).join(' | ')}`);
    },
    { resultTypes: ['violations'], runOnly, ...(/^(diary-lesson|file-(opening|refused)|history-running|settings-notifications-child)$/.test(name) ? scrolled : {}) },
  );
  for (const each of found) note(where, `axe ${each}`);
  read += 1;
}

/** Every screen at one size, one after the other, in each look. */
async function lookAt(size, language, chosenLooks) {
  const context = await browser.newContext({ viewport: { width: size.width, height: size.height }, hasTouch: size.touch, isMobile: size.touch, locale: language, bypassCSP: false });
  // What is looked at is what stands there, not how soon: a busy machine takes its time.
  context.setDefaultTimeout(PATIENCE);
  for (const [name, fixture, hash, act] of screens) {
    const where = `${name}-${size.name}-${language}`;
    if (only && !new RegExp(only).test(where)) continue;
    if (act && !pressed.includes(language)) continue;
    if (quick && !only && variant.test(name) && size.name !== 'phone') continue;
    const page = await open(context, { fixture, language, theme: looks[chosenLooks[0]].theme, hash }, where);
    if (act) await act(page);
    await measure(page, where, size.touch);
    // A tablet draws what a phone or a desk draws: measured always, read by axe in the whole matrix.
    const readIt = axe && !(quick && size.name === 'tablet');
    if (readIt) await page.evaluate(axeCore.source);
    for (const [turn, look] of chosenLooks.entries()) {
      const { theme, contrast = 'no-preference' } = looks[look];
      await page.emulateMedia({ contrast });
      await page.evaluate((theme) => (document.documentElement.dataset.theme = theme), theme);
      if (out && shown.includes(look)) await page.screenshot({ path: join(out, `${name}-${size.name}-${look}-${language}.png`), fullPage: !act });
      if (readIt) await readByAxe(page, `${where}-${look}`, turn ? ofColours : all, name);
      taken += 1;
    }
    await page.close();
  }
  await context.close();
}

const shown = ['light', 'dark'];
const chosenLooks = chosen('--looks', quick ? ['light'] : Object.keys(looks));
// The sizes side by side: each has a context of its own, and axe keeps one core busy.
const languages = readdirSync(join(root, 'locales'));
for (const language of chosen('--languages', quick ? ['ru'] : languages)) await Promise.all(sizes.map((size) => lookAt(size, language, chosenLooks)));
console.log(`${taken} looked at, of them ${read} by axe`);

const whole = !only && !option('--looks') && !option('--languages');
if (whole || only?.includes('walk')) {
  for (const [name, walk] of Object.entries(walks)) {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'ru' });
    try {
      await walk({ context, url, open: (choice) => open(context, { fixture: 'family', language: 'ru', theme: 'light', hash: '#/today', ...choice }, name), out, browser });
      console.log(`walked: ${name}`);
    } catch (problem) {
      note(name, problem instanceof Error ? problem.message : String(problem));
    }
    await context.close();
  }
}

if (whole || only?.includes('golden')) await golden({ url, renew: args.includes('--renew'), out, note });

await browser.close();
close();
if (wrong.length) {
  console.error(`${wrong.length} things are wrong`);
  process.exit(1);
}
console.log('all is well');
