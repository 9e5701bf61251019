import { ReactFlow, useReactFlow, ViewportPortal, type Node, type NodeProps, type Viewport } from '@xyflow/react';
import { createContext, memo, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import type { ChartTexts } from './data';
import { keep, kept } from './kept';
import type { Chart, PlacedNode } from './layout';
import { Lines } from './Lines';
import { Shape } from './Shape';

type ChartNode = Node<{ of: PlacedNode; texts: ChartTexts; isUnwalked: boolean }>;

const FAR = 0.45;
const CLOSE = 0.9;
const Selected = createContext<string | null>(null);

/** The drawing itself. Who does not see it has the list beside it, so nothing in it can be focused. */
export function Picture({ chart, of, run, unwalked, selected, texts, onSelect }: {
  chart: Chart;
  of: string;
  run: ReadonlySet<string>;
  unwalked: ReadonlySet<string>;
  selected: string | null;
  texts: ChartTexts;
  onSelect: (id: string) => void;
}) {
  const place = useRef<HTMLDivElement>(null);
  const [first, setFirst] = useState<Viewport | null>(null);
  const [isFar, setFar] = useState(false);
  useLayoutEffect(() => {
    if (!place.current) return;
    const found = kept('chart-place', of) ?? firstPlace(chart, place.current);
    setFirst(found);
    setFar(found.zoom < FAR);
  }, []);

  // Wagtail loads a preview in a frame without a size, and then shows it.
  const flow = useReactFlow();
  useEffect(() => {
    const sizes = new ResizeObserver(() => {
      if (place.current && !kept('chart-place', of)) void flow.setViewport(firstPlace(chart, place.current));
    });
    if (place.current) sizes.observe(place.current);
    return () => sizes.disconnect();
  }, [chart, flow, of]);

  const nodes = useMemo<ChartNode[]>(() => chart.nodes.map((one) => ({
    id: one.id,
    type: 'script',
    position: { x: one.x, y: one.y },
    width: one.width,
    height: one.height,
    data: { of: one, texts, isUnwalked: one.node !== null && unwalked.has(one.node.key) },
  })), [chart, texts, unwalked]);

  return (
    <div className={isFar ? 'chart-canvas is-far' : 'chart-canvas'} ref={place} aria-hidden="true">
      {first && (
        <Selected value={selected}>
          <ReactFlow
            nodes={nodes}
            nodeTypes={NODE_TYPES}
            defaultViewport={first}
            minZoom={0.1}
            maxZoom={1.5}
            nodesDraggable={false}
            nodesConnectable={false}
            nodesFocusable={false}
            elementsSelectable={false}
            disableKeyboardA11y
            fitViewOptions={{ padding: 0.04 }}
            proOptions={{ hideAttribution: true }}
            onNodeClick={(_event, node) => onSelect(node.id)}
            onViewportChange={(viewport) => {
              if (place.current?.clientWidth) keep('chart-place', of, viewport);
              setFar(viewport.zoom < FAR);
            }}
          >
            <ViewportPortal><Lines chart={chart} run={run} unwalked={unwalked} /></ViewportPortal>
          </ReactFlow>
        </Selected>
      )}
    </div>
  );
}

/** All of it where it can be read like that; otherwise its beginning. */
function firstPlace(chart: Chart, place: HTMLElement): Viewport {
  const width = Math.max(...chart.nodes.map((one) => one.x + one.width), 1) + 24;
  const height = Math.max(...chart.nodes.map((one) => one.y + one.height), 1) + 24;
  const zoom = Math.min(place.clientWidth / width, place.clientHeight / height, 1);
  if (zoom >= 0.8) return { zoom, x: (place.clientWidth - width * zoom) / 2, y: 0 };
  const beginning = chart.nodes.find((one) => one.isStart) ?? chart.nodes[0];
  const middle = beginning.x + beginning.width / 2;
  return { zoom: CLOSE, x: place.clientWidth / 2 - middle * CLOSE, y: 24 - beginning.y * CLOSE };
}

const NodeBox = memo(function NodeBox({ data: { of, texts, isUnwalked } }: NodeProps<ChartNode>) {
  const isSelected = useContext(Selected) === of.id;
  const { node } = of;
  if (!node) {
    return (
      <div className="chart-node is-missing" data-node={of.id}>
        <Shape kind="MISSING" width={of.width} height={of.height} isDouble={false} />
        {of.isStart && <span className="chart-start">{texts.start}</span>}
        <p className="chart-what">▲ {texts.problem}</p>
        <p>{texts.missing}</p>
      </div>
    );
  }
  const names = ['chart-node', `kind-${node.kind}`];
  if (node.problems.length) names.push('is-wrong');
  if (isUnwalked) names.push('is-unwalked');
  if (isSelected) names.push('is-selected');
  return (
    <div className={names.join(' ')} data-node={of.id} title={node.text.plain}>
      <Shape kind={node.kind} width={of.width} height={of.height} isDouble={node.origin !== 'LIBRARY' && node.owner !== ''} />
      {of.isStart && <span className="chart-start">{texts.start}</span>}
      <p className="chart-what"><b>{node.number}</b> {node.kindLabel}</p>
      {node.organization && <p className="chart-owner">→ {node.organization}</p>}
      <p className="chart-said">{node.text.plain || '…'}</p>
      {node.owner && <p className="chart-owner">{node.owner}</p>}
      {node.problems.map((problem) => <p className="chart-wrong" key={problem}>▲ {problem}</p>)}
    </div>
  );
});

const NODE_TYPES = { script: NodeBox };
