import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Ledger",
  about: "What was done with faces, for everybody to read; proven in your own browser.",
  order: 60,
  isFor: () => true,
  load: () => import("./index.tsx"),
};
