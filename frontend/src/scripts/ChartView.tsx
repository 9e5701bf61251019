import { ReactFlowProvider, useReactFlow } from '@xyflow/react';
import { useCallback, useMemo, useState } from 'react';

import { Finder } from './Finder';
import { chartOf } from './layout';
import { Legend } from './Legend';
import { NodeList } from './NodeList';
import { isBesideForm, StateChoice, tellForm } from './page';
import { Picture } from './Picture';
import { keep, kept } from './kept';
import type { ChartTexts, ScriptData } from './data';

export function ChartView({ data }: { data: ScriptData<ChartTexts> }) {
  return <ReactFlowProvider><Chart data={data} /></ReactFlowProvider>;
}

function Chart({ data }: { data: ScriptData<ChartTexts> }) {
  const { texts } = data;
  const of = `${data.key}:${data.state.code}`;
  const chart = useMemo(() => chartOf(data.nodes, data.start), [data]);
  const [selected, setSelected] = useState(kept('chart-node', of));
  const flow = useReactFlow();

  const select = useCallback((id: string) => {
    setSelected(id);
    keep('chart-node', of, id);
  }, [of]);

  const centre = useCallback((id: string) => {
    select(id);
    showInList(id);
    const found = chart.nodes.find((one) => one.id === id);
    if (!found) return;
    const zoom = Math.max(flow.getZoom(), 0.9);
    void flow.setCenter(found.x + found.width / 2, found.y + found.height / 2, { zoom });
  }, [chart, flow, select]);

  const edit = useCallback((id: string) => {
    select(id);
    if (isBesideForm && chart.nodes.find((one) => one.id === id)?.node?.href) tellForm({ type: 'script-node', id });
    else document.getElementById(`node-${id}`)?.scrollIntoView({ block: 'nearest' });
  }, [chart, select]);

  const run = useMemo(() => new Set((kept('run', data.key) ?? []).map(({ node, option }) => `${node} ${option}`)), [data]);
  const unwalked = useMemo(() => new Set([...data.unwalkedNodes, ...data.unwalkedOptions]), [data]);

  return (
    <div className="script-chart">
      <header className="script-head">
        <div className="script-line">
          <h1>{data.title}</h1>
          <StateChoice data={data} label={texts.asIn} />
        </div>
        <p className={data.hasProblems ? 'script-summary is-wrong' : 'script-summary'} role="status">
          <b>{data.nodes.length ? data.summary : texts.empty}</b>
        </p>
        {data.brokenWalks.map((problem) => <p className="script-problem" key={problem}>{problem}</p>)}
        {data.problems.map((problem) => <p className="script-problem" key={problem}>{problem}</p>)}
      </header>
      <footer className="chart-notes">{data.unwalkedOptions.length > 0 && texts.dotted} {data.coverage} {data.owners} {run.size > 0 && texts.ownRun}</footer>
      <Legend nodes={data.nodes} />
      {data.nodes.length > 0 && (
        <main className="chart-body">
          <section className="chart-picture" aria-label={texts.picture}>
            <Finder nodes={data.nodes} of={data.key} texts={texts} onFind={(id) => (id === null ? setSelected(null) : centre(id))} />
            <Picture chart={chart} of={of} run={run} unwalked={unwalked} selected={selected} texts={texts} onSelect={edit} />
          </section>
          <NodeList data={data} selected={selected} onShow={centre} onEdit={edit} />
        </main>
      )}
    </div>
  );
}

/** The list beside the picture shows the same node. Below the picture it stays: it would take the picture away. */
function showInList(id: string): void {
  const row = document.getElementById(`node-${id}`);
  const list = row?.closest('.chart-list');
  if (!row || !list || list.scrollHeight <= list.clientHeight) return;
  list.scrollTop += row.getBoundingClientRect().top - list.getBoundingClientRect().top - 8;
}
