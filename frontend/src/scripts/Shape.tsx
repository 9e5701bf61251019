// Each kind of node has an outline of its own; a state's node has a double one.
export function Shape({ kind, width, height, isDouble }: { kind: string; width: number; height: number; isDouble: boolean }) {
  const outline = (inset: number) => outlineOf(kind, inset, width - inset, height - inset);
  return (
    <svg className="chart-shape" width={width} height={height} aria-hidden="true">
      <path d={outline(1)} />
      {isDouble && <path d={outline(5)} />}
    </svg>
  );
}

function outlineOf(kind: string, from: number, right: number, bottom: number): string {
  const [top, left] = [from, from];
  switch (kind) {
    case 'QUESTION': {
      const middle = (top + bottom) / 2;
      return `M${left + 14},${top}H${right - 14}L${right},${middle}L${right - 14},${bottom}H${left + 14}L${left},${middle}Z`;
    }
    case 'WARNING':
      return `M${left + 12},${top}H${right - 12}L${right},${top + 12}V${bottom - 12}L${right - 12},${bottom}H${left + 12}L${left},${bottom - 12}V${top + 12}Z`;
    case 'REFERRAL': {
      const middle = (top + bottom) / 2;
      return `M${left},${top}H${right - 18}L${right},${middle}L${right - 18},${bottom}H${left}Z`;
    }
    case 'ANSWER':
      return rounded(left, top, right, bottom, Math.min(28, (bottom - top) / 2));
    case 'HANDOFF':
      return `${rounded(left, top, right, bottom, 0)}M${left + 7},${top}V${bottom}M${right - 7},${top}V${bottom}`;
    default:
      return rounded(left, top, right, bottom, 8);
  }
}

function rounded(left: number, top: number, right: number, bottom: number, radius: number): string {
  const arc = (x: number, y: number) => `a${radius},${radius} 0 0 1 ${x * radius},${y * radius}`;
  return `M${left + radius},${top}H${right - radius}${arc(1, 1)}V${bottom - radius}${arc(-1, 1)}H${left + radius}${arc(-1, -1)}V${top + radius}${arc(1, -1)}Z`;
}
