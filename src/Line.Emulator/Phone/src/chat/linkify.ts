export type Piece = { text: string; href?: string };

const LINK =
  /(https?:\/\/|tel:|mailto:)[^\s<>"'「」『』，。、；！？）】]+|(?<![\w.@/-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

/** Splits a text into plain pieces and links; punctuation that closes a sentence stays outside the link. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const plain = (t: string) => {
    if (t) pieces.push({ text: t });
  };
  for (const match of text.matchAll(LINK)) {
    const found = trimEnd(match[0]);
    if (/^(https?:\/\/|tel:|mailto:)$/i.test(found)) continue;
    plain(text.slice(end, match.index));
    pieces.push({ text: found, href: match[1] ? found : `mailto:${found}` });
    end = match.index + found.length;
  }
  plain(text.slice(end));
  return pieces;
}

function trimEnd(link: string): string {
  let found = link.replace(/[.,;:!?]+$/, '');
  // A closing bracket belongs to the link only when the link opened it.
  while (found.endsWith(')') && found.split('(').length < found.split(')').length)
    found = found.slice(0, -1).replace(/[.,;:!?]+$/, '');
  return found;
}
