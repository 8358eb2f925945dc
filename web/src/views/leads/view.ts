import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Leads",
  about: "What became of searches whose answer names nobody until two people agree; and who reviews.",
  order: 45,
  isFor: (session) => session.AsksForReview && (session.Governs || session.Acts.includes("identify")),
  load: () => import("./index.tsx"),
};
