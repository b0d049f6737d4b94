import { correction, generate } from 'lean-qr';
import { toSvgPath } from 'lean-qr/extras/svg';

const QUIET = 4;

/** Draws a QR code that stays sharp on paper. */
export function drawQr(box: HTMLElement, text: string) {
  const code = generate(text, { minCorrectionLevel: correction.M });
  const side = code.size + QUIET * 2;
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', `${-QUIET} ${-QUIET} ${side} ${side}`);
  svg.setAttribute('shape-rendering', 'crispEdges');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', toSvgPath(code));
  svg.append(path);
  box.replaceChildren(svg);
}
