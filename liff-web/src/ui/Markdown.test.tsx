import { render, screen } from '@testing-library/preact';
import { expect, test } from 'vitest';
import { Markdown } from './Markdown.tsx';

test('Headings, paragraphs, lists, bold and links are drawn', () => {
  render(
    <Markdown
      text={'## Title\nOne **bold** word.\n\n- a\n- b\n\n1. first\n\nSee [us](https://example.com/a).'}
    />,
  );
  expect(screen.getByRole('heading', { name: 'Title' })).toBeVisible();
  expect(screen.getByText('bold').tagName).toBe('B');
  expect(screen.getAllByRole('listitem').map((item) => item.textContent)).toEqual(['a', 'b', '1. first']);
  expect(screen.getByRole('link', { name: 'us' })).toHaveAttribute('href', 'https://example.com/a');
});

test('Markup and script links stay plain text', () => {
  const { container } = render(<Markdown text={'<img src=x onerror=alert(1)> [x](javascript:alert(1))'} />);
  expect(container.querySelector('img, a')).toBeNull();
  expect(container.textContent).toContain('<img src=x');
});
