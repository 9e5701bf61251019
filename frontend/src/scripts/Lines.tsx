import { memo } from 'react';

import type { Chart, Point } from './layout';

/** The lines from node to node, each with its answer. */
export const Lines = memo(function Lines({ chart, run, unwalked }: {
  chart: Chart;
  run: ReadonlySet<string>;
  unwalked: ReadonlySet<string>;
}) {
  const lines = chart.edges.map((edge) => {
    const names = ['chart-line'];
    if (edge.isLost) names.push('is-lost');
    if (unwalked.has(`${edge.node} ${edge.option}`)) names.push('is-unwalked');
    if (run.has(`${edge.node} ${edge.option}`)) names.push('is-of-run');
    return { ...edge, className: names.join(' ') };
  });
  return (
    <div className="chart-lines">
      <svg width={chart.width} height={chart.height}>
        <defs>
          {['', 'is-lost', 'is-of-run'].map((name) => (
            <marker key={name} id={`arrow-${name}`} className={`chart-arrow ${name}`} viewBox="0 0 10 10" refX="9" refY="5" markerWidth="10" markerHeight="10" markerUnits="userSpaceOnUse" orient="auto-start-reverse">
              <path d="M0,0L10,5L0,10Z" />
            </marker>
          ))}
        </defs>
        {lines.map(({ id, points, className }) => (
          <path key={id} className={className} d={pathThrough(points)} markerEnd={`url(#arrow-${className.match(/is-of-run|is-lost/)?.[0] ?? ''})`} />
        ))}
      </svg>
      {lines.map(({ id, label, at, className }) => (
        <div
          key={id}
          className={`chart-answer ${className}`}
          data-answer={id}
          style={{ transform: `translate(${at.x}px, ${at.y}px)`, width: at.width, height: at.height }}
        >
          <span>{label || '…'}</span>
        </div>
      ))}
    </div>
  );
});

const RADIUS = 12;

/** A line through the points, its corners rounded. */
function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (!first || !last) return '';
  const corners = rest.map((corner, at) => {
    const before = towards(corner, points[at]);
    const after = towards(corner, points[at + 2]);
    return `L${before.x},${before.y}Q${corner.x},${corner.y} ${after.x},${after.y}`;
  });
  return `M${first.x},${first.y}${corners.join('')}L${last.x},${last.y}`;
}

/** The point of the way to another one at which a corner begins to be rounded. */
function towards(from: Point, to: Point): Point {
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const part = length ? Math.min(RADIUS, length / 2) / length : 0;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
}
