import { useEffect, useState } from "preact/hooks";
import { calibration, meaning, type CalibrationCard } from "../../api/calibration.ts";
import type { Session } from "../../api/call.ts";
import { go } from "../../shell/router.ts";
import { counted, place } from "./answers.ts";

export interface Match {
  similarity: number | undefined;
  name: string;
  faceId: string | undefined;
  userId: string | undefined;
}

interface Props {
  id: string;
  matches: Match[];
  kind: "faces" | "users";
  entry: number | undefined;
  session: Session;
}

/** Who was found, the likest first, and what each similarity stands for. */
export function Matches({ id, matches, kind, entry, session }: Props) {
  const [card, setCard] = useState<CalibrationCard | null>(); // Undefined: not read yet.
  useEffect(() => {
    void calibration().then(setCard);
  }, []);
  const noun = kind === "faces" ? "face" : "user";

  const told = matches.length === 0 ? `No ${noun} is that alike` : `${counted(matches.length, noun)} found`;

  return (
    <section>
      <div role="status">
        <h2>{told}</h2>
      </div>
      {matches.length === 0 && <p>A lower similarity may find more, and more wrong ones.</p>}
      {card === null && matches.length > 0 && (
        <p>Nobody measured what these similarities mean with this network.</p>
      )}
      <ol class="matches">
        {matches.map(({ similarity, name, faceId, userId }) => (
          <li>
            <strong class="break">{name}</strong>
            {faceId !== undefined && <span class="mono quiet break">{faceId}</span>}
            {kind === "faces" && userId !== undefined && <span>user {userId}</span>}
            {similarity !== undefined && (
              <span>
                Similarity {similarity.toFixed(2)}.{" "}
                {card && <span class="quiet">{meaning(similarity, card)}</span>}
              </span>
            )}
            {session.Acts.includes("read") && userId !== undefined && (
              <a href={place(id, "faces", { user: userId })} onClick={go}>
                Faces of {userId}
              </a>
            )}
          </li>
        ))}
      </ol>
      {entry !== undefined && (
        <p>
          <a href={`/console/ledger/${entry}`} onClick={go}>
            Entry {entry} of the ledger
          </a>
        </p>
      )}
    </section>
  );
}
