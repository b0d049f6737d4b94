/** The code in what a camera read, or null when it is no check-in code of this page. */
export function checkInCode(text: string, liffId: string): string | null {
  const path = /^https:\/\/liff\.line\.me\/([^/?#]+)\/check-in\/([0-9]+-[0-9]+-[A-Za-z0-9_-]+)$/.exec(
    text.trim(),
  );
  return path && path[1] === liffId ? (path[2] ?? null) : null;
}
