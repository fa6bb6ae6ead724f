// Takes the pictures of the user guide (docs/guide/pictures) from the invented family, in both languages:
//
//   npm run guide -- [--no-build] [--only REGEXP]
//
// What is drawn is what the fixtures answer, on the same day always: run it after a change of a screen, and look at them.
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { chromium } from 'playwright-core';

import { serve } from './serve.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const pictures = join(root, '..', 'docs', 'guide', 'pictures');
const algebra = encodeURIComponent('Алгебра');

const phone = { width: 360, height: 720, scale: 1.5 };
const desk = { width: 1200, height: 760, scale: 1 };

/** Brings a card of the settings to the top. */
const card = (selector) => async (page) => {
  await page.locator(selector).first().evaluate((element) => scrollTo(0, element.getBoundingClientRect().top + scrollY - 72));
};

/** name, size, fixture, address, and what to do before the picture. */
export const shots = [
  ['welcome', phone, 'welcome', '#/today'],
  ['sign-in', phone, 'welcome', '#/sign-in/dnevnik-ru'],
  ['today', phone, 'family', '#/today'],
  ['week', desk, 'family', '#/diary/amina/2026-11-20?view=week'],
  ['month', phone, 'family', '#/diary/amina?view=month'],
  ['notifications', phone, 'family', '#/settings/notifications'],
  ['children', phone, 'family', '#/settings/children', async (page) => page.getByRole('button', { name: /Тимур$/ }).first().click()],
  ['switcher', phone, 'family', '#/today', async (page) => page.locator('.switcher:visible').click()],
  ['homework', phone, 'family', '#/homework/amina'],
  ['what-if', phone, 'family', `#/marks/amina/${algebra}`, async (page) => {
    await page.getByRole('button', { name: /Что если|What if/ }).click();
    await page.getByRole('button', { name: /Добавить 5|Add a 5/ }).click();
    await page.getByText('+0', { exact: false }).first().waitFor();
  }],
  ['check', phone, 'family', '#/settings/status', async (page) => {
    await page.getByRole('button', { name: /Проверить сейчас|Check now/ }).click();
    await page.locator('.steps').waitFor();
    await card('.card.prose')(page);
  }],
  ['backup', phone, 'family', '#/settings/privacy', card('.card.backup')],
  ['lock', phone, 'family', '#/settings/privacy', card('.card.lock')],
  ['locked', phone, 'locked', '#/today'],
];

async function take(browser, url, language, [name, size, fixture, hash, act]) {
  const context = await browser.newContext({ viewport: { width: size.width, height: size.height }, deviceScaleFactor: size.scale, hasTouch: size === phone, isMobile: size === phone, locale: language });
  const page = await context.newPage();
  await page.goto(`${url}?fixture=${fixture}&lang=${language}&theme=light${hash}`);
  await page.waitForFunction(() => document.documentElement.dataset.painted === '1');
  await page.evaluate(() => document.fonts.ready);
  if (act) await act(page);
  // A field that waits for what is typed blinks.
  await page.evaluate(() => document.documentElement.style.setProperty('caret-color', 'transparent'));
  await page.waitForTimeout(200);
  const session = await context.newCDPSession(page);
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 70 });
  const picture = Buffer.from(data, 'base64');
  writeFileSync(join(pictures, language, `${name}.webp`), picture);
  console.log(`${language}/${name}.webp ${Math.round(picture.length / 1024)} kB`);
  await context.close();
}

async function all(args) {
  const only = new RegExp(args.includes('--only') ? args[args.indexOf('--only') + 1] : '');
  if (!args.includes('--no-build')) execFileSync('npx', ['vite', 'build', '--mode', 'fixtures', '--outDir', 'dist-fixtures', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  const host = await serve(join(root, 'dist-fixtures'));
  const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: false, args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-prefers-reduced-motion', '--hide-scrollbars'] });
  for (const language of ['ru', 'en']) {
    mkdirSync(join(pictures, language), { recursive: true });
    for (const shot of shots) if (only.test(shot[0])) await take(browser, host.url, language, shot);
  }
  await browser.close();
  host.close();
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await all(process.argv.slice(2));
