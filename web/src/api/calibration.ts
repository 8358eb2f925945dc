import { get } from "./call.ts";

/** How often two different people reach a similarity: a row of GET /calibration. */
export interface Rate {
  percent: number;
  falseMatchRate: number;
  falseMatchRateLow95: number;
  falseMatchRateHigh95: number;
  trueMatchRate: number;
}

/** What a similarity stands for with the network that serves. */
export interface CalibrationCard {
  rates: Rate[];
  data: string;
  people: number;
  impostors: number;
  [member: string]: unknown;
}

let card: Promise<CalibrationCard | null> | undefined;

/** @returns Null where nobody has measured this network. */
export function calibration(): Promise<CalibrationCard | null> {
  return (card ??= get("/calibration").then(
    async (response) => (await response.json()) as CalibrationCard,
    () => {
      card = undefined;
      return null;
    },
  ));
}

/** What a similarity means, in a sentence: by the highest measured one that it reaches. */
export function meaning(percent: number, { rates }: CalibrationCard): string {
  const reached = rates.filter((rate) => rate.percent <= percent).at(-1);
  if (reached === undefined || reached.falseMatchRate > 0.5) {
    return "Two strangers score this as a rule: it says nothing.";
  }

  const isHighest = reached === rates.at(-1);
  return (
    `About 1 in ${roughly(1 / reached.falseMatchRate)} strangers would score ${reached.percent} or more` +
    (isHighest ? ", which is as far as was measured." : ".")
  );
}

/** Two digits: nobody measured more. */
export function roughly(number: number): string {
  return Number(number.toPrecision(2)).toLocaleString("en");
}
