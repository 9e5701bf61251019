import { defineConfig, type Plugin } from 'vite';

// GraphiQL's stylesheet carries its fonts as data: addresses (600 kB), which the page's Content-Security-Policy refuses.
// The system's fonts serve as well; the editor's own icons come as a file with the editor.
function withoutInlineFonts(): Plugin {
  return {
    name: 'without-inline-fonts',
    enforce: 'pre',
    transform(code, id) {
      if (!id.endsWith('.css')) return null;
      return code.replace(/@font-face\s*\{[^}]*url\(["']?data:[^}]*\}/g, '');
    },
  };
}

// The manifest is read by django-vite; the files are served by Django's staticfiles under /static/.
export default defineConfig({
  base: '/static/',
  plugins: [withoutInlineFonts()],
  build: {
    outDir: 'dist',
    manifest: 'manifest.json',
    // No data: addresses: the page's policy allows fonts and scripts of this host only.
    assetsInlineLimit: 0,
    // The editor is large by nature and loaded by the explorer only.
    chunkSizeWarningLimit: 5000,
    rollupOptions: {
      input: [
        'src/chat/en.ts', 'src/chat/es.ts', 'src/desk/main.tsx', 'src/desk/worker.ts', 'src/explorer/main.ts', 'src/launcher/launcher.ts',
        'src/scripts/chart.tsx', 'src/scripts/player.tsx', 'src/unsaved/main.ts',
        'src/offices/add.ts', 'src/offices/confirm.ts', 'src/offices/edit.ts',
      ],
    },
  },
  worker: { format: 'es' },
});
