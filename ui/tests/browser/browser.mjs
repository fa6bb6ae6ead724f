// The browser and the page that are looked at: what the tests, the golden pictures and those of the guide have in common.
//
// It downloads nothing: CHROMIUM names the browser, /usr/bin/chromium where it does not.
import { execFileSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { serve } from './serve.mjs';

/** The folder `ui`. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Serves the fixtures build, made anew unless `--no-build` stands among `args`. */
export async function host(args) {
  if (!args.includes('--no-build')) execFileSync('npx', ['vite', 'build', '--mode', 'fixtures', '--outDir', 'dist-fixtures', '--logLevel', 'warn'], { cwd: root, stdio: 'inherit' });
  return serve(join(root, 'dist-fixtures'));
}

export const launch = (...more) =>
  chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    headless: false,
    args: ['--headless=new', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--force-prefers-reduced-motion', ...more],
  });

/** Waits for the first frame with data. */
export const painted = (page, timeout = 20_000) => page.waitForFunction(() => document.documentElement.dataset.painted === '1', null, { timeout });

/** The first frame, in the app's own letters. */
export async function ready(page) {
  await painted(page);
  await page.evaluate(() => document.fonts.ready);
}

/** What stands in the window, as WebP; `quality` of 100. */
export async function picture(page, quality) {
  const { data } = await (await page.context().newCDPSession(page)).send('Page.captureScreenshot', { format: 'webp', quality });
  return Buffer.from(data, 'base64');
}
