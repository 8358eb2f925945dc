import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "My data",
  about: "What is held of you, by a link you were given.",
  order: 90,
  isFor: () => true,
  isOpen: true,
  load: () => import("./index.tsx"),
};
