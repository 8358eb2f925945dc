import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Live",
  about: "The camera of this machine: faces are covered before a picture is shown, counted and followed.",
  order: 20,
  isFor: (session) => session.Acts.includes("detect"),
  load: () => import("./index.tsx"),
};
