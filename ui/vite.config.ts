import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

export default defineConfig(({ mode }) => ({
  // Relative, so the same build runs under tauri://localhost/ and under any folder of a test host.
  base: './',
  plugins: [svelte()],
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
