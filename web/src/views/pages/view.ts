import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Transparency",
  about: "How this server is used, what its scores mean, whom it errs on, and what it is made of.",
  order: 80,
  isFor: () => true,
  load: () => import("./index.tsx"),
};
