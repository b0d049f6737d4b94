import { language } from './i18n/index.ts';
import { config } from './session.ts';

/** The brand's name in the chosen language; empty until the server has said it once. */
export function brandName(): string {
  const brand = config.value?.brand;
  return (language.value === 'en' ? brand?.nameEn || brand?.name : brand?.name) ?? '';
}
