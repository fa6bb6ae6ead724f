// The main screens as they are meant to look, compared with how they look. A picture that should differ is renewed by
// `npm run golden`, looked at, and committed with what changed it.
//
// Taken by Debian's Chromium with the app's own letters. Edges of letters may differ a little between machines: what counts
// is how far a square of 16 by 16 points is from what it was on the whole.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { launch, picture, ready, root } from './browser.mjs';

const folder = join(root, 'tests', 'browser', 'golden');

const screens = [
  ['today', '#/today/amina'],
  ['week', '#/diary/amina/2026-11-20?view=week'],
  ['marks', '#/marks/amina'],
  ['subject', `#/marks/amina/${encodeURIComponent('Алгебра')}`],
  ['feed', '#/feed'],
];
const sizes = [
  ['phone', { width: 360, height: 640 }, true],
  ['desk', { width: 1440, height: 900 }, false],
];
const themes = ['light', 'dark'];

/** How far, of 255, a square may be from what it was. A mark in another colour is farther. */
const FAR = 5;

/** The square that differs most, as { far, left, top }; none of pictures of other sizes. */
async function furthest(page, before, after) {
  return page.evaluate(
    async ([before, after]) => {
      const points = async (picture) => {
        const image = await createImageBitmap(await (await fetch(`data:image/webp;base64,${picture}`)).blob());
        const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
        canvas.drawImage(image, 0, 0);
        return canvas.getImageData(0, 0, image.width, image.height);
      };
      const [a, b] = [await points(before), await points(after)];
      if (a.width !== b.width || a.height !== b.height) return null;
      const side = 16;
      let worst = { far: 0, left: 0, top: 0 };
      for (let top = 0; top < a.height; top += side) {
        for (let left = 0; left < a.width; left += side) {
          let [sum, count] = [0, 0];
          for (let y = top; y < Math.min(top + side, a.height); y += 1) {
            for (let x = left; x < Math.min(left + side, a.width); x += 1) {
              const at = 4 * (y * a.width + x);
              for (let channel = 0; channel < 3; channel += 1) sum += Math.abs(a.data[at + channel] - b.data[at + channel]);
              count += 3;
            }
          }
          if (sum / count > worst.far) worst = { far: sum / count, left, top };
        }
      }
      return worst;
    },
    [before.toString('base64'), after.toString('base64')],
  );
}

async function taken(browser, url, hash, viewport, touch, theme) {
  const context = await browser.newContext({ viewport, hasTouch: touch, isMobile: touch, locale: 'ru' });
  const page = await context.newPage();
  // What is looked at for two seconds is read: a slow machine would have other dots.
  await page.addInitScript(() => delete window.IntersectionObserver);
  await page.goto(`${url}?fixture=family&lang=ru&theme=${theme}${hash}`);
  await ready(page);
  await page.waitForTimeout(150);
  const now = await picture(page, 80);
  await context.close();
  return now;
}

/** Compares every picture with how it is meant to be, or renews it; says through `note` where they differ. */
export async function golden({ url, renew, out, note }) {
  // A scroll bar that is on its way out would be in one picture and not in the next.
  const browser = await launch('--hide-scrollbars');
  const eye = await browser.newPage();
  let count = 0;
  if (renew) mkdirSync(folder, { recursive: true });
  for (const [screen, hash] of screens) {
    for (const [size, viewport, touch] of sizes) {
      for (const theme of themes) {
        const name = `${screen}-${size}-${theme}.webp`;
        const path = join(folder, name);
        const now = await taken(browser, url, hash, viewport, touch, theme);
        count += 1;
        if (renew) {
          writeFileSync(path, now);
          continue;
        }
        if (!existsSync(path)) {
          note(name, 'there is no picture of it: npm run golden');
          continue;
        }
        const meant = readFileSync(path);
        if (meant.equals(now)) continue;
        const worst = await furthest(eye, meant, now);
        if (worst && worst.far <= FAR) continue;
        if (out) writeFileSync(join(out, `differs-${name}`), now);
        note(name, worst ? `looks other than it did, most of all at ${worst.left}, ${worst.top} (${Math.round(worst.far)} of 255)` : 'has another size than it had');
      }
    }
  }
  await browser.close();
  console.log(`${count} pictures ${renew ? 'renewed' : 'compared'}`);
}
