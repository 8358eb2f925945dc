import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Try it",
  about: "Drop a photo: faces, landmarks and attributes. Compare two, or cover the faces of one.",
  order: 10,
  isFor: () => true,
  load: () => import("./index.tsx"),
};
