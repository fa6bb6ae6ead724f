// What a person does, by keyboard alone, and what the address bar then says.
import assert from 'node:assert/strict';
import { join } from 'node:path';

const focused = (page) => page.evaluate(() => document.activeElement?.textContent?.trim().replace(/\s+/g, ' ') || document.activeElement?.getAttribute('aria-label') || '');
const hash = (page) => page.evaluate(() => decodeURIComponent(location.hash));

async function tabTo(page, text, limit = 60) {
  for (let step = 0; step < limit; step += 1) {
    await page.keyboard.press('Tab');
    if ((await focused(page)).includes(text)) return;
  }
  throw new Error(`Tab never reached "${text}"`);
}

export const walks = {};
