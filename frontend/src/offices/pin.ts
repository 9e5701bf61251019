// An approximate point on a state's outline: pressed, or moved with the arrow keys. What is sent are the two fields of
// degrees beside it; exact coordinates that are typed or pasted there move the point as well.

import { filled, type Words } from './words';

type Drawing = { scale: number; x: number; y: number; names: { name: string; x: number; y: number }[] };

/** How wide a letter is at most on average, in units, of which the font has three. */
const LETTER = 1.8;
const SVG = 'http://www.w3.org/2000/svg';
const DIGITS = 2;

export function pin(figure: HTMLElement, form: HTMLFormElement, said: Words): void {
  const drawing = JSON.parse(document.getElementById('pin-map')?.textContent ?? 'null') as Drawing | null;
  const map = figure.querySelector<HTMLElement>('.pin__map');
  const svg = figure.querySelector('svg');
  const point = figure.querySelector<SVGGElement>('[data-point]');
  const status = figure.querySelector<HTMLElement>('.pin__said');
  const away = figure.querySelector<HTMLButtonElement>('[data-remove]');
  const latitude = form.elements.namedItem('latitude') as HTMLInputElement | null;
  const longitude = form.elements.namedItem('longitude') as HTMLInputElement | null;
  if (!drawing || !map || !svg || !point || !status || !away || !latitude || !longitude) return;

  const box = svg.viewBox.baseVal;
  const unit = Math.max(box.width, box.height) / 100;
  names(svg, drawing, unit);
  for (const [circle, size] of [[point.children[0], 3], [point.children[1], 1.4]] as const) {
    circle?.setAttribute('r', String(size * unit));
  }

  const show = () => {
    const at = placed(latitude.value, longitude.value);
    const isThere = at !== null;
    point.toggleAttribute('hidden', !isThere);
    point.style.display = isThere ? '' : 'none';
    away.hidden = !isThere;
    if (!at) {
      status.textContent = said.noPoint;
      return;
    }
    const [x, y] = drawn(drawing, at);
    point.setAttribute('transform', `translate(${x} ${y})`);
    const nearest = [...drawing.names].sort((a, b) => Math.hypot(a.x - x, a.y - y) - Math.hypot(b.x - x, b.y - y))[0];
    const sentence = filled(said.point, { latitude: at[0], longitude: at[1] });
    status.textContent = nearest ? `${sentence} ${filled(said.near, { name: nearest.name })}` : sentence;
  };
  const tell = () => {
    for (const field of [latitude, longitude]) field.dispatchEvent(new Event('change', { bubbles: true }));
  };
  const put = (x: number, y: number) => {
    const [north, east] = degrees(drawing, x, y);
    latitude.value = north.toFixed(DIGITS);
    longitude.value = east.toFixed(DIGITS);
    tell();
  };
  const now = (): [number, number] => {
    const at = placed(latitude.value, longitude.value);
    return at ? drawn(drawing, at) : [box.x + box.width / 2, box.y + box.height / 2];
  };

  svg.addEventListener('click', (event) => {
    const matrix = svg.getScreenCTM()?.inverse();
    if (!matrix) return;
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix);
    put(at.x, at.y);
  });
  map.addEventListener('keydown', (event) => {
    const steps: Record<string, [number, number]> = {
      ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Enter: [0, 0], ' ': [0, 0],
    };
    const step = steps[event.key];
    if (event.key === 'Delete' || event.key === 'Backspace') away.click();
    if (!step) return;
    event.preventDefault();
    const [x, y] = now();
    const size = unit * (event.shiftKey ? 5 : 1);
    put(clamped(x + step[0] * size, box.x, box.width), clamped(y + step[1] * size, box.y, box.height));
  });
  away.addEventListener('click', () => {
    latitude.value = '';
    longitude.value = '';
    tell();
    map.focus();
  });
  latitude.addEventListener('paste', (event) => {
    const both = /^\s*(-?\d+\.\d+)\s*[,;\s]\s*(-?\d+\.\d+)\s*$/.exec(event.clipboardData?.getData('text') ?? '');
    if (!both) return;
    event.preventDefault();
    latitude.value = both[1] ?? '';
    longitude.value = both[2] ?? '';
    tell();
  });
  for (const field of [latitude, longitude]) field.addEventListener('change', show);
  figure.hidden = false;
  show();
}

function placed(latitude: string, longitude: string): [number, number] | null {
  const [north, east] = [Number.parseFloat(latitude), Number.parseFloat(longitude)];
  return Number.isFinite(north) && Number.isFinite(east) ? [north, east] : null;
}

// Mercator's projection, as `content_models/state_outlines.py` fits it to the drawing.
function drawn({ scale, x, y }: Drawing, [latitude, longitude]: [number, number]): [number, number] {
  const mercator = (180 / Math.PI) * Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360));
  return [scale * longitude + x, y - scale * mercator];
}

function degrees({ scale, x, y }: Drawing, atX: number, atY: number): [number, number] {
  const latitude = (360 / Math.PI) * Math.atan(Math.exp((((y - atY) / scale) * Math.PI) / 180)) - 90;
  return [latitude, (atX - x) / scale];
}

function clamped(value: number, least: number, length: number): number {
  return Math.min(Math.max(value, least), least + length);
}

function names(svg: SVGSVGElement, drawing: Drawing, unit: number): void {
  const group = svg.querySelector('[data-names]');
  const { x: left, width } = svg.viewBox.baseVal;
  for (const { name, x, y } of drawing.names) {
    const dot = document.createElementNS(SVG, 'circle');
    dot.setAttribute('cx', String(x));
    dot.setAttribute('cy', String(y));
    dot.setAttribute('r', String(unit * 0.6));
    const text = document.createElementNS(SVG, 'text');
    const isCut = x + unit * (1.5 + name.length * LETTER) > left + width; // at the right edge it stands before its dot
    text.setAttribute('x', String(x + unit * (isCut ? -1.5 : 1.5)));
    text.setAttribute('text-anchor', isCut ? 'end' : 'start');
    text.setAttribute('y', String(y + unit));
    text.setAttribute('font-size', String(unit * 3));
    text.textContent = name;
    group?.append(dot, text);
  }
}
