import '../tokens.css';
import './scripts.css';
import './player.css';

import type { PlayerTexts } from './data';
import { start } from './page';
import { PlayerView, type Run } from './PlayerView';

/** Whoever shows more of the present run (coverage, test walks) listens to this event of the window. */
const onRun = (run: Run): void => void window.dispatchEvent(new CustomEvent('script-run', { detail: run }));

start<PlayerTexts>('script-player', (data) => <PlayerView data={data} onRun={onRun} />);
