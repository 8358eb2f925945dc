import type { ComponentType } from "preact";
import type { ViewProps } from "../../shell/views.ts";
import { Cases } from "./Cases.tsx";
import { Change } from "./Change.tsx";
import { Consents } from "./Consents.tsx";
import { Denials } from "./Denials.tsx";
import { History } from "./History.tsx";
import { InForce } from "./InForce.tsx";
import { Keys } from "./Keys.tsx";
import { Stops } from "./Stops.tsx";
import { Tabs } from "../../parts/Tabs.tsx";
import "./policy.css";

const tabs: Record<string, { title: string; Body: ComponentType<ViewProps> }> = {
  rules: { title: "In force", Body: InForce },
  keys: { title: "Keys", Body: Keys },
  denials: { title: "Denials", Body: Denials },
  change: { title: "Change", Body: Change },
  history: { title: "History", Body: History },
  consents: { title: "Consents", Body: Consents },
  cases: { title: "Cases", Body: Cases },
  stop: { title: "Stop and resume", Body: Stops },
};

/** What may be done here and by whom, and how that is changed. */
export default function PolicyView(props: ViewProps) {
  const tab = tabs[props.rest[0] ?? "rules"] ? (props.rest[0] ?? "rules") : "rules";
  const { Body } = tabs[tab]!;
  const titles = Object.fromEntries(Object.entries(tabs).map(([name, { title }]) => [name, title]));
  return (
    <>
      <h1>Purposes and policy</h1>
      <Tabs label="Parts" path="/console/policy" titles={titles} chosen={tab} />
      <Body key={tab} {...props} />
    </>
  );
}
