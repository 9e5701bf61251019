import { defineConfig } from 'vite';

// The manifest is read by django-vite; the files are served by Django's staticfiles under /static/.
export default defineConfig({
  base: '/static/',
  build: {
    outDir: 'dist',
    manifest: 'manifest.json',
    // No data: addresses: the pages' Content-Security-Policy allows fonts and scripts of this host only.
    assetsInlineLimit: 0,
    // The editor is large by nature and loaded by the explorer only.
    chunkSizeWarningLimit: 5000,
    rollupOptions: { input: 'src/explorer/main.ts' },
  },
  worker: { format: 'es' },
});
