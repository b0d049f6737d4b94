import { t } from '../i18n/index.ts';

/** The shape of the card, of the same height; index.html paints the same before any script runs. */
export function CardSkeleton() {
  return (
    <div class="card-page" role="status" aria-label={t('app.loading')}>
      <div class="face face-bones">
        <div class="plate" />
      </div>
    </div>
  );
}
