import type { ViewCard } from "../../shell/views.ts";

export const view: ViewCard = {
  title: "Collections",
  about: "Faces that are kept: add a folder of photos, look through them, search, make users, delete.",
  order: 30,
  isFor: (session) => session.Acts.includes("describe"),
  load: () => import("./index.tsx"),
};
