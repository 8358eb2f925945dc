import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Review",
  about: "Compare the face that was searched for with candidates, without knowing whose they are.",
  order: 50,
  isFor: (session) => session.Acts.includes("review"),
  load: () => import("./index.tsx"),
};
