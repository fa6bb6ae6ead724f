// Takes the pictures of the user guide (docs/guide/pictures) from the invented family, in each of its languages:
//
//   npm run guide -- [--no-build] [--only REGEXP]
//
// What is drawn is what the fixtures answer, on the same day always: run it after a change of a screen, and look at them.
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { host, launch, picture, ready, root } from './browser.mjs';

const pictures = join(root, '..', 'docs', 'guide', 'pictures');
const algebra = encodeURIComponent('Алгебра');

const phone = { width: 360, height: 720, scale: 1.5 };
const desk = { width: 1200, height: 760, scale: 1 };

/** Brings the card of the settings with this heading to the top; the first one where none is named. */
const card = (heading) => async (page) => {
  const cards = page.locator('.setting');
  await (heading ? cards.filter({ has: page.getByRole('heading', { name: heading }) }) : cards).first().evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 72));
};

/** name, size, fixture, address, and what to do before the picture. */
const shots = [
  ['welcome', phone, 'welcome', '#/today'],
  ['restore', phone, 'welcome', '#/today', async (page) => {
    await page.locator('summary').click();
    await page.locator('details form').waitFor();
    await page.locator('details').evaluate((element) => element.scrollIntoView({ block: 'end' }));
  }],
  ['sign-in', phone, 'welcome', '#/sign-in/dnevnik-ru'],
  ['today', phone, 'family', '#/today'],
  ['week', desk, 'family', '#/diary/amina/2026-11-20?view=week'],
  ['month', phone, 'family', '#/diary/amina?view=month'],
  ['notifications', phone, 'family', '#/settings/notifications'],
  ['children', phone, 'family', '#/settings/children', async (page) => page.getByRole('button', { name: /Тимур$/ }).first().click()],
  ['switcher', phone, 'family', '#/today', async (page) => page.locator('.switcher:visible').click()],
  ['message', phone, 'family', '#/message/amina/message-1', async (page) => page.getByText('План.pdf').waitFor()],
  ['homework', phone, 'family', '#/homework/amina'],
  ['what-if', phone, 'family', `#/marks/amina/${algebra}`, async (page) => {
    await page.getByRole('button', { name: /Что если|What if/ }).click();
    await page.getByRole('button', { name: /Добавить 5|Add a 5/ }).click();
    await page.getByText('+0', { exact: false }).first().waitFor();
  }],
  ['check', phone, 'family', '#/settings/status', async (page) => {
    await page.getByRole('button', { name: /Проверить сейчас|Check now/ }).click();
    await page.locator('.steps').waitFor();
    await card()(page);
  }],
  ['backup', phone, 'family', '#/settings/privacy', card(/^(Резервные копии|Backups)$/)],
  ['lock', phone, 'family', '#/settings/privacy', card(/^(Замок|App lock)$/)],
  ['locked', phone, 'locked', '#/today'],
];

async function take(browser, url, language, [name, size, fixture, hash, act]) {
  const context = await browser.newContext({ viewport: { width: size.width, height: size.height }, deviceScaleFactor: size.scale, hasTouch: size === phone, isMobile: size === phone, locale: language });
  const page = await context.newPage();
  await page.goto(`${url}?fixture=${fixture}&lang=${language}&theme=light${hash}`);
  await ready(page);
  if (act) await act(page);
  // A field that waits for what is typed blinks.
  await page.evaluate(() => document.documentElement.style.setProperty('caret-color', 'transparent'));
  await page.waitForTimeout(200);
  const taken = await picture(page, 70);
  writeFileSync(join(pictures, language, `${name}.webp`), taken);
  console.log(`${language}/${name}.webp ${Math.round(taken.length / 1024)} kB`);
  await context.close();
}

const args = process.argv.slice(2);
const only = new RegExp(args.includes('--only') ? args[args.indexOf('--only') + 1] : '');
const { url, close } = await host(args);
const browser = await launch('--hide-scrollbars');
for (const language of readdirSync(pictures)) {
  for (const shot of shots) if (only.test(shot[0])) await take(browser, url, language, shot);
}
await browser.close();
close();
