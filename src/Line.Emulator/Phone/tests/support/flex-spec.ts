import yaml from '../../../../../tests/line-openapi/messaging-api.yml?raw';

export type Property = { name: string; values: string[] };

/** The Flex schemas of LINE's own specification: each component's properties, and the words a property may take. */
export function flexProperties(): Property[] {
  const found: Property[] = [];
  const lines = yaml.split('\n');
  let schema = '';
  let level = -1;
  let current: Property | null = null;
  let inWords = -1;
  for (const line of lines) {
    const indent = line.length - line.trimStart().length;
    const text = line.trim();
    if (!text) continue;
    if (indent === 4) {
      schema = text.startsWith('Flex') ? text.replace(':', '') : '';
      level = -1;
    }
    if (!schema) continue;
    if (text === 'properties:') level = indent + 2;
    else if (text === '- properties:') level = indent + 4;
    else if (indent < level) level = -1;
    else if (indent === level && /^\w+:$/.test(text)) {
      current = { name: `${schema}.${text.slice(0, -1)}`, values: [] };
      found.push(current);
      inWords = -1;
    } else if (text === 'enum:') inWords = indent;
    else if (inWords >= 0 && text.startsWith('- ')) current?.values.push(text.slice(2));
    else inWords = -1;
  }
  // What tells one kind of object from another is not a property to draw.
  return found.filter((p) => !/\.type$/.test(p.name));
}

/** The words of sizes, spaces and borders, which the specification lists apart. */
export function flexWords(schema: string): string[] {
  const at = yaml.indexOf(`    ${schema}:\n`);
  const block = yaml.slice(at, yaml.indexOf('\n    Flex', at + 6));
  return [...block.slice(block.indexOf('enum:')).matchAll(/^ {8}- (\S+)$/gm)].map((m) => m[1] as string);
}
