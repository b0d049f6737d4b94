/** Both languages beside each other, as on the server's pages. */
export const words = (language: string) => (chinese: string, english: string) =>
  language === 'en' ? english : chinese;
export type Say = ReturnType<typeof words>;
export const number = (value: number) => value.toLocaleString('en-US');
