import { Carousel } from '../flex/Carousel';
import { each } from '../ui/each';
import type { Action, Column, Template } from '../wire';

type Act = (action: Action) => void;

export function TemplateMessage({
  template,
  altText,
  onAction,
}: {
  template: Template;
  altText: string;
  onAction: Act;
}) {
  switch (template.type) {
    case 'confirm':
      return (
        <div class="card confirm">
          <p class="card-text">{template.text}</p>
          <Actions actions={template.actions} onAction={onAction} />
        </div>
      );
    case 'buttons':
      return <Card column={template} look={template} onAction={onAction} />;
    case 'carousel':
      return (
        <Carousel label={altText}>
          {each(template.columns, (column) => (
            <Card column={column} look={template} onAction={onAction} />
          ))}
        </Carousel>
      );
    case 'image_carousel':
      return (
        <Carousel label={altText}>
          {each(template.columns, (column, i) => (
            <button
              type="button"
              class="image-column"
              aria-label={column.action?.label ?? `${altText} ${i + 1}`}
              onClick={() => column.action && onAction(column.action)}
            >
              <img src={column.imageUrl} alt="" />
              {column.action?.label && <span>{column.action.label}</span>}
            </button>
          ))}
        </Carousel>
      );
    default:
      return <div class="bubble">{altText}</div>;
  }
}

function Card({ column, look, onAction }: { column: Column; look: Template; onAction: Act }) {
  const open = column.defaultAction;
  const picture = column.thumbnailImageUrl;
  return (
    <div class="card">
      <div class="card-main">
        {picture && (
          <img
            class="card-picture"
            src={picture}
            alt=""
            style={{
              aspectRatio: look.imageAspectRatio === 'square' ? '1' : '1.51',
              objectFit: look.imageSize === 'contain' ? 'contain' : 'cover',
              backgroundColor: column.imageBackgroundColor ?? '#fff',
            }}
          />
        )}
        {column.title && <strong class="card-title">{column.title}</strong>}
        <p class="card-text">{column.text}</p>
        {open && (
          <button
            type="button"
            class="fx-tap"
            aria-label={open.label ?? column.title ?? column.text ?? ''}
            onClick={() => onAction(open)}
          />
        )}
      </div>
      <Actions actions={column.actions} onAction={onAction} />
    </div>
  );
}

function Actions({ actions, onAction }: { actions: Action[] | undefined; onAction: Act }) {
  return (
    <div class="card-actions">
      {each(actions, (action) => (
        <button type="button" onClick={() => onAction(action)}>
          {action.label}
        </button>
      ))}
    </div>
  );
}
