import './workers';
import 'graphiql/style.css';
import './explorer.css';

import { createRoot } from 'react-dom/client';

import { Explorer } from './Explorer';
import { pageSettings } from './settings';

const root = document.getElementById('explorer');
if (root) {
  createRoot(root).render(<Explorer settings={pageSettings()} />);
}
