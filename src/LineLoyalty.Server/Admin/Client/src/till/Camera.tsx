import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { Dialog } from './parts';
import { w } from './words';

/** Looks through the camera until it reads a code. The reader comes with this page, not from a third party. */
export function Camera({ onCode, onClose }: { onCode: (code: string) => void; onClose: () => void }) {
  const video = useRef<HTMLVideoElement>(null);
  const failed = useSignal(false);
  const found = useRef(onCode);
  found.current = onCode;

  useEffect(() => {
    let stopped = false;
    let stream: MediaStream | undefined;
    const stop = () => {
      stopped = true;
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = async () => {
      const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
      prepareZXingModule({ overrides: { locateFile: () => wasm } });
      const detector = new BarcodeDetector({ formats: ['qr_code', 'code_128'] });
      stream = await navigator.mediaDevices.getUserMedia({
        video: { facingMode: 'environment', width: { ideal: 1280 } },
      });
      if (stopped || !video.current) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      while (!stopped && video.current) {
        const [seen] = await detector.detect(video.current);
        if (seen && !stopped) {
          stop();
          found.current(seen.rawValue);
          return;
        }
        await new Promise((next) => setTimeout(next, 120));
      }
    };
    look().catch(() => {
      if (!stopped) failed.value = true;
    });
    return stop;
  }, [failed]);

  return (
    <Dialog title={w('對準條碼', 'Point at the code')} onClose={onClose}>
      {failed.value ? (
        <p class="problem" role="alert">
          {w(
            '相機無法使用。請允許相機權限（需 HTTPS），或改用手動輸入。',
            'The camera is not available. Allow it (HTTPS is needed), or type the code.',
          )}
        </p>
      ) : (
        <div class="viewfinder">
          <video ref={video} muted playsInline />
        </div>
      )}
    </Dialog>
  );
}
