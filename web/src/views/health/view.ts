import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Health",
  about: "Requests, latency, memory and what each network costs, as they are now.",
  order: 90,
  isFor: () => true,
  load: () => import("./index.tsx"),
};
