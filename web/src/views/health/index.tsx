import { useState } from "preact/hooks";
import { metrics, quantile, sums, type Sample } from "../../api/metrics.ts";
import { Chart } from "../../parts/Chart.tsx";
import { CliLine } from "../../parts/CliLine.tsx";
import { useEvery, useLoaded } from "../../parts/hooks.ts";
import { Busy, Failure } from "../../parts/Sentence.tsx";
import { Table } from "../../parts/Table.tsx";

const everyMs = 2000;
const pointsMax = 150; // Five minutes.
const outcomes = ["answered", "denied", "refused", "turned away", "failed"];

interface Reading {
  at: number;
  samples: Sample[];
}

interface Point {
  at: number;
  perSecond: Record<string, number>;
  p50Ms: number | null;
  p95Ms: number | null;
  underWay: number;
  memoryMb: number;
}

/** What Prometheus reads, drawn while one looks: nothing is kept. */
export default function Health() {
  const [readings, setReadings] = useState<Reading[]>([]);
  const loaded = useLoaded(async (signal) => {
    const samples = await metrics(signal);
    setReadings((was) => [...was, { at: Date.now() / 1000, samples }].slice(-pointsMax - 1));
  }, []);
  useEvery(everyMs, () => loaded.isBusy || loaded.again());
  const points = readings.slice(1).map((reading, i) => pointOf(readings[i]!, reading));
  const last = points.at(-1);

  return (
    <>
      <h1>Health</h1>
      <Failure of={loaded.failure} />
      {last === undefined ? <Busy what="Reading twice, since rates need it" /> : <Now point={last} />}
      <div class="columns">
        <Chart
          title="Calls"
          unit="per second"
          times={points.map((point) => point.at)}
          lines={outcomes.map((name) => ({
            name,
            values: points.map((point) => point.perSecond[name] ?? 0),
          }))}
        />
        <Chart
          title="Latency"
          unit="milliseconds"
          times={points.map((point) => point.at)}
          lines={[
            { name: "median", values: points.map((point) => point.p50Ms) },
            { name: "95 %", values: points.map((point) => point.p95Ms) },
          ]}
        />
        <Chart
          title="Calls under way"
          unit="at once"
          times={points.map((point) => point.at)}
          lines={[{ name: "under way", values: points.map((point) => point.underWay) }]}
        />
        <Chart
          title="Memory"
          unit="MB resident"
          times={points.map((point) => point.at)}
          lines={[{ name: "memory", values: points.map((point) => point.memoryMb) }]}
        />
      </div>
      {readings.length > 0 && <Networks samples={readings.at(-1)!.samples} />}
      {readings.length > 0 && <Operations samples={readings.at(-1)!.samples} />}
      <CliLine line={`curl ${location.origin}/metrics`} />
    </>
  );
}

function Now({ point }: { point: Point }) {
  const all = Object.values(point.perSecond).reduce((sum, one) => sum + one, 0);
  return (
    <p>
      {all.toFixed(1)} calls a second; median {point.p50Ms === null ? "none" : `${point.p50Ms.toFixed(0)} ms`}
      ; {point.underWay} under way; {point.memoryMb.toFixed(0)} MB of memory.
    </p>
  );
}

function pointOf(before: Reading, now: Reading): Point {
  const seconds = Math.max(now.at - before.at, 0.001);
  const old = sums(before.samples, "beholden_requests_total", "outcome");
  const counts = sums(now.samples, "beholden_requests_total", "outcome");
  const inMs = (share: number) => {
    const found = quantile(before.samples, now.samples, "beholden_request_duration_seconds", share);
    return found === null ? null : found * 1000;
  };
  const one = (name: string) => sums(now.samples, name).get("") ?? 0;
  return {
    at: now.at,
    perSecond: Object.fromEntries(
      outcomes.map((name) => [name, ((counts.get(name) ?? 0) - (old.get(name) ?? 0)) / seconds]),
    ),
    p50Ms: inMs(0.5),
    p95Ms: inMs(0.95),
    underWay: one("beholden_requests_active"),
    memoryMb: one("dotnet_process_memory_working_set_bytes") / 1e6,
  };
}

function Networks({ samples }: { samples: Sample[] }) {
  const name = "beholden_model_duration_seconds";
  return <Means title="Networks" what="Network" samples={samples} name={name} by="model" />;
}

function Operations({ samples }: { samples: Sample[] }) {
  const name = "beholden_request_duration_seconds";
  return <Means title="Operations" what="Operation" samples={samples} name={name} by="operation" />;
}

interface MeansProps {
  title: string;
  what: string;
  samples: Sample[];
  name: string;
  by: string;
}

function Means({ title, what, samples, name, by }: MeansProps) {
  const [counts, times] = [sums(samples, `${name}_count`, by), sums(samples, `${name}_sum`, by)];
  const rows = [...counts].sort((a, b) => b[1] - a[1]);
  return (
    <section class="card health-means">
      <h2>{title}, since the start</h2>
      {rows.length === 0 ? (
        <p>None was run yet.</p>
      ) : (
        <Table label={title} heads={[what, "Runs", "Mean, ms"]}>
          {rows.map(([key, count]) => (
            <tr key={key}>
              <td>{key}</td>
              <td>{count.toLocaleString("en")}</td>
              <td>{((1000 * (times.get(key) ?? 0)) / Math.max(count, 1)).toFixed(1)}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
