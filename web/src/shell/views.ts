import type { ComponentType } from "preact";
import type { Session } from "../api/call.ts";

/** What a view's folder says of it, in view.ts: read at the start, so it loads nothing. */
export interface ViewCard {
  title: string;
  /** A sentence for the first page. */
  about: string;
  /** Place in the menu, from the top. */
  order: number;
  /** Whether the session can do anything there. */
  isFor: (session: Session) => boolean;
  /** Shown without signing in, such as a person's own page. */
  isOpen?: boolean;
  load: () => Promise<{ default: ComponentType<ViewProps> }>;
}

export interface ViewProps {
  session: Session;
  /** What follows the view's name in the address. */
  rest: string[];
  query: URLSearchParams;
}

export interface View extends ViewCard {
  /** The folder's name, and the word in the address. */
  name: string;
}

const cards = import.meta.glob<{ view: ViewCard }>("../views/*/view.ts", { eager: true });

/** A folder below views/ is a view: nothing else has to be written down. */
export const views: View[] = Object.entries(cards)
  .map(([path, { view }]) => ({ ...view, name: path.split("/").at(-2)! }))
  .sort((one, other) => one.order - other.order);
