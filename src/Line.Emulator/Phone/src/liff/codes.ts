import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import type { Phone } from '../phone';

const PATIENCE = 700;
const LOOK_FOR = 6_000;
// A busy machine may take all that time for its first pictures.
const LEAST_LOOKS = 20;
let asked = 0;

/** The code on another phone's LIFF page: the page tells it, or the browser is asked for a picture of this tab; a late word still counts. */
export async function codeShownOn({ frame }: Phone): Promise<string | null> {
  const page = frame?.contentWindow;
  if (!page) return null;
  const over = new AbortController();
  const said = askPage(page, over.signal);
  try {
    const word = await Promise.race([said, later(PATIENCE)]);
    if (word) return word;
    const lateWord = said.then((value) => value ?? new Promise<null>(() => {}));
    const seen = lookAt(frame, over.signal).then((code) => code ?? later(PATIENCE));
    return await Promise.race([lateWord, seen]);
  } finally {
    over.abort();
  }
}

const later = (milliseconds: number) =>
  new Promise<null>((done) => setTimeout(() => done(null), milliseconds));

/** A page that speaks the bridge says what its QR code or barcode holds; null when it shows none. */
function askPage(page: Window, over: AbortSignal): Promise<string | null> {
  const id = ++asked;
  return new Promise((resolve) => {
    const listen = (e: MessageEvent) => {
      const data = e.data as { liff?: string; id?: number; value?: unknown } | null;
      if (e.source !== page || data?.liff !== 'shownCode' || data.id !== id) return;
      resolve(typeof data.value === 'string' && data.value ? data.value : null);
    };
    window.addEventListener('message', listen, { signal: over });
    page.postMessage({ liff: 'shownCode', id }, '*');
  });
}

/** Any other page: what is on the screen, cut to the phone, and read like a photograph. */
async function lookAt(frame: HTMLIFrameElement, over: AbortSignal): Promise<string | null> {
  if (!navigator.mediaDevices?.getDisplayMedia) return null;
  const stream = await navigator.mediaDevices.getDisplayMedia({
    video: { displaySurface: 'browser' },
    preferCurrentTab: true,
  } as DisplayMediaStreamOptions);
  try {
    const video = document.createElement('video');
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    // The first pictures may come before the tab is painted.
    const until = performance.now() + LOOK_FOR;
    for (let looks = 0; !over.aborted && (looks < LEAST_LOOKS || performance.now() < until); looks++) {
      const code = video.videoWidth > 0 ? await readCode(cutOut(video, frame)) : null;
      if (code) return code;
      await later(150);
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}

/** The part of the tab's picture that this frame takes. */
function cutOut(tab: HTMLVideoElement, frame: HTMLIFrameElement): HTMLCanvasElement {
  const scale = tab.videoWidth / window.innerWidth;
  const { left, top, width, height } = frame.getBoundingClientRect();
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  const pen = canvas.getContext('2d');
  pen?.drawImage(
    tab,
    left * scale,
    top * scale,
    canvas.width,
    canvas.height,
    0,
    0,
    canvas.width,
    canvas.height,
  );
  return canvas;
}

/** Reads a code in a picture. The reader is part of this page; nothing is fetched from elsewhere. */
export async function readCode(picture: ImageBitmapSource): Promise<string | null> {
  const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
  prepareZXingModule({ overrides: { locateFile: () => wasm } });
  const [found] = await new BarcodeDetector({ formats: ['qr_code', 'code_128', 'ean_13', 'code_39'] }).detect(
    picture,
  );
  return found?.rawValue ?? null;
}

/** Looks through a camera until it sees a code or is told to stop. */
export async function watchForCode(video: HTMLVideoElement, signal: AbortSignal): Promise<string | null> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  });
  try {
    video.srcObject = stream;
    if (!signal.aborted) await video.play();
    while (!signal.aborted) {
      const code = await readCode(video);
      if (code) return code;
      await new Promise((next) => setTimeout(next, 150));
    }
    return null;
  } finally {
    for (const track of stream.getTracks()) track.stop();
  }
}
