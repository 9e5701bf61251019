// Where each node, answer and line of the chart stands: from top to bottom, nothing over anything else.
import { Graph, layout } from '@dagrejs/dagre';

import type { ScriptNode } from './data';

const WIDTH = 224;
const LINE = 18;
/** At least so many, wherever words are broken. */
const LETTERS_A_LINE = 20;

export interface Placed {
  id: string;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface PlacedNode extends Placed {
  /** `null`: what stands for a node that does not exist. */
  node: ScriptNode | null;
  isStart: boolean;
}

export interface PlacedEdge {
  id: string;
  /** Keys of the node and of the option. */
  node: string;
  option: string;
  /** Whether it leads to no node. */
  isLost: boolean;
  label: string;
  points: Point[];
  at: Placed;
}

export interface Chart {
  width: number;
  height: number;
  nodes: PlacedNode[];
  edges: PlacedEdge[];
}

export function chartOf(nodes: readonly ScriptNode[], start: string): Chart {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', nodesep: 20, ranksep: 28, ranker: 'tight-tree', edgesep: 12, marginx: 24, marginy: 24 });
  graph.setDefaultEdgeLabel(() => ({}));
  const ids = new Map<string, string>();
  const drawn = new Map<string, { node: ScriptNode | null; isStart: boolean }>();
  for (const node of nodes) {
    const id = idOf(node);
    const isStart = node.key === start && !ids.has(start);
    if (!ids.has(node.key)) ids.set(node.key, id);
    drawn.set(id, { node, isStart });
    graph.setNode(id, { width: WIDTH, height: heightOf(node) });
  }
  const ghost = (key: string, isStart: boolean): string => {
    const id = `missing-${key}`;
    if (!drawn.has(id)) graph.setNode(id, { width: WIDTH, height: 60 });
    drawn.set(id, { node: null, isStart: isStart || Boolean(drawn.get(id)?.isStart) });
    return id;
  };
  if (nodes.length && !ids.has(start)) ghost(start, true);
  const edges: { source: string; target: string; of: Omit<PlacedEdge, 'points' | 'at'> }[] = [];
  for (const node of nodes) {
    node.options.forEach((option, position) => {
      const source = idOf(node);
      const known = ids.get(option.to);
      const target = known ?? ghost(option.to, false);
      const id = `${source}:${position}`;
      const [width, height] = sizeOfLabel(option.label);
      // The answer stands close under its question, however far away the next node is.
      graph.setNode(id, { width, height });
      graph.setEdge(source, id, { weight: 8 });
      graph.setEdge(id, target, { weight: position ? 1 : 2 });
      edges.push({ source, target, of: { id, node: node.key, option: option.key, isLost: !known, label: option.label } });
    });
  }
  layout(graph);
  readFromTheLeft(graph, edges.map(({ source, of }) => ({ source, id: of.id })));
  const boxes = new Map([...drawn.keys()].map((id) => [id, placed(id, graph.node(id))]));
  const rowOf = rowsOf(graph.nodes().map((id) => placed(id, graph.node(id))));
  return {
    width: graph.graph().width ?? 0,
    height: graph.graph().height ?? 0,
    nodes: [...drawn].map(([id, of]) => ({ ...boxes.get(id)!, ...of })),
    edges: edges.map(({ source, target, of }) => {
      const at = placed(of.id, graph.node(of.id));
      const part = (v: string, w: string, from: Placed, to: Placed): Point[] => {
        const { points } = graph.edge({ v, w }) as unknown as { points: Point[] };
        return betweenBoxes(points, from, to, rowOf);
      };
      const points = [...part(source, of.id, boxes.get(source)!, at), ...part(of.id, target, at, boxes.get(target)!)];
      return { ...of, points, at };
    }),
  };
}

/** Mirror the drawing where more answers of a question stand left of the answer before them than right of it: the first is read first. */
function readFromTheLeft(graph: Graph, answers: readonly { source: string; id: string }[]): void {
  let inOrder = 0;
  answers.forEach(({ source, id }, place) => {
    const before = answers[place - 1];
    if (before?.source === source) inOrder += Math.sign(graph.node(id).x - graph.node(before.id).x);
  });
  if (inOrder >= 0) return;
  const width = graph.graph().width ?? 0;
  const mirror = (point: { x: number }): void => void (point.x = width - point.x);
  graph.nodes().forEach((id) => mirror(graph.node(id)));
  graph.edges().forEach((edge) => (graph.edge(edge) as unknown as { points: Point[] }).points.forEach(mirror));
}

const STUB = 8;

/** Where the row of a box begins and ends; boxes of a row have their middle in common. */
function rowsOf(boxes: readonly Placed[]): (box: Placed) => { top: number; bottom: number } {
  const rows = new Map<number, { top: number; bottom: number }>();
  const middle = ({ y, height }: Placed): number => Math.round(y + height / 2);
  for (const box of boxes) {
    const row = rows.get(middle(box)) ?? { top: box.y, bottom: box.y + box.height };
    rows.set(middle(box), { top: Math.min(row.top, box.y), bottom: Math.max(row.bottom, box.y + box.height) });
  }
  return (box) => rows.get(middle(box)) ?? { top: box.y, bottom: box.y + box.height };
}

/**
 * Let the line leave a box straight down from its middle, past what stands beside it, and enter the next one like that;
 * up where it leads back.
 */
function betweenBoxes(points: Point[], from: Placed, to: Placed, rowOf: ReturnType<typeof rowsOf>): Point[] {
  const isDown = from.y < to.y;
  const end = (box: Placed, isUnder: boolean): Point[] => {
    const x = box.x + box.width / 2;
    const { top, bottom } = rowOf(box);
    return isUnder
      ? [{ x, y: box.y + box.height }, { x, y: bottom + STUB }]
      : [{ x, y: box.y }, { x, y: top - STUB }];
  };
  return [...end(from, isDown), ...points.slice(1, -1), ...end(to, !isDown).reverse()];
}

export function idOf(node: ScriptNode): string {
  return node.id || `number-${node.number}`;
}

export interface Point {
  x: number;
  y: number;
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

// dagre says where the middle of a box is.
function placed(id: string, { x, y, width, height }: Box): Placed {
  return { id, x: x - width / 2, y: y - height / 2, width, height };
}

/** Three lines of what is said, its owner where they differ, and all of what is wrong. */
function heightOf(node: ScriptNode): number {
  const said = Math.min(3, Math.max(1, lines(node.text.plain, LETTERS_A_LINE)));
  const wrong = node.problems.reduce((sum, problem) => sum + lines(problem, LETTERS_A_LINE), 0);
  return Math.ceil(42 + LINE * (said + wrong + (node.owner ? 1 : 0) + (node.organization ? 1 : 0)));
}

function sizeOfLabel(label: string): [number, number] {
  const rows = Math.min(2, lines(label, 20));
  return [Math.min(label.length, 22) * 8 + 18, rows * LINE + 8];
}

function lines(text: string, letters: number): number {
  return Math.ceil(text.length / letters);
}
