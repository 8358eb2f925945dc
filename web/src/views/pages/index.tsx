import type { ViewProps } from "../../shell/views.ts";
import { CalibrationPage } from "./CalibrationPage.tsx";
import { Document } from "./Document.tsx";
import { TransparencyPage } from "./TransparencyPage.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import "./pages.css";

const live = { use: "Use of this server", calibration: "Calibration" };

/** The documents that the product generates of itself; the folder docs/ has them too. */
const documents: Record<string, { title: string; load: () => Promise<{ default: string }> }> = {
  fairness: { title: "Fairness", load: () => import("../../../../docs/fairness.md?page") },
  quality: { title: "Quality", load: () => import("../../../../docs/quality.md?page") },
  detection: { title: "Detection", load: () => import("../../../../docs/detection.md?page") },
  models: { title: "Models", load: () => import("../../../../docs/models.md?page") },
  coverage: { title: "Coverage", load: () => import("../../../../docs/coverage.md?page") },
};

export default function Pages({ rest }: ViewProps) {
  const page = rest[0] ?? "use";
  const titles = {
    ...live,
    ...Object.fromEntries(Object.entries(documents).map(([name, { title }]) => [name, title])),
  };
  return (
    <>
      <h1>Transparency</h1>
      <Tabs label="Pages" path="/console/pages" titles={titles} chosen={page} />
      {documents[page] ? (
        <Document key={page} load={documents[page].load} />
      ) : page === "calibration" ? (
        <CalibrationPage />
      ) : (
        <TransparencyPage />
      )}
    </>
  );
}
