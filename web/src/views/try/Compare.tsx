import { useEffect, useState } from "preact/hooks";
import { call, type Session } from "../../api/call.ts";
import { calibration, meaning } from "../../api/calibration.ts";
import { imageOf } from "../../api/bytes.ts";
import type { BoundingBox } from "../../api/shapes.ts";
import { awsLine, CliLine } from "../../parts/CliLine.tsx";
import { useLoaded, useWork } from "../../parts/hooks.ts";
import { Json } from "../../parts/Json.tsx";
import { PictureDrop, usePictureUrl } from "../../parts/PictureDrop.tsx";
import { Busy, Failure, Sentence } from "../../parts/Sentence.tsx";
import { Stage } from "../../parts/Stage.tsx";
import { SampleButton } from "./SampleButton.tsx";

interface CompareAnswer {
  SourceImageFace: { BoundingBox: BoundingBox };
  FaceMatches: { Similarity: number; Face: { BoundingBox: BoundingBox } }[];
  UnmatchedFaces: { BoundingBox: BoundingBox }[];
}

/** How alike the largest face of one picture is to each face of another, and what that is worth. */
export function Compare({ session }: { session: Session }) {
  const [one, setOne] = useState<File>();
  const [two, setTwo] = useState<File>();
  const [urlOne, urlTwo] = [usePictureUrl(one), usePictureUrl(two)];
  const card = useLoaded(calibration, []);
  const [work, start] = useWork(
    async (signal, source: File, target: File) =>
      await call<CompareAnswer>(
        "CompareFaces",
        {
          SourceImage: await imageOf(source),
          TargetImage: await imageOf(target),
          SimilarityThreshold: 0,
        },
        signal,
      ),
  );
  useEffect(() => {
    if (one && two) {
      start(one, two);
    }
  }, [one, two]);
  const answer = one && two ? work.value?.body : undefined;
  const matches = [...(answer?.FaceMatches ?? [])].sort((a, b) => b.Similarity - a.Similarity);

  return (
    <>
      <div class="columns">
        <section class="card">
          <h2>One face</h2>
          <PictureDrop label="Choose the first" onPicture={setOne}>
            <SampleButton onPicture={setOne} />
          </PictureDrop>
          {urlOne && (
            <Stage
              url={urlOne}
              alt="The first picture"
              marks={answer ? [{ box: answer.SourceImageFace.BoundingBox, label: "this face" }] : []}
            />
          )}
        </section>
        <section class="card">
          <h2>Is it in here?</h2>
          <PictureDrop label="Choose the second" onPicture={setTwo}>
            <SampleButton onPicture={setTwo} />
          </PictureDrop>
          {urlTwo && (
            <Stage
              url={urlTwo}
              alt="The second picture"
              marks={[
                ...matches.map((match) => ({
                  box: match.Face.BoundingBox,
                  label: match.Similarity.toFixed(1),
                })),
                ...(answer?.UnmatchedFaces ?? []).map((face) => ({
                  box: face.BoundingBox,
                  label: "unlike",
                })),
              ]}
            />
          )}
        </section>
      </div>
      <Failure of={work.failure} />
      {work.isBusy && <Busy what="Comparing" />}
      {answer &&
        matches.map((match) => (
          <Sentence kind="good">
            <p>
              <strong>Similarity {match.Similarity.toFixed(2)}.</strong>{" "}
              {card.value
                ? meaning(match.Similarity, card.value)
                : "Nobody has measured what that means for this network."}
            </p>
            <p>A similarity is no proof of who somebody is.</p>
          </Sentence>
        ))}
      {answer && matches.length === 0 && <Sentence>No face of the second picture is at all alike.</Sentence>}
      {answer && (
        <details>
          <summary>JSON</summary>
          <Json of={answer} label="The answer" />
        </details>
      )}
      <CliLine
        line={awsLine(
          "CompareFaces",
          {
            SourceImageBytes: `fileb://${one?.name ?? "one.jpg"}`,
            TargetImageBytes: `fileb://${two?.name ?? "two.jpg"}`,
            SimilarityThreshold: 0,
          },
          session.Region,
        )}
      />
    </>
  );
}
