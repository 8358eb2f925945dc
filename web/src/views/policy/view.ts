import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Purposes and policy",
  about: "What each key may do and why; change the rules, stop, and resume.",
  order: 40,
  isFor: (session) => session.Governs,
  load: () => import("./index.tsx"),
};
