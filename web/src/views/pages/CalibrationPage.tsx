import { calibration, meaning, roughly } from "../../api/calibration.ts";
import { CliLine } from "../../parts/CliLine.tsx";
import { useLoaded } from "../../parts/hooks.ts";
import { Busy, Sentence } from "../../parts/Sentence.tsx";
import { Records } from "./Records.tsx";

/** What each similarity stands for with the network that serves. */
export function CalibrationPage() {
  const card = useLoaded(calibration, []);
  if (card.isBusy) {
    return <Busy what="Reading the calibration" />;
  }

  if (!card.value) {
    return (
      <Sentence>
        Nobody has measured this network, so a similarity says nothing about how often two people are taken
        for one.
      </Sentence>
    );
  }

  const rows = card.value.rates.map((rate) => ({
    similarity: rate.percent,
    "one stranger in": rate.falseMatchRate === 0 ? "none seen" : roughly(1 / rate.falseMatchRate),
    "at least in (95 %)": rate.falseMatchRateHigh95 === 0 ? "" : roughly(1 / rate.falseMatchRateHigh95),
    "found of the same person": `${(100 * rate.trueMatchRate).toFixed(1)} %`,
  }));
  return (
    <>
      <p>
        Measured on {card.value.data}: {card.value.people.toLocaleString("en")} people,{" "}
        {card.value.impostors.toLocaleString("en")} pairs of strangers. At 80, AWS's default:{" "}
        {meaning(80, card.value)} At 99: {meaning(99, card.value)}
      </p>
      <Records title="Similarity and what it stands for" rows={rows} none="Nothing was measured." />
      <CliLine line={`curl ${location.origin}/calibration`} />
    </>
  );
}
