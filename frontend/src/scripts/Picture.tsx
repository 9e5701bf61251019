import { MiniMap, ReactFlow, useReactFlow, ViewportPortal, type Node, type NodeProps, type Viewport } from '@xyflow/react';
import { createContext, memo, useContext, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';

import type { ChartTexts } from './data';
import { keep, kept } from './kept';
import type { Chart, PlacedNode } from './layout';
import { Lines } from './Lines';
import { Shape } from './Shape';

type ChartNode = Node<{ of: PlacedNode; texts: ChartTexts; isUnwalked: boolean }>;

const MARGIN = 8;
const FAR = 0.45;
const CLOSE = 0.9;
/** The smallest letters of the chart, as `chart.css` has them, and as small as they may begin, in pixels of the screen. */
const LETTER = 13;
const LEGIBLE = 11;
/** A chart of so few nodes begins whole, though its letters are smaller by this. */
const FEW = 5;
const SMALLEST = 0.7;
/** The room that the map takes in the corner (`.chart-map`), with its margins. */
const MAP = { width: 136, height: 106 };
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
  const [isCut, setCut] = useState(false);
  useLayoutEffect(() => {
    if (!place.current) return;
    const found = kept('chart-place', of) ?? firstPlace(chart, place.current);
    setFirst(found);
    setFar(found.zoom < FAR);
    setCut(!isWithin(found.zoom));
    keepLinesThick(place.current, found.zoom);
  }, []);

  const isWithin = (zoom: number): boolean => {
    const [width, height] = sizeOf(chart);
    return !place.current || (width * zoom <= place.current.clientWidth + 1 && height * zoom <= place.current.clientHeight + 1);
  };

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
              if (place.current) keepLinesThick(place.current, viewport.zoom);
              setFar(viewport.zoom < FAR);
              setCut(!isWithin(viewport.zoom));
            }}
          >
            <ViewportPortal><Lines chart={chart} run={run} unwalked={unwalked} /></ViewportPortal>
            {isCut && <MiniMap className="chart-map" position="top-right" pannable zoomable={false} nodeColor={colourOf} nodeStrokeWidth={0} />}
          </ReactFlow>
        </Selected>
      )}
    </div>
  );
}

function sizeOf(chart: Chart): [number, number] {
  const width = Math.max(...chart.nodes.map((one) => one.x + one.width), 1) + 24;
  const height = Math.max(...chart.nodes.map((one) => one.y + one.height), 1) + 24;
  return [width, height];
}

/** Far away, lines are drawn thicker (`chart.css`): dotted ones could not be told from others. */
function keepLinesThick(place: HTMLElement, zoom: number): void {
  place.style.setProperty('--far', String(Math.max(FAR / zoom, 1)));
}

/** All of it, or its whole width, where it can be read like that; otherwise its beginning. */
function firstPlace(chart: Chart, place: HTMLElement): Viewport {
  const [width, height] = sizeOf(chart);
  const least = leastZoom();
  const toWidth = Math.min(place.clientWidth / width, 1);
  const all = Math.min(toWidth, place.clientHeight / height);
  const beginning = chart.nodes.find((one) => one.isStart) ?? chart.nodes[0];
  const isSmall = chart.nodes.length <= FEW;
  if (all >= (isSmall ? least * SMALLEST : least)) return { zoom: all, x: (place.clientWidth - width * all) / 2, y: (place.clientHeight - height * all) / 2 };
  if (toWidth >= least) return clearOfMap({ zoom: toWidth, x: (place.clientWidth - width * toWidth) / 2, y: 0 }, beginning, place);
  const [left, right] = firstSteps(chart, beginning);
  const close = Math.max(Math.min(CLOSE, (place.clientWidth - 2 * MARGIN) / (right - left)), least);
  const isWhole = (right - left) * close <= place.clientWidth;
  const middle = isWhole ? (left + right) / 2 : beginning.x + beginning.width / 2;
  return clearOfMap({ zoom: close, x: place.clientWidth / 2 - middle * close, y: 24 - beginning.y * close }, beginning, place);
}

/** From where to where the beginning and the nodes that its answers lead to stand. */
function firstSteps(chart: Chart, beginning: PlacedNode): [number, number] {
  const led = new Set(beginning.node?.options.map(({ to }) => to));
  const seen = [beginning, ...chart.nodes.filter(({ node }) => node !== null && led.has(node.key))];
  return [Math.min(...seen.map(({ x }) => x)), Math.max(...seen.map(({ x, width }) => x + width))];
}

/** The same, with the beginning whole and below the map where it would stand behind it. */
function clearOfMap({ zoom, x, y }: Viewport, beginning: Chart['nodes'][number], place: HTMLElement): Viewport {
  const left = x + beginning.x * zoom;
  const shift = Math.max(8 - left, 0);
  const isBehind = left + shift + beginning.width * zoom > place.clientWidth - MAP.width && y + beginning.y * zoom < MAP.height;
  return { zoom, x: x + shift, y: isBehind ? MAP.height + 24 - beginning.y * zoom : y };
}

/** How small its letters can be read: beside the form, Wagtail shows this page smaller than it is. */
function leastZoom(): number {
  const shown = window.frameElement?.getBoundingClientRect().width;
  const scale = shown && window.innerWidth ? Math.min(shown / window.innerWidth, 1) : 1;
  return LEGIBLE / LETTER / scale;
}

const colourOf = ({ data: { of } }: ChartNode): string => (of.node?.problems.length ?? 1 ? 'var(--danger)' : 'var(--edge)');

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
