import '@xyflow/react/dist/base.css';
import '../tokens.css';
import './scripts.css';
import './chart.css';

import { ChartView } from './ChartView';
import type { ChartTexts } from './data';
import { start } from './page';

start<ChartTexts>('script-chart', (data) => <ChartView data={data} />);
