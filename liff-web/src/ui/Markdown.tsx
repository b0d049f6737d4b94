import type { ComponentChild } from 'preact';

/** The little of Markdown that a consent text needs: headings, paragraphs, lists, **bold** and [links](https://…). */
export function Markdown({ text }: { text: string }) {
  return <>{blocks(text)}</>;
}

function blocks(text: string): ComponentChild[] {
  const found: ComponentChild[] = [];
  let items: ComponentChild[] = [];
  let words: string[] = [];
  const flush = () => {
    if (words.length > 0) found.push(<p>{spans(words.join('\n'))}</p>);
    if (items.length > 0) found.push(<ul>{items}</ul>);
    words = [];
    items = [];
  };
  for (const line of text.split(/\r?\n/)) {
    const heading = /^#{1,6}\s+(.*)/.exec(line);
    const item = /^\s*(?:[-*]|(\d+)[.)])\s+(.*)/.exec(line);
    if (heading) {
      flush();
      found.push(<h3>{spans(heading[1] ?? '')}</h3>);
    } else if (item) {
      if (words.length > 0) flush();
      items.push(
        <li class={item[1] ? 'numbered' : ''}>
          {item[1] && `${item[1]}. `}
          {spans(item[2] ?? '')}
        </li>,
      );
    } else if (line.trim() === '') {
      flush();
    } else {
      if (items.length > 0) flush();
      words.push(line);
    }
  }
  flush();
  return found;
}

function spans(text: string): ComponentChild[] {
  return text.split(/(\*\*[^*]+\*\*|\[[^\]]+\]\(https?:\/\/[^)\s]+\))/).map(span);
}

function span(part: string): ComponentChild {
  const bold = /^\*\*(.+)\*\*$/.exec(part);
  if (bold) return <b>{bold[1]}</b>;
  const link = /^\[([^\]]+)\]\((https?:\/\/[^)\s]+)\)$/.exec(part);
  if (!link) return part;
  return (
    <a href={link[2] ?? ''} target="_blank" rel="noopener noreferrer">
      {link[1]}
    </a>
  );
}
