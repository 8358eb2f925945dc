import { useEffect, useRef } from "preact/hooks";
import type { FaceDetail, Judged } from "../../api/shapes.ts";

interface Props {
  faces: FaceDetail[];
  chosen: number | undefined;
  onChoose: (face: number | undefined) => void;
}

/** Each face's answer in words, and as the JSON that came. Pointing at one marks its box, and back. */
export function FaceFacts({ faces, chosen, onChoose }: Props) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const item = chosen === undefined ? null : list.current?.children[chosen];
    item?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  return (
    <ol class="facts" ref={list}>
      {faces.map((face, i) => (
        <li
          key={i}
          class={i === chosen ? "card chosen" : "card"}
          tabIndex={0}
          onMouseEnter={() => onChoose(i)}
          onMouseLeave={() => onChoose(undefined)}
          onFocus={() => onChoose(i)}
          onBlur={() => onChoose(undefined)}
        >
          <h2>
            Face {i + 1} <span class="quiet">{face.Confidence.toFixed(1)} % sure it is one</span>
          </h2>
          <dl>
            {inWords(face).map(([name, value]) => (
              <div>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ))}
          </dl>
          <details>
            <summary>JSON</summary>
            <pre class="json" tabIndex={0} aria-label={`The answer on face ${i + 1}`}>
              {JSON.stringify(face, null, 2)}
            </pre>
          </details>
        </li>
      ))}
    </ol>
  );
}

function inWords(face: FaceDetail): [string, string][] {
  const words: [string, string][] = [];
  if (face.AgeRange) {
    words.push(["Looks", `${face.AgeRange.Low} to ${face.AgeRange.High} years old`]);
  }

  if (face.Emotions?.[0]) {
    const [first] = face.Emotions;
    words.push(["Expression", `${first.Type.toLowerCase()}, ${first.Confidence.toFixed(0)} %`]);
  }

  for (const [name, value] of Object.entries(face)) {
    if (isJudged(value)) {
      const said =
        typeof value.Value === "boolean" ? (value.Value ? "yes" : "no") : value.Value.toLowerCase();
      words.push([name.replace(/(?<=[a-z])(?=[A-Z])/g, " "), `${said}, ${value.Confidence.toFixed(0)} %`]);
    }
  }

  if (face.Pose) {
    words.push([
      "Turned",
      `${face.Pose.Yaw.toFixed(0)}° aside, ${face.Pose.Pitch.toFixed(0)}° up, ` +
        `${face.Pose.Roll.toFixed(0)}° tilted`,
    ]);
  }

  if (face.Quality) {
    words.push([
      "Picture",
      `brightness ${face.Quality.Brightness.toFixed(0)}, sharpness ${face.Quality.Sharpness.toFixed(0)}`,
    ]);
  }

  return words;
}

function isJudged(value: unknown): value is Judged {
  return typeof value === "object" && value !== null && "Value" in value && "Confidence" in value;
}
