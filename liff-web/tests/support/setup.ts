import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/preact';
import { afterEach, vi } from 'vitest';

// A busy machine may take its time; a wait ends as soon as what is waited for is there.
configure({ asyncUtilTimeout: 8_000 });

afterEach(() => {
  cleanup();
  vi.restoreAllMocks();
});
