import { svelte } from '@sveltejs/vite-plugin-svelte';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

/** The fonts are asked for with the page: found by its styles, each came only when something was to be written in it. */
const fonts: Plugin = {
  name: 'fonts-first',
  apply: 'build',
  transformIndexHtml: {
    order: 'post',
    handler: (_, { bundle = {} }) =>
      Object.keys(bundle)
        .filter((file) => file.endsWith('.woff2'))
        .map((file) => ({ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `./${file}` }, injectTo: 'head' })),
  },
};

export default defineConfig(({ mode }) => ({
  // Relative, so the same build runs under tauri://localhost/ and under any folder of a test host.
  base: './',
  plugins: [svelte(), fonts],
  build: {
    target: ['es2022', 'safari16', 'chrome105'],
    // One script and one stylesheet: the page is on the device already, a second file is a second wait.
    cssCodeSplit: false,
    modulePreload: false,
    assetsInlineLimit: 0,
    reportCompressedSize: true,
  },
  resolve: mode === 'test' ? { conditions: ['browser'] } : {},
  test: {
    environment: 'jsdom',
    // The whole window is drawn again and again, on machines that build beside it.
    testTimeout: 15_000,
    include: ['tests/unit/**/*.test.ts'],
    setupFiles: ['tests/unit/setup.ts'],
  },
}));
