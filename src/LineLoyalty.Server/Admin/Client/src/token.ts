export const formToken = () =>
  document.querySelector<HTMLMetaElement>('meta[name="form-token"]')?.content ?? '';
